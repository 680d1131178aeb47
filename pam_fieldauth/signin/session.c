/* pam_fieldauth/signin: the record of a session. */
#include <security/_pam_types.h>
#include <stdio.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/signin/age.h"
#include "store/signin/session.h"
#include "store/people/user.h"

static struct actor
make_actor(const struct work *work, const char *person_id)
{
	const struct protocol_request *request = work->request;
	struct actor actor = person_id != NULL ?
	    actor_person(person_id, request->service) :
	    actor_root(request->service);

	(void)str_copy(actor.tty, sizeof(actor.tty), request->tty);
	(void)str_copy(actor.address, sizeof(actor.address), request->address);
	return actor;
}

static int
record_open(
    struct work *work, const struct signin_verdict *verdict, char *ret_id)
{
	const struct protocol_request *request = work->request;
	struct actor actor = make_actor(work, verdict->person_id);
	struct store *store = work->judge.store;
	struct session_new in = {
		.person_id = verdict->person_id,
		.service = request->service,
		.tty = request->tty,
		.address = request->address,
		.method = request->method,
		.leader = (pid_t)request->leader,
	};
	struct change *change;
	struct user user;
	int rc;

	rc = change_begin_fast(store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = user_by_id(store, verdict->person_id, &user);
	in.epoch = user.session_epoch;
	if (rc == FIELD_OK)
		rc = session_open(change, &in, ret_id);
	return change_end(change, rc);
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

/* People and roles may have changed in accounting long ago. */
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
	struct signin_verdict verdict;
	char id[ID_SIZE];
	int rc, code;

	answer->code = PAM_SESSION_ERR;
	rc = signin_account(work->judge.store, &work->signin, &verdict);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	code = verdict_of_account(&verdict);
	if (code != PAM_SUCCESS && code != PAM_NEW_AUTHTOK_REQD) {
		verdict_log(work, &verdict, code);
		return;
	}
	rc = work->judge.is_copy ? FIELD_EFULL :
				   record_open(work, &verdict, id);
	if (rc == FIELD_OK)
		protocol_set(answer->session, sizeof(answer->session), id);
	else /* a disk that cannot be written keeps nobody out */
		log_line(LOG_ERR, "%s: the session of %s is not recorded: %s",
		    work->request->service, verdict.login, field_strerror(rc));
	name_place(work, verdict.person_id, answer);
	tell_age(work, verdict.person_id, answer);
	answer->code = PAM_SUCCESS;
}

void
verb_close_session(struct work *work, struct protocol_answer *answer)
{
	const char *id = work->request->session;
	struct actor actor = make_actor(work, NULL);
	struct change *change;
	int rc = FIELD_EFULL;

	answer->code = PAM_SESSION_ERR;
	if (!id_is_valid(id))
		return;
	if (!work->judge.is_copy)
		rc = change_begin_fast(work->judge.store, &actor, &change);
	if (rc == FIELD_OK)
		rc = change_end(change, session_close(change, id, "closed"));
	if (rc < 0)
		log_line(LOG_ERR,
		    "%s: the end of a session of %s is not "
		    "recorded: %s",
		    work->request->service, work->request->login,
		    field_strerror(rc));
	answer->code = PAM_SUCCESS;
}
