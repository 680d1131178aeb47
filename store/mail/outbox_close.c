/* What became of a row.  MUST: the code of a mail that was sent is erased, and a
 * row is never lost in between; tested by test_outbox_send. */
#include <string.h>

#include "base/err.h"
#include "base/escape.h"
#include "store/mail/outbox_inside.h"
#include "store/mail/outbox_send.h"

#define WORDS_SIZE    400
#define PAUSE_MIN_S   60
#define PAUSE_MAX_S   (4 * 3600)
#define PAUSE_DOUBLES 8 /* from the one to the other, at most */

/* A server's words, as much as is stored. */
static void
bind_words(struct query *query, int index, const char *words)
{
	char stored[WORDS_SIZE];

	(void)escape_copy(stored, sizeof(stored), words, ESCAPE_SHOWN);
	db_bind_text(query, index, stored);
}

static int64_t
pause_after(int64_t tries)
{
	int64_t pause_s = PAUSE_MIN_S;

	for (int64_t i = 0; i < tries && i < PAUSE_DOUBLES; i++)
		pause_s *= 2;
	return pause_s < PAUSE_MAX_S ? pause_s : PAUSE_MAX_S;
}

int
outbox_close(struct store *store, enum sql_id id, const char *outbox_id,
    const char *words)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, outbox_id);
	db_bind_int(query, 2, store_now_s(store));
	bind_words(query, 3, words);
	return db_run(query);
}

int
outbox_drop(
    struct store *store, const char *outbox_id, const char *why, const char *by)
{
	struct query *query = db_query(store, SQL_OUTBOX_DROP);

	db_bind_text(query, 1, outbox_id);
	db_bind_int(query, 2, store_now_s(store));
	bind_words(query, 3, why);
	db_bind_text(query, 4, by);
	return db_run(query);
}

static int
end(struct store *store, int rc)
{
	if (rc == FIELD_OK)
		return db_commit(store);
	db_rollback(store);
	return rc;
}

int
outbox_sent(struct store *store, const char *id, const char *words)
{
	int rc = db_begin(store);

	return rc == FIELD_OK ?
	    end(store, outbox_close(store, SQL_OUTBOX_SENT, id, words)) :
	    rc;
}

/* The number of tries that failed; FIELD_ENOTFOUND: the row is closed.  A test
 * is tried once: its answer is waited for. */
static int
tries_of(struct store *store, const char *id, int64_t *ret_tries)
{
	struct query *query = db_query(store, SQL_OUTBOX_TRIES);
	int rc;

	db_bind_text(query, 1, id);
	rc = db_step(query);
	if (rc == 1)
		*ret_tries = strcmp(db_text(query, TRIES_TEMPLATE),
				 mail_template_info(MAIL_TEST)->name) == 0 ?
		    OUTBOX_TRIES_MAX :
		    db_int(query, TRIES_COUNT);
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc < 0 ? rc : FIELD_OK;
}

static int
wait_again(struct store *store, const char *id, int64_t pause_s, int tries,
    const char *words)
{
	struct query *query = db_query(store, SQL_OUTBOX_RETRY);

	db_bind_text(query, 1, id);
	db_bind_int(query, 2, store_now_s(store) + pause_s);
	bind_words(query, 3, words);
	db_bind_int(query, 4, tries);
	return db_run(query);
}

static int
fail(struct store *store, const char *id, enum outbox_failure failure,
    const char *words)
{
	int64_t tries = 0;
	int rc = tries_of(store, id, &tries);

	if (rc != FIELD_OK)
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	if (failure == OUTBOX_UNDONE)
		return wait_again(store, id, 0, 0, words);
	if (failure == OUTBOX_REFUSED || tries + 1 >= OUTBOX_TRIES_MAX)
		return outbox_close(store, SQL_OUTBOX_GIVE_UP, id, words);
	return wait_again(store, id, pause_after(tries), 1, words);
}

int
outbox_failed(struct store *store, const char *id, enum outbox_failure failure,
    const char *words)
{
	int rc = db_begin(store);

	return rc == FIELD_OK ? end(store, fail(store, id, failure, words)) :
				rc;
}

int
outbox_recover(struct store *store)
{
	int rc = db_begin(store);

	return rc == FIELD_OK ?
	    end(store, db_run(db_query(store, SQL_OUTBOX_RECOVER))) :
	    rc;
}

int
outbox_next_due(struct store *store, int64_t *ret_at)
{
	struct query *query = db_query(store, SQL_OUTBOX_NEXT_DUE);
	int rc;

	db_bind_int(query, 1, config_sends_mail(store_config(store)));
	db_bind_int(query, 2, OUTBOX_GIVE_UP_S);
	rc = db_step(query);
	if (rc == 1)
		*ret_at = db_int(query, ONLY_COLUMN);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
