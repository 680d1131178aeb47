/* Codes that are shown or printed for one person: a lead's code, and recovery
 * codes (N8). */
#include <sodium.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/verb/user_code.h"

/* The members of a row that are not the code; CODE is NULL in a dry run. */
static json_t *
code_json(const struct control_call *call, const struct user *user,
    const char *code, int64_t expires_at, enum given_way way)
{
	char name[2 * USER_TEXT_SIZE];

	user_full_name(user, name, sizeof(name));
	const struct value_member members[] = {
		{ "id", json_string(user->id) },
		{ "login", json_string(user->login) },
		{ "name", value_text(name) },
		{ "code", call->dry_run ? json_null() : json_string(code) },
		{ "expires_at", value_time(expires_at) },
		{ "delivery", json_string(given_way_name(way)) },
		{ "terminal", value_text(call->config->terminal_name) },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* --- a lead's ------------------------------------------------------------------- */

struct lead_work {
	struct user user;
	struct given given;
};

static int
issue(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct lead_work *work = context;

	(void)call;
	return user_lead_code(change, work->user.id, &work->given, why);
}

int
user_code_request(struct control_call *call)
{
	struct lead_work work = { .given.way = GIVEN_BY_SCREEN };
	int status = choice_find(
	    call, control_text(call, "person"), &work.user);

	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), work.user.id);
	status = control_change(call, "user.code", issue, &work);
	if (status == EX_OK)
		status = control_result(call,
		    code_json(call, &work.user, work.given.code,
			work.given.expires_at, GIVEN_BY_SCREEN));
	given_wipe(&work.given);
	return status;
}

/* --- for paper ------------------------------------------------------------------ */

#define VALID_MIN_S 300
#define VALID_MAX_S (INT64_C(3650) * 24 * 60 * 60)

struct recovery_work {
	struct user user;
	struct user_recovery recovery;
};

static int
make(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct recovery_work *work = context;

	(void)call;
	return user_recovery(change, work->user.id, &work->recovery, why);
}

static int
read_recovery(struct control_call *call, struct recovery_work *work)
{
	const int64_t valid_s = control_number(call, "valid_s");

	work->recovery.count = (size_t)control_number(call, "count");
	work->recovery.valid_s = valid_s;
	if (work->recovery.count == 0)
		return control_reason(
		    call, REASON_BAD_PARAMETER, call->request->name, "count");
	if (valid_s < VALID_MIN_S || valid_s > VALID_MAX_S)
		return control_reason(
		    call, REASON_BAD_PARAMETER, call->request->name, "valid_s");
	return choice_find(call, control_text(call, "person"), &work->user);
}

static int
make_codes(struct control_call *call, struct recovery_work *work)
{
	const struct user_recovery *recovery = &work->recovery;
	int status;

	(void)str_copy(call->subject, sizeof(call->subject), work->user.id);
	status = control_change(call, "user.recovery", make, work);
	for (size_t i = 0; status == EX_OK && i < recovery->count; i++)
		control_row(call,
		    code_json(call, &work->user, recovery->codes[i],
			recovery->expires_at, GIVEN_BY_PRINT));
	return status;
}

int
user_recovery_request(struct control_call *call)
{
	struct recovery_work *work = calloc(1, sizeof(*work));
	int status;

	if (work == NULL)
		return control_failed(call, FIELD_ENOMEM, NULL);
	status = read_recovery(call, work);
	if (status == EX_OK)
		status = make_codes(call, work);
	sodium_memzero(&work->recovery, sizeof(work->recovery));
	free(work);
	return status;
}
