/* People confirm their own address with the code that was mailed to it. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/config.h"
#include "control/change.h"
#include "control/me/me.h"
#include "store/session/within.h"
#include "store/verb/user_verify.h"

#define ACTION "user.verify-email"

struct verify_work {
	struct secret code;
	char method[SESSION_METHOD_SIZE]; /* "": the peer is not in a session */
	bool right;
};

static int
mail_code(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	(void)context;
	return user_mail_code(change, call->actor.id, why);
}

static int
verify(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct verify_work *work = context;

	/* The answer would distinguish a correct code from a wrong one, and
	 * leave no trace. */
	if (call->dry_run) {
		work->right = true;
		return FIELD_OK;
	}
	return user_verify_email(change, call->actor.id, work->code.bytes,
	    work->method, &work->right, why);
}

static int
verify_code(struct control_call *call, struct verify_work *work)
{
	int rc = session_method_of(call->store, call->actor.id, call->pid,
	    call->pid_started, work->method);
	int status;

	if (rc == FIELD_ENOTFOUND)
		work->method[0] = '\0';
	else if (rc < 0)
		return control_failed(call, rc, NULL);
	status = control_change(call, ACTION, verify, work);
	return status == EX_OK && !work->right ? me_refuse_code(call, ACTION) :
						 status;
}

int
me_verify_email_request(struct control_call *call)
{
	struct verify_work work = { .code = SECRET_INIT };
	int rc, status;

	if (call->actor.kind == ACTOR_ROOT)
		return control_reason(call, REASON_ROOT_IS_NOBODY, NULL, NULL);
	(void)str_copy(call->subject, sizeof(call->subject), call->actor.id);
	if (!control_has(call, "code")) {
		status = control_change(call, ACTION, mail_code, NULL);
		if (status == EX_OK && !config_sends_mail(call->config))
			control_warn(call, "no_mail_server",
			    _("The mail waits for a mail server."),
			    _("See [mail] in fieldauth.conf(5)."));
		return status;
	}
	rc = control_secret(call, "code", &work.code);
	status = rc < 0 ? control_failed(call, rc, NULL) :
			  verify_code(call, &work);
	secret_release(&work.code);
	return status;
}
