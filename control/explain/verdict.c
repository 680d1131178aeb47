/* The facts of a sign-in, and the decision of the rules. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "control/explain/verdict.h"
#include "store/access/standing.h"
#include "store/people/terminal.h"
#include "store/publish/behind.h"
#include "store/publish/publish.h"

/* Before the permission of a gate. */
#define WHERE_PASSWORD "password:"
#define NOBODY         "-"

bool
verdict_lets_in(enum reason reason)
{
	return reason == REASON_NONE || reason == REASON_MUST_CHANGE;
}

static void
note_left_out(const struct publish_gap *gap, void *context)
{
	struct verdict *verdict = context;

	if (gap->kind == GAP_ENTRY &&
	    strcmp(gap->name, verdict->user.login) == 0)
		(void)str_copy(
		    verdict->left_out, sizeof(verdict->left_out), gap->why);
}

/* --- the reasons ------------------------------------------------------------- */

/* As rules_may_sign_in() has them, with those of the service and the machine.
 * What the stack asks has one rank: the order of its lines decides. */
static int
rank(enum reason reason)
{
	static const enum reason order[] = { REASON_NOT_OURS, REASON_INACTIVE,
		REASON_DELETED, REASON_BLOCKED, REASON_HELD, REASON_LOCKED,
		REASON_WRONG_ORG, REASON_WRONG_SITE, REASON_PORTAL_CLOSED,
		REASON_LACKS_PERMISSION, REASON_ALIAS, REASON_EXPIRED,
		REASON_HOME_FOREIGN, REASON_HOME_OPEN, REASON_EMAIL_UNVERIFIED,
		REASON_NO_SECRET, REASON_NOT_IN_FORCE, REASON_SHELL_MISSING,
		REASON_SHELL_NOT_EXECUTABLE, REASON_SHELL_NO_LOGIN };
	int i = 0;

	if (reason == REASON_BAD_SERVICE)
		reason = REASON_LACKS_PERMISSION;
	while (
	    i < (int)(sizeof(order) / sizeof(order[0])) && order[i] != reason)
		i++;
	return i; /* REASON_MUST_CHANGE refuses nothing, and is the last */
}

static bool
has_reason(const struct verdict *verdict, enum reason reason)
{
	for (size_t i = 0; i < verdict->reason_count; i++)
		if (verdict->reasons[i].reason == reason)
			return true;
	return false;
}

static bool
is_same(const struct verdict_reason *reason, enum reason other,
    const char *required)
{
	return reason->reason == other &&
	    (required == NULL || reason->required == NULL ||
		strcmp(reason->required, required) == 0);
}

/* Put REASON into its place, once. */
static void
add_reason(struct verdict *verdict, enum reason reason, const char *required)
{
	size_t at = verdict->reason_count;

	for (size_t i = 0; i < verdict->reason_count; i++)
		if (is_same(&verdict->reasons[i], reason, required))
			return;
	if (verdict->reason_count == VERDICT_REASONS_MAX)
		return;
	for (; at > 0 && rank(verdict->reasons[at - 1].reason) > rank(reason);
	     at--)
		verdict->reasons[at] = verdict->reasons[at - 1];
	verdict->reasons[at] = (struct verdict_reason){ reason, required };
	verdict->reason_count++;
}

static bool
is_let_in(const struct verdict *verdict)
{
	return verdict->reason_count == 0 ||
	    verdict_lets_in(verdict->reasons[0].reason);
}

/* --- the database ------------------------------------------------------------ */

/* The decision by the database, with REQUIRED or NULL, and with the service's
 * own objection. */
static int
judge_standing(struct control_call *call, const char *required,
    enum reason forbidden, struct verdict *verdict)
{
	const struct signin_request request = {
		.login = verdict->user.login,
		.uid = verdict->user.uid,
		.service = verdict->service,
		.tty = "",
		.address = "",
		.required_permission = required,
		.forbidden = forbidden,
	};
	enum reason reasons[RULES_SIGN_IN_MAX];
	size_t count = 0;
	struct standing standing;
	int rc = standing_load(call->store, &request, &standing);

	if (rc == FIELD_OK)
		rc = standing_look_at_home(call->store, &standing);
	if (rc == FIELD_OK && !standing.found)
		add_reason(verdict, REASON_NOT_OURS, NULL);
	if (rc == FIELD_OK && standing.found)
		count = rules_sign_in_reasons(&standing.in, reasons);
	for (size_t i = 0; i < count; i++)
		add_reason(verdict, reasons[i],
		    reasons[i] == REASON_LACKS_PERMISSION ? required : NULL);
	if (rc == FIELD_OK)
		verdict->has_secret = standing.found && standing.in.has_secret;
	standing_release(&standing);
	return rc;
}

/* --- locks ------------------------------------------------------------------- */

/* The counter whose lock refuses passwords for all who use the service: that of
 * one address does not. */
static const char *
counter_of(const char *service)
{
	static const char *const by_user[] = { "su", "su-l", "sudo", "sudo-i",
		"passwd" };

	if (strcmp(service, "sshd") == 0)
		return "network";
	for (size_t i = 0; i < sizeof(by_user) / sizeof(by_user[0]); i++)
		if (strcmp(service, by_user[i]) == 0)
			return "caller";
	return "console";
}

