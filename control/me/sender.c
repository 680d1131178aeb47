/* The address that people send from. */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/me/me.h"
#include "store/verb/user_sender.h"

#define ACTION "user.sender"

struct sender_work {
	const char *address; /* NULL: verify */
	struct secret code;
	bool is_done; /* verified, or the code was right */
};

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct sender_work *work = context;

	if (work->address != NULL)
		return user_set_sender(
		    change, call->actor.id, work->address, &work->is_done, why);
	/* The answer would distinguish a correct code from a wrong one, and
	 * leave no trace. */
	if (call->dry_run) {
		work->is_done = true;
		return FIELD_OK;
	}
	return user_verify_sender(
	    change, call->actor.id, work->code.bytes, &work->is_done, why);
}

static int
change_sender(struct control_call *call, struct sender_work *work)
{
	int status = control_change(call, ACTION, apply, work);

	if (status != EX_OK)
		return status;
	if (work->address == NULL && !work->is_done)
		return me_refuse_code(call, ACTION);
	return control_result(
	    call, json_pack("{s:b}", "verified", work->is_done));
}

int
me_sender_request(struct control_call *call)
{
	struct sender_work work = { .code = SECRET_INIT };
	int rc = FIELD_OK, status;

	if (call->actor.kind == ACTOR_ROOT)
		return control_reason(call, REASON_ROOT_IS_NOBODY, NULL, NULL);
	if (control_has(call, "address") == control_has(call, "code"))
		return control_reason(
		    call, REASON_BAD_PARAMETER, call->request->name, "code");
	(void)str_copy(call->subject, sizeof(call->subject), call->actor.id);
	work.address = control_text(call, "address");
	if (work.address == NULL)
		rc = control_secret(call, "code", &work.code);
	status = rc < 0 ? control_failed(call, rc, NULL) :
			  change_sender(call, &work);
	secret_release(&work.code);
	return status;
}
