/* Temporary passwords, for one person or several (L3, L7): all of them get one,
 * or none does. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/user/handed.h"
#include "control/user/user.h"
#include "store/secret/secret.h"
#include "store/secret/temporary.h"
#include "store/verb/user.h"
#include "store/verb/user_secret.h"
#include "store/view/person.h"

#define NAMED_MAX 8 /* with more people, the hint has a filter */

struct generate_work;

/* Store the password of one person; without its hash, only ask. */
typedef int generate_store(struct generate_work *work, struct change *change,
    struct handed *handed, struct refusal *why);

struct generate_work {
	const char *action;
	generate_store *store;
	bool compromised; /* user.reset */
	struct choice people;
	struct handed_list handed;
};

static int
store_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct generate_work *work = context;
	struct handed *handed = work->handed.items;
	int rc = choice_look_again(call, &work->people);

	for (size_t i = 0; i < work->people.count && rc == FIELD_OK; i++) {
		handed = handed_next(handed, work->people.users[i].id);
		(void)str_copy(
		    call->subject, sizeof(call->subject), handed->id);
		rc = work->store(work, change, handed, why);
		handed->is_done = handed->hash[0] != '\0';
	}
	return rc;
}

/* --- making ------------------------------------------------------------------ */

static int
make_one(struct control_call *call, struct handed *handed, struct refusal *why)
{
	struct user user;
	int rc = view_person_by_id(&call->viewer, handed->id, &user);

	if (rc == FIELD_OK)
		rc = temporary_make(call->store, &user, &handed->text, why);
	return rc == FIELD_OK ? secret_hash_for(call->store, user.org_id,
				    &handed->text, handed->hash) :
				rc;
}

static int
make_all(struct control_call *call, struct handed_list *list)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc = FIELD_OK;

	for (size_t i = 0; i < list->count && rc == FIELD_OK; i++)
		rc = make_one(call, &list->items[i], &why);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

/* --- answering --------------------------------------------------------------- */

/* Name the people in the command that releases them, unless they are many. */
static void
warn_of_held(struct control_call *call, const struct handed_list *list)
{
	struct strbuf whom = STRBUF_INIT;
	char message[200], hint[600];
	size_t held = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].held &&
		    (list->items[i].is_done || call->dry_run) &&
		    ++held <= NAMED_MAX)
			strbuf_printf(&whom, " %s", list->items[i].login);
	if (held == 0) {
		strbuf_release(&whom);
		return;
	}
	(void)str_format(message, sizeof(message),
	    _("%zu of these people are held: they cannot sign in "
	      "before they are released."),
	    held);
	(void)str_format(hint, sizeof(hint),
	    _("Release them with: fieldctl user release%s"),
	    held > NAMED_MAX ? " --status held --secret temporary" :
		whom.failed  ? " --all" :
			       whom.bytes);
	control_warn(call, "held", message, hint);
	strbuf_release(&whom);
}

/* Ask, hash, and change: no one waits for the hashes. */
static int
generate(struct control_call *call, struct generate_work *work)
{
	int status = handed_make(call, &work->people, &work->handed);

	if (status == EX_OK && work->people.count > 0)
		status = control_rehearse(call, work->action, store_all, work);
	if (status != EX_OK || call->dry_run)
		return status;
	status = make_all(call, &work->handed);
	return status == EX_OK && work->handed.count > 0 ?
	    control_change(call, work->action, store_all, work) :
	    status;
}

static int
generate_passwords(struct control_call *call, struct generate_work *work)
{
	int status = choice_make(call, false, &work->people);

	if (status != EX_OK)
		return status;
	work->handed.member = "password";
	status = generate(call, work);
	if (status == EX_OK) {
		warn_of_held(call, &work->handed);
		status = handed_answer(call, &work->handed);
	}
	handed_release(&work->handed);
	choice_release(&work->people);
	return status;
}

/* --- the requests ------------------------------------------------------------ */

static int
store_password(struct generate_work *work, struct change *change,
    struct handed *handed, struct refusal *why)
{
	const bool is_made = handed->hash[0] != '\0';
	struct user_password password = {
		.text = is_made ? &handed->text : NULL,
		.hash = is_made ? handed->hash : NULL,
		.temporary = true,
	};
	int rc = user_set_password(change, handed->id, &password, why);

	(void)work;
	handed->expires_at = password.expires_at;
	return rc;
}

int
user_generate_password_request(struct control_call *call)
{
	struct generate_work work = { "user.password", store_password,
		.handed.way = DELIVERY_PRINT };

	return generate_passwords(call, &work);
}

static int
store_reset(struct generate_work *work, struct change *change,
    struct handed *handed, struct refusal *why)
{
	struct user_reset reset = {
		.way = work->handed.way,
		.compromised = work->compromised,
		.hash = handed->hash[0] != '\0' ? handed->hash : NULL,
	};
	int rc = user_reset(change, handed->id, &reset, why);

	handed->expires_at = reset.expires_at;
	return rc;
}

int
user_reset_request(struct control_call *call)
{
	struct generate_work work = { "user.reset", store_reset,
		control_flag(call, "compromised") };
	int status = handed_read_way(call, &work.handed);

	return status == EX_OK ? generate_passwords(call, &work) : status;
}