static int
judge_locks(struct control_call *call, struct verdict *verdict)
{
	const char *counter = counter_of(verdict->service);
	int rc = lock_list(call->store, verdict->user.id, &verdict->locks,
	    &verdict->lock_count);

	for (size_t i = 0; rc == FIELD_OK && i < verdict->lock_count; i++) {
		const struct lock *lock = &verdict->locks[i];

		if (strcmp(lock->source_kind, counter) != 0)
			continue;
		verdict->locked_until = lock->until;
		add_reason(verdict, REASON_LOCKED, NULL);
	}
	return rc;
}

/* --- the service ------------------------------------------------------------- */

/* Whether gates for new passwords count: they decide when the password must be
 * changed, and for passwd(1), which has no other gates. */
static bool
chooses_password(const struct verdict *verdict)
{
	return has_reason(verdict, REASON_MUST_CHANGE) ||
	    strcmp(verdict->service, "passwd") == 0;
}

static int
judge_gate(struct control_call *call, size_t index, struct verdict *verdict)
{
	const size_t prefix_len = strlen(WHERE_PASSWORD);
	const char *gate = control_text_at(call, "gates", index);

	if (strncmp(gate, WHERE_PASSWORD, prefix_len) == 0) {
		if (!chooses_password(verdict))
			return FIELD_OK;
		gate += prefix_len;
	}
	if (strcmp(gate, NOBODY) != 0)
		return judge_standing(call, gate, REASON_NONE, verdict);
	if (verdict->gate < 0)
		verdict->gate = (int)index;
	return judge_standing(call, NULL, REASON_BAD_SERVICE, verdict);
}

static int
judge_service(struct control_call *call, struct verdict *verdict)
{
	const size_t count = control_count(call, "gates");
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		rc = judge_gate(call, i, verdict);
	verdict->service_asked = is_let_in(verdict);
	if (rc == FIELD_OK && verdict->by_address &&
	    control_flag(call, "no_address") && call->config->email_sign_in)
		rc = judge_standing(call, NULL, REASON_ALIAS, verdict);
	return rc;
}

/* --- the shell --------------------------------------------------------------- */

/* Services that start the login shell; others run what they run. */
static bool
starts_shell(const char *service)
{
	static const char *const services[] = { "sshd", "login", "remote", "su",
		"su-l", "runuser", "runuser-l" };

	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (strcmp(services[i], service) == 0)
			return true;
	return false;
}

static int
judge_shell(struct control_call *call, struct verdict *verdict)
{
	int rc = effective_load(
	    call->store, &verdict->user, &verdict->effective);

	if (rc != FIELD_OK)
		return rc;
	verdict->shell = shell_look(verdict->effective.shell);
	if (shell_keeps_out(verdict->shell) && starts_shell(verdict->service))
		add_reason(verdict, shell_reason(verdict->shell), NULL);
	return FIELD_OK;
}

/* --- all of it --------------------------------------------------------------- */

/* A sign-in updates the snapshot first, and so does this: the result must be
 * that of a sign-in. */
static void
judge_snapshot(struct control_call *call, struct verdict *verdict)
{
	bool more = true;

	if (!publish_is_due(call->store) ||
	    publish(call->store, false) == FIELD_OK)
		return;
	/* one that cannot be compared refuses all people */
	if (behind_gives_more(call->store, verdict->user.uid, &more) < 0 ||
	    more)
		add_reason(verdict, REASON_NOT_IN_FORCE, NULL);
}

int
verdict_make(struct control_call *call, struct verdict *verdict)
{
	int rc;

	verdict->gate = -1;
	rc = publish_gaps(call->store, note_left_out, verdict);
	if (rc == FIELD_OK)
		rc = terminal_problem(call->store, &verdict->terminal);
	if (rc == FIELD_OK)
		rc = terminal_site(
		    call->store, verdict->user.org_id, &verdict->site);
	if (rc == FIELD_OK && verdict->left_out[0] != '\0')
		add_reason(verdict, REASON_NOT_OURS, NULL);
	if (rc == FIELD_OK)
		rc = judge_standing(call, NULL, REASON_NONE, verdict);
	if (rc == FIELD_OK)
		rc = judge_locks(call, verdict);
	if (rc == FIELD_OK)
		rc = judge_service(call, verdict);
	if (rc == FIELD_OK)
		rc = judge_shell(call, verdict);
	if (rc == FIELD_OK && is_let_in(verdict))
		judge_snapshot(call, verdict);
	if (verdict->reason_count == 0 ||
	    verdict->reasons[0].reason != REASON_BAD_SERVICE)
		verdict->gate = -1;
	verdict->reason = REASON_NONE;
	if (rc == FIELD_OK && verdict->reason_count > 0) {
		verdict->reason = verdict->reasons[0].reason;
		verdict->required = verdict->reasons[0].required;
	}
	return rc;
}

void
verdict_release(struct verdict *verdict)
{
	free(verdict->locks);
	verdict->locks = NULL;
}
