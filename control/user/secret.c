/* Codes and temporary passwords, for one person or several (L2, L3, L5, L7). */
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "control/user/handed.h"
#include "control/user/user.h"
#include "store/verb/user_code.h"
#include "store/verb/user_secret.h"
#include "store/verb/user_verify.h"

#define NAMED_MAX 8 /* with more people, the hint has a filter */

static int
hand_out(struct control_call *call, struct handing *handing)
{
	int status = handing_way(call, &handing->way);

	if (status == EX_OK)
		status = handing_apply(call, handing);
	if (status == EX_OK)
		status = handing_answer(call, handing);
	handing_release(handing);
	return status;
}

int
user_invite_request(struct control_call *call)
{
	struct handing handing = { "user.invite", user_invite, VERB_USER_INVITE,
		"code" };

	return hand_out(call, &handing);
}

int
user_link_request(struct control_call *call)
{
	struct handing handing = { "user.link", user_link, VERB_USER_LINK,
		"code" };

	return hand_out(call, &handing);
}

int
user_reset_request(struct control_call *call)
{
	struct handing handing = { "user.reset", user_reset, VERB_USER_RESET,
		"password", .compromised = control_flag(call, "compromised") };

	return hand_out(call, &handing);
}

int
user_verify_email_request(struct control_call *call)
{
	struct handing handing = { "user.verify-email", user_give_verification,
		RULES_VERB_COUNT, "code" };
	int status = handing_apply(call, &handing);

	if (status == EX_OK)
		status = handing_answer(call, &handing);
	handing_release(&handing);
	return status;
}

/* --- user passwd --generate ----------------------------------------------------- */

/* Name the people in the command that releases them, unless they are many. */
static void
warn_of_held(struct control_call *call, const struct handing *handing)
{
	struct strbuf whom = STRBUF_INIT;
	char message[200], hint[600];
	const char *login = "";
	size_t held = 0;

	for (size_t i = 0; i < handing->count; i++) {
		if (!handing->items[i].held || !handing->items[i].is_done)
			continue;
		login = handing->items[i].login;
		if (++held <= NAMED_MAX)
			strbuf_printf(&whom, " %s", login);
	}
	if (held > 0) {
		if (held == 1)
			(void)str_format(message, sizeof(message),
			    _("%s is held and cannot sign in before being "
			      "released."),
			    login);
		else
			(void)str_format(message, sizeof(message),
			    _("%zu of these people are held: they cannot sign "
			      "in before they are released."),
			    held);
		(void)str_format(hint, sizeof(hint),
		    _("Release them with: fieldctl user release%s"),
		    held > NAMED_MAX ? " --status held --secret temporary" :
			whom.failed  ? " --all" :
				       whom.bytes);
		control_warn(call, "held", message, hint);
	}
	strbuf_release(&whom);
}

int
user_generate_password_request(struct control_call *call)
{
	struct handing handing = { "user.password", user_give_temporary,
		RULES_VERB_COUNT, "password", GIVEN_BY_PRINT };
	int status = handing_apply(call, &handing);

	if (status == EX_OK) {
		warn_of_held(call, &handing);
		status = handing_answer(call, &handing);
	}
	handing_release(&handing);
	return status;
}
