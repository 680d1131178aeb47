/* Sets a password on behalf of an administrator. */
#include <sodium.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/user/user.h"
#include "store/secret/reuse.h"
#include "store/secret/secret.h"
#include "store/verb/user_secret.h"

struct passwd_work {
	struct user user;
	struct secret text;
	struct user_password password;
	char hash[SECRET_HASH_SIZE];
};

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct passwd_work *work = context;

	(void)call;
	return user_set_password(change, work->user.id, &work->password, why);
}

/* Ask, compute, and change: no one waits for a hash. */
static int
set_password(struct control_call *call, struct passwd_work *work)
{
	int rc, status = control_rehearse(call, "user.password", apply, work);
	struct refusal why;

	if (status != EX_OK || call->dry_run)
		return status;
	rc = reuse_check_given(call->store, &work->user, &work->text,
	    &work->password.is_kept, work->hash, &why);
	if (rc != FIELD_OK)
		return control_change_failed(call, "user.password", rc, &why);
	work->password.hash = work->hash;
	return control_change(call, "user.password", apply, work);
}

static json_t *
password_json(const struct control_call *call, const struct passwd_work *work)
{
	return json_pack("{s:s, s:s, s:b, s:b}", "id", work->user.id, "login",
	    work->user.login, "must_change", work->password.must_change,
	    "dry_run", call->dry_run);
}

int
user_password_request(struct control_call *call)
{
	struct passwd_work work = {
		.text = SECRET_INIT,
		.password.must_change = control_flag(call, "must_change"),
	};
	int status = choice_find(
	    call, control_text(call, "person"), &work.user);
	int rc = control_secret(call, "password", &work.text);

	if (status == EX_OK && rc != FIELD_OK)
		status = control_failed(call, rc, NULL);
	if (status == EX_OK) {
		(void)str_copy(
		    call->subject, sizeof(call->subject), work.user.id);
		work.password.text = &work.text;
		status = set_password(call, &work);
	}
	if (status == EX_OK)
		status = control_result(call, password_json(call, &work));
	sodium_memzero(work.hash, sizeof(work.hash));
	secret_release(&work.text);
	return status;
}
