/* The facts of a sign-in, and what the rules say of them. */
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

/* What the database says, with REQUIRED or NULL, and with what the service
 * has against it. */
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
	struct standing standing;
	int rc = standing_load(call->store, &request, &standing);

	if (rc == FIELD_OK)
		rc = standing_look_at_home(call->store, &standing);
	if (rc == FIELD_OK) {
		verdict->reason = standing.found ?
		    rules_may_sign_in(&standing.in) :
		    REASON_NOT_OURS;
		verdict->has_secret = standing.found && standing.in.has_secret;
		verdict->locked_until = 0;
		if (verdict->reason == REASON_LOCKED)
			verdict->locked_until = standing.in.locked_until;
		verdict->required = required;
	}
	standing_release(&standing);
	return rc;
}

/* --- the service ------------------------------------------------------------- */

/* Whether gates for new passwords count: they decide for who must change, and
 * for passwd(1), which asks for nothing else. */
static bool
chooses_password(const struct verdict *verdict)
{
	return verdict->reason == REASON_MUST_CHANGE ||
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
	verdict->gate = (int)index;
	return judge_standing(call, NULL, REASON_BAD_SERVICE, verdict);
}

/* The first gate that refuses decides. */
static int
judge_service(struct control_call *call, struct verdict *verdict)
{
	const size_t count = control_count(call, "gates");
	int rc = FIELD_OK;

	verdict->service_asked = true;
	for (size_t i = 0;
	     rc == FIELD_OK && i < count && verdict_lets_in(verdict->reason);
	     i++)
		rc = judge_gate(call, i, verdict);
	if (rc == FIELD_OK && verdict->by_address &&
	    control_flag(call, "no_address") && call->config->email_sign_in &&
	    verdict_lets_in(verdict->reason))
		rc = judge_standing(call, NULL, REASON_ALIAS, verdict);
	return rc;
}

/* --- all of it --------------------------------------------------------------- */

/* A sign-in puts the snapshot right first, and so does this: what it says must
 * be what a sign-in would meet. */
static void
judge_snapshot(struct control_call *call, struct verdict *verdict)
{
	bool more = true;

	if (!publish_is_due(call->store) ||
	    publish(call->store, false) == FIELD_OK)
		return;
	/* one that cannot be compared keeps everybody out */
	if (behind_gives_more(call->store, verdict->user.uid, &more) < 0 ||
	    more)
		verdict->reason = REASON_NOT_IN_FORCE;
}

int
verdict_make(struct control_call *call, struct verdict *verdict)
{
	int rc;

	verdict->reason = REASON_NOT_OURS;
	verdict->gate = -1;
	rc = publish_gaps(call->store, note_left_out, verdict);
	if (rc == FIELD_OK)
		rc = terminal_problem(call->store, &verdict->terminal);
	if (rc == FIELD_OK)
		rc = judge_standing(call, NULL, REASON_NONE, verdict);
	if (rc == FIELD_OK && verdict_lets_in(verdict->reason))
		rc = judge_service(call, verdict);
	if (rc == FIELD_OK && verdict_lets_in(verdict->reason))
		judge_snapshot(call, verdict);
	if (rc == FIELD_OK && verdict->left_out[0] != '\0')
		verdict->reason = REASON_NOT_OURS;
	return rc;
}
