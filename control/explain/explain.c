/* The result as JSON. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/account.h"
#include "base/err.h"
#include "base/i18n.h"
#include "control/explain/explain.h"
#include "control/explain/remedy.h"
#include "control/explain/verdict.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/person/locks.h"
#include "control/value.h"
#include "store/core/user.h"
#include "store/people/role.h"
#include "store/view/person.h"

#define HELPERS_MAX 10 /* maximum number of people named as able to change it */

/* Login names of active people with PERMISSION, except for the person
 * themselves (S7), as far as the caller may see them. */
static int
find_helpers(struct control_call *call, const struct verdict *verdict,
    const char *permission, json_t *who)
{
	const struct user_filter filter = {
		.status = USER_ACTIVE, .kind = -1, .blocked = 0, .held = 0
	};
	struct user *users = NULL;
	size_t count = 0;
	int rc = view_person_list(&call->viewer, &filter, &users, &count);

	for (size_t i = 0;
	     i < count && rc == FIELD_OK && json_array_size(who) < HELPERS_MAX;
	     i++) {
		bool can = false;

		if (strcmp(users[i].id, verdict->user.id) == 0)
			continue;
		rc = role_person_can(
		    call->store, users[i].id, permission, NULL, &can);
		if (rc == FIELD_OK && can)
			(void)json_array_append_new(
			    who, json_string(users[i].login));
	}
	free(users);
	/* a caller who sees no other people gets no names */
	return rc == FIELD_EDENIED ? FIELD_OK : rc;
}

static json_t *
subject_json(const struct user *user)
{
	return json_pack("{s:s, s:s, s:I}", "id", user->id, "login",
	    user->login, "uid", (json_int_t)user->uid);
}

/* A sentence, or null. */
static json_t *
terminal_json(const struct verdict *verdict)
{
	char sentence[400];

	if (verdict->terminal.reason == REASON_NONE)
		return json_null();
	return value_text(
	    refusal_sentence(&verdict->terminal, sentence, sizeof(sentence)));
}

/* The refusal of one of VERDICT's reasons, with its texts. */
static void
refusal_of(const struct verdict *verdict, const struct verdict_reason *reason,
    struct refusal *ret_why)
{
	const bool is_shell = reason->reason == shell_reason(verdict->shell);

	(void)refuse(ret_why, reason->reason,
	    is_shell ? verdict->effective.shell : reason->required, NULL);
}

/* All reasons, each with its sentence and the command that lifts it. */
static json_t *
reasons_json(const struct verdict *verdict)
{
	json_t *reasons = json_array();

	for (size_t i = 0; i < verdict->reason_count; i++) {
		const struct verdict_reason *reason = &verdict->reasons[i];
		char sentence[400], command[200];
		struct refusal why;

		refusal_of(verdict, reason, &why);
		(void)remedy_command(remedy_of(reason->reason),
		    verdict->user.login, command, sizeof(command));
		(void)json_array_append_new(reasons,
		    json_pack("{s:s, s:o, s:s}", "rule",
			reason_code(reason->reason), "sentence",
			value_text(
			    refusal_about(&why, sentence, sizeof(sentence))),
			"command", command));
	}
	return reasons;
}

/* WHO is borrowed.  The caller, who read the service's files, reports problems
 * in them. */
static json_t *
explanation_json(
    struct control_call *call, const struct verdict *verdict, json_t *who)
{
	const struct remedy *remedy = remedy_of(verdict->reason);
	const struct user *user = &verdict->user;
	char sentence[400], command[200];
	struct refusal why;

