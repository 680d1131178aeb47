/* A password that an administrator gives. */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/user/user.h"
#include "store/verb/user.h"

struct passwd_work {
	struct user user;
	struct secret password;
	bool must_change;
};

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct passwd_work *work = context;

	(void)call;
	return user_set_password(
	    change, work->user.id, &work->password, work->must_change, why);
}

static json_t *
password_json(const struct control_call *call, const struct passwd_work *work)
{
	return json_pack("{s:s, s:s, s:b, s:b}", "id", work->user.id, "login",
	    work->user.login, "must_change", work->must_change, "dry_run",
	    call->dry_run);
}

int
user_password_request(struct control_call *call)
{
	struct passwd_work work = {
		.password = SECRET_INIT,
		.must_change = control_flag(call, "must_change"),
	};
	int status = choice_find(
	    call, control_text(call, "person"), &work.user);
	int rc = control_secret(call, "password", &work.password);

	if (status == EX_OK && rc != FIELD_OK)
		status = control_failed(call, rc, NULL);
	if (status == EX_OK) {
		(void)str_copy(
		    call->subject, sizeof(call->subject), work.user.id);
		status = control_change(call, "user.password", apply, &work);
	}
	if (status == EX_OK)
		status = control_result(call, password_json(call, &work));
	secret_release(&work.password);
	return status;
}
