#include <sodium.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "store/after.h"
#include "store/core/audit_point.h"
#include "store/db/backup.h"
#include "store/db/db_keep.h"
#include "store/db/reserve.h"
#include "store/people/terminal.h"
#include "store/publish/publish.h"
#include "store/source/source.h"
#include "store/verb/user.h"
#include "syncd/enforce.h"

#define HEAD_MS (INT64_C(3600) * 1000)

static void
note(const char *what, int rc)
{
	if (rc < 0)
		log_line(LOG_ERR, "%s: %s", what, field_strerror(rc));
}

static void
note_ending(const struct session_end_report *report)
{
	struct refusal problem;
	char sentence[600], list[300];

	if (session_end_problem(report, &problem))
		log_line(LOG_ERR, "%s",
		    refusal_sentence(&problem, sentence, sizeof(sentence)));
	if (report->spared.count > 0)
		log_line(LOG_WARNING,
		    "not ended, since they are system services: %s",
		    session_end_list(&report->spared, list, sizeof(list)));
}

static void
note_after(const struct after_report *after)
{
	note("publishing the snapshot", after->publish_rc);
	note_ending(&after->ending);
}

/* Deactivate people whose end date in accounting has passed (A8). */
static int
end_leavers(struct store *store)
{
	struct actor actor = actor_sync("calendar");
	struct after_report after;
	struct change *change;
	int64_t due_at;
	size_t count;
	int rc = source_next_leaver(store, &due_at);

	if (rc < 0 || due_at == 0 || due_at > store_now_s(store))
		return rc;
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = source_end_leavers(change, &count);
	if (rc == FIELD_OK && count > 0)
		log_line(LOG_NOTICE,
		    "%zu people deactivated: their end date has passed", count);
	rc = after_end(change, rc, &after);
	note_after(&after);
	return rc;
}

/* End sessions of people whose account has expired while they were signed in
 * (S2, X2). */
static int
end_expired(struct store *store)
{
	struct actor actor = actor_sync("calendar");
	struct after_report after;
	struct change *change;
	size_t count = 0;
	bool due;
	int rc = user_expiry_is_due(store, "", &due);

	if (rc < 0 || !due)
		return rc;
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = after_end(change, user_end_expired(change, "", &count), &after);
	if (rc == FIELD_OK && count > 0)
		log_line(LOG_NOTICE, "the accounts of %zu people have expired",
		    count);
	note_after(&after);
	return rc;
}

/* End sessions that a change could not end itself (X2), until none is left. */
static int
end_sessions(struct store *store)
{
	struct actor actor = actor_sync("calendar");
	struct session_end_report report;

	(void)session_end_pending(store, &actor, &report);
	if (report.people > 0)
		log_line(LOG_NOTICE,
		    "the sessions of %zu people had to be ended",
		    report.people);
	note_ending(&report);
	return FIELD_OK;
}

/* Logged when it becomes relevant, not in every round. */
static void
log_terminal_problem(struct store *store)
{
	struct refusal problem;
	char sentence[400];

	if (terminal_problem(store, &problem) == FIELD_OK &&
	    problem.reason != REASON_NONE)
		log_line(LOG_ERR, "%s",
		    refusal_sentence(&problem, sentence, sizeof(sentence)));
}

void
enforce(struct program *program)
{
	struct store *store;

	if (program_open_store(program, &store) < 0)
		return;
	note("people whose end date has passed", end_leavers(store));
	note("people whose accounts have expired", end_expired(store));
	note("sessions that must end", end_sessions(store));
	if (publish_is_due(store)) {
		log_terminal_problem(store);
		note("publishing the snapshot", publish(store, false));
	}
	publish_remind_caches(store);
	if (publish_left_caches())
		log_line(LOG_WARNING,
		    "nscd could not be told of a change of users and groups");
	note("the latest time that was seen", db_keep_time(store));
	note("the daily copy of the database", backup_make_daily(store));
	reserve_make(store_paths(store));
	store_close(store);
}

void
enforce_log_head(struct program *program, int64_t *logged_ms)
{
	const int64_t now_ms = clock_monotonic_ms();
	char hash[2 * AUDIT_HASH_LEN + 1];
	struct audit_point head;
	struct store *store;
	int rc;

	if (*logged_ms != 0 && now_ms - *logged_ms < HEAD_MS)
		return;
	if (program_open_store(program, &store) < 0)
		return;
	rc = audit_head(store, &head);
	store_close(store);
	note("the last row of the audit log", rc);
	if (rc != FIELD_OK)
		return;
	(void)sodium_bin2hex(hash, sizeof(hash), head.hash, AUDIT_HASH_LEN);
	log_line(LOG_INFO, "audit log: row %lld has the hash %s",
	    (long long)head.seq, hash);
	*logged_ms = now_ms;
}