	refusal_of(verdict,
	    &(const struct verdict_reason){
		verdict->reason, verdict->required },
	    &why);
	(void)refusal_about(&why, sentence, sizeof(sentence));
	(void)remedy_command(remedy, user->login, command, sizeof(command));
	const struct value_member members[] = {
		{ "person", subject_json(user) },
		{ "service", value_text(verdict->service) },
		{ "allowed", json_boolean(verdict_lets_in(verdict->reason)) },
		{ "must_change",
		    json_boolean(verdict->reason == REASON_MUST_CHANGE) },
		{ "has_password", json_boolean(verdict->has_secret) },
		{ "rule", json_string(reason_code(verdict->reason)) },
		{ "sentence", value_text(sentence) },
		{ "reasons", reasons_json(verdict) },
		{ "locked_until", value_time(verdict->locked_until) },
		{ "locks", locks_json(verdict->locks, verdict->lock_count) },
		{ "locks_text",
		    locks_texts_json(verdict->locks, verdict->lock_count) },
		{ "terminal", value_text(call->config->terminal_name) },
		{ "site", value_text_or_null(verdict->site.name) },
		{ "home", value_text(verdict->effective.home) },
		{ "shell", value_text(verdict->effective.shell) },
		{ "shell_from",
		    json_string(
			effective_from_name(verdict->effective.shell_from)) },
		{ "shell_state",
		    json_string(shell_state_name(verdict->shell)) },
		{ "left_out", value_text_or_null(verdict->left_out) },
		{ "email_shared_with",
		    person_sharing_json(&call->viewer, user) },
		{ "mail_address", value_text_or_null(user->mail_address) },
		{ "email_pending", json_boolean(user->email_pending) },
		{ "terminal_problem", terminal_json(verdict) },
		{ "service_fault", json_null() },
		{ "email_fault", json_null() },
		{ "permission",
		    remedy->permission != NULL ?
			json_string(remedy->permission) :
			json_null() },
		{ "who", json_incref(who) },
		{ "command", json_string(command) },
		{ "note",
		    json_string(remedy->note[0] != '\0' ?
			    i18n_marked(remedy->note) :
			    "") },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* The explanation, and the data it is made from. */
static json_t *
answer_json(
    struct control_call *call, const struct verdict *verdict, json_t *who)
{
	char title[2 * USER_TEXT_SIZE];
	const struct value_member members[] = {
		{ "explanation", explanation_json(call, verdict, who) },
		{ "title",
		    value_text(
			person_title(&verdict->user, title, sizeof(title))) },
		{ "email", value_text(verdict->user.email) },
		{ "exit_code",
		    json_integer(verdict_lets_in(verdict->reason) ?
			    EX_OK :
			    reason_exit(verdict->reason)) },
		{ "gate",
		    verdict->gate < 0 ? json_null() :
					json_integer(verdict->gate) },
		{ "address_asked",
		    json_boolean(verdict->service_asked &&
			call->config->email_sign_in) },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* An account of /etc/passwd, or of another source of the name service: one of
 * ours has a number of [ids]. */
static bool
is_local_account(const struct config *config, const char *name)
{
	struct account account;

	return account_find(name, &account) == FIELD_OK &&
	    (account.uid < config->uid_min || account.uid > config->uid_max);
}

int
user_explain_request(struct control_call *call)
{
	const char *who = control_text(call, "person");
	struct verdict verdict = {
		.service = control_text(call, "service"),
		.by_address = strchr(who, '@') != NULL,
	};
	const char *permission;
	struct refusal why;
	json_t *helpers;
	int rc, status;

	if (view_person_find(&call->viewer, who, &verdict.user, &why) !=
		FIELD_OK &&
	    is_local_account(call->config, who))
		return control_reason(call, REASON_LOCAL_ACCOUNT, who, NULL);
	status = choice_find(call, who, &verdict.user);
	if (status != EX_OK)
		return status;
	rc = verdict_make(call, &verdict);
	permission = remedy_of(verdict.reason)->permission;
	helpers = json_array();
	if (rc == FIELD_OK && verdict.reason != REASON_NONE &&
	    permission != NULL)
		rc = find_helpers(call, &verdict, permission, helpers);
	status = rc == FIELD_OK ?
	    control_result(call, answer_json(call, &verdict, helpers)) :
	    control_failed(call, rc, NULL);
	json_decref(helpers);
	verdict_release(&verdict);
	return status;
}
