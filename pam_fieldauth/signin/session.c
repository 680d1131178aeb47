/*
 * pam_fieldauth/signin: the session phase.
 *
 * A person may have been blocked since the account phase, and some hosts skip
 * the account phase: the decision is made again here, together with the record.
 * None of our people gets a session that is not recorded.
 */
#include <security/_pam_types.h>
#include <stdio.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "pam_fieldauth/signin/ending.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/session/session.h"
#include "store/session/session_spool.h"
#include "store/signin/age.h"
#include "store/signin/signin.h"

/* --- opening -------------------------------------------------------------- */

static int
look_again(void *context, struct store **ret_store)
{
	struct work *work = context;
	int rc = judge_renew(&work->judge);

	if (rc == FIELD_OK)
		*ret_store = work->judge.store;
	return rc;
}

/* A change may have requested the end of open sessions since the account phase;
 * a session recorded before that is done would end with them. */
static int
open_after_ending(struct work *work, struct session_new *session,
    struct signin_verdict *ret_verdict, char *ret_id)
{
	int rc = FIELD_ECONFLICT;

	for (int tries = 0; rc == FIELD_ECONFLICT && tries < 3; tries++) {
		rc = signin_open_session(work->judge.store, &work->signin,
		    session, ret_verdict, ret_id);
		if (rc == FIELD_ECONFLICT &&
		    !ending_settle(work, ret_verdict, true))
			break;
	}
	return rc;
}

/* Decide, and record the session where that is possible: blocking the person
 * could not end a session without a record. */
static int
judge_and_record(
    struct work *work, struct signin_verdict *ret_verdict, char *ret_id)
{
	const struct protocol_request *request = work->request;
	struct session_new session = {
		.service = work->signin.service,
		.tty = work->signin.tty,
		.address = work->signin.address,
		.method = request->method,
		.leader = (pid_t)request->leader,
	};
	int rc = FIELD_EFULL;

	if (!work->judge.is_copy)
		rc = open_after_ending(work, &session, ret_verdict, ret_id);
	if (!signin_is_unwritable(rc))
		return rc;
	log_line(LOG_ERR,
	    "%s: the database cannot be written (%s): the session of %s is "
	    "recorded in %s",
	    work->caller.service, field_strerror(rc), work->caller.login,
	    work->judge.paths.run_dir);
	return signin_spool_session(work->judge.store, &work->signin, &session,
	    look_again, work, ret_verdict, ret_id);
}

/* Move records that were kept outside into the database. */
static void
absorb(struct work *work)
{
	struct actor actor = actor_root(work->signin.service);
	int rc;

	if (work->judge.is_copy)
		return;
	rc = session_spool_absorb(work->judge.store, &actor);
	if (rc < 0 && !signin_is_unwritable(rc))
		log_line(LOG_ERR, "records of sessions stay in %s: %s",
		    work->judge.paths.run_dir, field_strerror(rc));
}

static void
refuse_unrecorded(struct work *work, int rc, struct protocol_answer *answer)
{
	struct signin_verdict verdict = {
		.reason = rc == FIELD_ECONFLICT ? REASON_STILL_ENDING :
						  REASON_UNRECORDED,
		.say_why = true,
	};

	(void)refuse(&verdict.refusal, verdict.reason, NULL, NULL);
	verb_failed(work, rc, answer);
	answer->code = (uint32_t)reason_pam(verdict.reason);
	verdict_say(&verdict, answer);
}

static void
name_place(
    struct work *work, const char *person_id, struct protocol_answer *answer)
{
	struct signin_place place;

	if (signin_place(work->judge.store, person_id, &place) < 0)
		return;
	protocol_set(answer->role, sizeof(answer->role), place.role);
	protocol_set(answer->site, sizeof(answer->site), place.site);
	protocol_set(answer->landing, sizeof(answer->landing), place.landing);
}

/* The last import may be long ago. */
static void
tell_age(
    struct work *work, const char *person_id, struct protocol_answer *answer)
{
	int64_t age_s, days;
	char sentence[200];

	if (age_worth_saying(work->judge.store, person_id, &age_s) < 0 ||
	    age_s == 0)
		return;
	days = age_s / 86400;
	if (days >= 2)
		(void)snprintf(sentence, sizeof(sentence),
		    _("What this terminal knows from accounting is %lld days "
		      "old."),
		    (long long)days);
	else
		(void)snprintf(sentence, sizeof(sentence),
		    _("What this terminal knows from accounting is %lld hours "
		      "old."),
		    (long long)(age_s / 3600));
	protocol_set(answer->sentence, sizeof(answer->sentence), sentence);
}

void
verb_open_session(struct work *work, struct protocol_answer *answer)
{
	struct signin_verdict verdict = { .reason = REASON_WRONG_SECRET };
	char id[ID_SIZE];
	int rc;

	answer->code = PAM_PERM_DENIED;
	rc = verb_is_in_force(work, &verdict) ?
	    judge_and_record(work, &verdict, id) :
	    FIELD_OK;
	if (rc < 0) {
		refuse_unrecorded(work, rc, answer);
		return;
	}
	if (!signin_may_have_session(&verdict)) {
		answer->code = (uint32_t)verdict_of_account(&verdict);
		verdict_say(&verdict, answer);
		verdict_log(work, &verdict, (int)answer->code);
		return;
	}
	protocol_set(answer->session, sizeof(answer->session), id);
	name_place(work, verdict.person_id, answer);
	tell_age(work, verdict.person_id, answer);
	absorb(work);
	answer->code = PAM_SUCCESS;
}

/* --- closing -------------------------------------------------------------- */

static int
record_end(struct work *work, const char *id)
{
	struct actor actor = actor_root(work->signin.service);
	struct change *change;
	int rc = session_spool_close(
	    work->judge.paths.run_dir, id, store_now_s(work->judge.store));

	if (rc != FIELD_ENOTFOUND) {
		absorb(work);
		return rc;
	}
	if (work->judge.is_copy)
		return FIELD_EFULL;
	rc = change_begin_fast(work->judge.store, &actor, &change);
	return rc == FIELD_OK ?
	    change_end(change, session_close(change, id, "closed")) :
	    rc;
}

/* The session ends even if that cannot be recorded: a record whose leader has
 * exited counts as closed. */
void
verb_close_session(struct work *work, struct protocol_answer *answer)
{
	const char *id = work->request->session;
	int rc;

	answer->code = PAM_SESSION_ERR;
	if (!id_is_valid(id))
		return;
	rc = record_end(work, id);
	if (rc < 0)
		log_line(LOG_ERR,
		    "%s: the end of a session of %s is not recorded: %s",
		    work->caller.service, work->caller.login,
		    field_strerror(rc));
	answer->code = PAM_SUCCESS;
}
