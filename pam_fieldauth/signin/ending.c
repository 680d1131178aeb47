/* pam_fieldauth/signin: ends old sessions before new ones start. */
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "pam_fieldauth/signin/ending.h"
#include "store/verb/user.h"

void
ending_log(const struct work *work, const struct session_end_report *report)
{
	const char *service = work->caller.service;
	struct refusal problem;
	char sentence[600], list[300];

	if (session_end_problem(report, &problem))
		log_line(LOG_ERR, "%s: %s", service,
		    refusal_sentence(&problem, sentence, sizeof(sentence)));
	if (report->spared.count > 0)
		log_line(LOG_WARNING,
		    "%s: left running, as services of the system: %s", service,
		    session_end_list(&report->spared, list, sizeof(list)));
}

/* The account has expired: this sign-in is refused, and open sessions end as
 * well. */
static int
end_expired(struct work *work, const struct actor *actor, const char *person_id)
{
	struct store *store = work->judge.store;
	struct after_report after;
	struct change *change;
	size_t count;
	bool due;
	int rc = user_expiry_is_due(store, person_id, &due);

	if (rc < 0 || !due)
		return rc;
	rc = change_begin(store, actor, &change);
	if (rc < 0)
		return rc;
	rc = after_end(
	    change, user_end_expired(change, person_id, &count), &after);
	ending_log(work, &after.ending);
	return rc;
}

bool
ending_settle(
    struct work *work, const struct signin_verdict *verdict, bool lets_in)
{
	struct actor actor = actor_root(work->caller.service);
	struct session_end_report report;
	/* an unprivileged caller is the person's own process */
	pid_t host = work->peer == 0 ? getppid() : 0;
	int rc;

	if (verdict->person_id[0] == '\0')
		return true;
	/* Completion cannot be recorded: the next sign-in would end the session
	 * that is admitted now. */
	if (work->judge.is_copy && lets_in)
		return true;
	rc = work->judge.is_copy ?
	    FIELD_OK :
	    end_expired(work, &actor, verdict->person_id);
	if (rc < 0)
		log_line(LOG_ERR, "%s: what %s has open cannot be ended: %s",
		    work->caller.service, verdict->login, field_strerror(rc));
	rc = session_end_person(
	    work->judge.store, &actor, verdict->person_id, host, &report);
	ending_log(work, &report);
	return rc == FIELD_OK;
}
