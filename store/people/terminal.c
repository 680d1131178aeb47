/*
 * This terminal, as the database and the configuration describe it.  An
 * incorrect name or word in the configuration must never admit more people.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/db/db.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/people/terminal.h"

static int
terminal_by_name(
    struct store *store, const char *name, struct terminal *ret_terminal)
{
	struct query *query = db_query(store, SQL_TERMINAL_BY_NAME);
	int rc;

	db_bind_text(query, 1, name);
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, TERMINAL_ID, ret_terminal->id,
		    sizeof(ret_terminal->id));
		db_copy(query, TERMINAL_NAME, ret_terminal->name,
		    sizeof(ret_terminal->name));
		db_copy(query, TERMINAL_SITE_ID, ret_terminal->site_id,
		    sizeof(ret_terminal->site_id));
	}
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc == 1 ? FIELD_OK : rc;
}

int
terminal_here(struct store *store, struct terminal *ret_terminal)
{
	return terminal_by_name(
	    store, store_config(store)->terminal_name, ret_terminal);
}

/* The site with which the terminal was set up. */
static int
site_of_setup(struct store *store, struct terminal_site *site)
{
	struct terminal here;
	struct place place;
	int rc = terminal_here(store, &here);

	if (rc == FIELD_ENOTFOUND ||
	    (rc == FIELD_OK && here.site_id[0] == '\0'))
		return FIELD_OK;
	if (rc == FIELD_OK)
		rc = place_by_id(store, here.site_id, &place);
	if (rc == FIELD_OK) {
		(void)str_copy(site->id, sizeof(site->id), place.id);
		(void)str_copy(site->name, sizeof(site->name), place.name);
	}
	return rc;
}

/* The site that the configuration names. */
static int
site_by_name(
    struct store *store, const char *org_id, struct terminal_site *site)
{
	struct query *query = db_query(store, SQL_SITE_OF_ORG);
	int rc;

	(void)str_copy(
	    site->name, sizeof(site->name), store_config(store)->terminal_site);
	(void)str_copy(site->id, sizeof(site->id), SITE_UNKNOWN);
	db_bind_text(query, 1, org_id);
	db_bind_text(query, 2, site->name);
	rc = db_step(query);
	if (rc == 1)
		db_copy(query, ONLY_COLUMN, site->id, sizeof(site->id));
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
terminal_site(
    struct store *store, const char *org_id, struct terminal_site *ret_site)
{
	memset(ret_site, 0, sizeof(*ret_site));
	return store_config(store)->terminal_site[0] != '\0' ?
	    site_by_name(store, org_id, ret_site) :
	    site_of_setup(store, ret_site);
}

int
terminal_admits_org(struct store *store, const char *terminal_id,
    const char *org_id, bool *ret_admits)
{
	struct query *query = db_query(store, SQL_TERMINAL_ADMITS);
	int rc;

	db_bind_text(query, 1, terminal_id);
	db_bind_text(query, 2, org_id);
	rc = db_step(query);
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_admits = rc == 1;
	return FIELD_OK;
}

/* --- organisations that this terminal admits ------------------------------ */

#define WORDS_SIZE (sizeof(((struct config *)0)->terminal_orgs) + 4)

/* The names, each between two blanks, so that one is found as ' name '; ""
 * without any. */
static void
admitted_words(const struct config *config, char words[WORDS_SIZE])
{
	static const char separators[] = " \t,";
	const char *at = config->terminal_orgs;
	char *end = words;

	*end = '\0';
	for (at += strspn(at, separators); *at != '\0';
	     at += strspn(at, separators)) {
		size_t len = strcspn(at, separators);

		if (end == words)
			*end++ = ' ';
		end = mempcpy(end, at, len);
		*end++ = ' ';
		*end = '\0';
		at += len;
	}
}

void
terminal_bind_here(struct store *store, struct query *query)
{
	const struct config *config = store_config(store);
	char words[WORDS_SIZE];

	admitted_words(config, words);
	db_bind_text(query, 1, words);
	db_bind_text(query, 2, config->terminal_name);
}

int
terminal_admits(struct store *store, const char *org_id, bool *ret_admits)
{
	struct query *query = db_query(store, SQL_TERMINAL_ADMITS_HERE);
	int rc;

	terminal_bind_here(store, query);
	db_bind_text(query, 3, org_id);
	rc = db_step(query);
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_admits = rc == 1;
	return FIELD_OK;
}

int
terminal_each_shown_org(struct store *store,
    int (*visit)(const char *org_id, void *context), void *context)
{
	struct query *query = db_query(store, SQL_TERMINAL_SHOWN_ORGS);
	int rc;

	terminal_bind_here(store, query);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		rc = visit(db_text(query, ONLY_COLUMN), context);
		if (rc < 0)
			break;
	}
	db_done(query);
	return rc;
}

/* FNV-1a, 64 bits; the NUL of an id ends it. */
static int
mix_in(const char *org_id, void *context)
{
	uint64_t *digest = context;

	for (size_t i = 0; i <= strlen(org_id); i++)
		*digest = (*digest ^ (unsigned char)org_id[i]) *
		    UINT64_C(0x100000001b3);
	return FIELD_OK;
}

int
terminal_shown_digest(struct store *store, uint64_t *ret_digest)
{
	uint64_t digest = UINT64_C(0xcbf29ce484222325);
	int rc = terminal_each_shown_org(store, mix_in, &digest);

	if (rc == FIELD_OK)
		*ret_digest = digest;
	return rc;
}

/* The words that are not names of organisations, as many as fit. */
static int
unknown_words(struct store *store, char *buf, size_t size)
{
	char words[WORDS_SIZE], *rest = NULL;
	struct org org;
	size_t len = 0;
	int rc = FIELD_OK;

	buf[0] = '\0';
	admitted_words(store_config(store), words);
	for (char *word = strtok_r(words, " ", &rest);
	     word != NULL && rc == FIELD_OK;
	     word = strtok_r(NULL, " ", &rest)) {
		rc = org_by_name(store, word, &org);
		if (rc != FIELD_ENOTFOUND)
			continue;
		rc = FIELD_OK;
		if (str_format(buf + len, size - len, "%s%s",
			len > 0 ? ", " : "", word))
			len = strlen(buf);
		else
			buf[len] = '\0';
	}
	return rc;
}

int
terminal_problem(struct store *store, struct refusal *ret_problem)
{
	struct terminal here;
	char unknown[sizeof(ret_problem->text[0])];
	int rc = terminal_here(store, &here);

	ret_problem->reason = REASON_NONE;
	if (rc == FIELD_ENOTFOUND) {
		(void)refuse(ret_problem, REASON_NO_SUCH_TERMINAL,
		    store_config(store)->terminal_name, NULL);
		return FIELD_OK;
	}
	if (rc == FIELD_OK)
		rc = unknown_words(store, unknown, sizeof(unknown));
	if (rc == FIELD_OK && unknown[0] != '\0')
		(void)refuse(ret_problem, REASON_TERMINAL_ORGS, unknown, NULL);
	return rc;
}
