/* The secrets of one person, and of several.  MUST: a dry run returns none, and
 * a secret that was sent is returned to no one. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/user/handed.h"
#include "control/value.h"
#include "store/secret/temporary.h"
#include "store/view/person.h"

/* --- one person ---------------------------------------------------------------- */

int
handed_make_password(
    struct control_call *call, const struct user *user, struct handed *handed)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc;

	if (call->dry_run || handed->given.what != GIVEN_PASSWORD)
		return EX_OK;
	rc = temporary_make(call->store, user, &handed->password, &why);
	if (rc == FIELD_OK)
		rc = secret_hash_for(
		    call->store, user->org_id, &handed->password, handed->hash);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	handed->given.password = &handed->password;
	handed->given.hash = handed->hash;
	return EX_OK;
}

void
handed_release(struct handed *handed)
{
	secret_release(&handed->password);
	sodium_memzero(handed->hash, sizeof(handed->hash));
	given_wipe(&handed->given);
}

static json_t *
secret_json(const struct control_call *call, const struct handed *handed)
{
	if (call->dry_run || given_is_sent(&handed->given))
		return json_null();
	switch (handed->given.what) {
	case GIVEN_CODE:
		return json_string(handed->given.code);
	case GIVEN_PASSWORD:
		return value_text(handed->password.bytes);
	case GIVEN_NOTHING:
		break;
	}
	return json_null();
}

static json_t *
what_json(enum given_what what)
{
	static const char *const words[] = {
		[GIVEN_NOTHING] = "",
		[GIVEN_CODE] = "code",
		[GIVEN_PASSWORD] = "password",
	};

	return value_text_or_null(words[what]);
}

json_t *
handed_json(const struct control_call *call, const struct handed *handed)
{
	const struct given *given = &handed->given;
	const enum reason reason = given->instead.reason;
	const bool is_given = given->what != GIVEN_NOTHING;
	char sentence[600];
	const struct value_member members[] = {
		{ "what", what_json(given->what) },
		{ "secret", secret_json(call, handed) },
		{ "expires_at", value_time(given->expires_at) },
		{ "delivery",
		    is_given ? json_string(given_way_name(given->way)) :
			       json_string("none") },
		{ "address", value_text_or_null(given->address) },
		{ "terminal", value_text(call->config->terminal_name) },
		{ "why",
		    reason == REASON_NONE ? json_null() :
					    json_string(reason_code(reason)) },
		{ "reason",
		    reason == REASON_NONE ?
			json_null() :
			value_text(refusal_sentence(
			    &given->instead, sentence, sizeof(sentence))) },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* --- several people ------------------------------------------------------------ */

int
handing_way(struct control_call *call, enum given_way *ret_way)
{
	const char *by = control_text(call, "by");

	*ret_way = GIVEN_BY_DEFAULT;
	if (by == NULL)
		return EX_OK;
	/* the screen belongs to one person */
	if (given_way_by_name(by, ret_way) == FIELD_OK &&
	    *ret_way != GIVEN_BY_SCREEN)
		return EX_OK;
	return control_reason(
	    call, REASON_BAD_PARAMETER, call->request->name, "by");
}

/* The state of a person, not the rights of the actor. */
static bool
is_about_state(enum reason reason)
{
	static const enum reason states[] = { REASON_CODE_HELD,
		REASON_CODE_BLOCKED, REASON_CODE_EXPIRED, REASON_CODE_INACTIVE,
		REASON_RESET_HELD, REASON_RESET_INACTIVE, REASON_SELF,
		REASON_NO_MAIL_ADDRESS, REASON_NO_MOBILE,
		REASON_NO_TEXT_GATEWAY, REASON_SHARED_ADDRESS };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i] == reason)
			return true;
	return false;
}

/* A filter means those of its people for whom it can be done. */
static int
look_whether_left_out(const struct handing *handing, struct change *change,
    struct handed *handed, struct refusal *why)
{
	struct given given = { .way = handing->way };
	int rc;

	handed->left_out = false;
	if (!handing->people.by_filter || handing->rule == RULES_VERB_COUNT)
		return FIELD_OK;
	rc = given_ask(
	    change, handing->rule, handing->action, handed->id, &given, why);
	if (rc != FIELD_EDENIED || !is_about_state(why->reason))
		return rc;
	handed->left_out = true;
	handed->given.what = GIVEN_NOTHING;
	handed->given.instead = *why;
	return FIELD_OK;
}

static int
give_one(const struct handing *handing, struct change *change,
    struct handed *handed, struct refusal *why)
{
	int rc = look_whether_left_out(handing, change, handed, why);

	if (rc != FIELD_OK || handed->left_out)
		return rc;
	handed->given.way = handing->way;
	handed->given.compromised = handing->compromised;
	rc = handing->give(change, handed->id, &handed->given, why);
	/* the policy or the person has changed since it was rehearsed */
	if (rc == FIELD_OK && handed->given.what == GIVEN_PASSWORD &&
	    handing->is_made && handed->given.hash == NULL)
		return FIELD_EBUSY;
	return rc;
}

/* People who no longer match the filter are left out: both lists have the same
 * order. */
static int
give_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct handing *handing = context;
	struct handed *handed = handing->items;
	int rc = choice_look_again(call, &handing->people);

	for (size_t i = 0; i < handing->count; i++)
		handing->items[i].is_done = false;
	for (size_t i = 0; i < handing->people.count && rc == FIELD_OK; i++) {
		while (strcmp(handed->id, handing->people.users[i].id) != 0)
			handed++;
		(void)str_copy(
		    call->subject, sizeof(call->subject), handed->id);
		rc = give_one(handing, change, handed, why);
		handed->is_done = rc == FIELD_OK;
	}
	return rc;
}

static int
load_all(struct control_call *call, struct handing *handing)
{
	const size_t count = handing->people.count;

	handing->items = calloc(count + 1, sizeof(*handing->items));
	if (handing->items == NULL)
		return control_failed(call, FIELD_ENOMEM, NULL);
	handing->count = count;
	for (size_t i = 0; i < count; i++) {
		struct handed *handed = &handing->items[i];
		struct user user;
		int rc = view_person_by_id(
		    &call->viewer, handing->people.users[i].id, &user);

		if (rc != FIELD_OK)
			return control_failed(call, rc, NULL);
		(void)str_copy(handed->id, sizeof(handed->id), user.id);
		(void)str_copy(
		    handed->login, sizeof(handed->login), user.login);
		user_full_name(&user, handed->name, sizeof(handed->name));
		handed->held = user.held;
	}
	return EX_OK;
}

static int
make_all(struct control_call *call, struct handing *handing)
{
	for (size_t i = 0; i < handing->count; i++) {
		struct handed *handed = &handing->items[i];
		struct user user;
		int rc, status;

		if (handed->given.what != GIVEN_PASSWORD)
			continue;
		rc = view_person_by_id(&call->viewer, handed->id, &user);
		status = rc == FIELD_OK ?
		    handed_make_password(call, &user, handed) :
		    control_failed(call, rc, NULL);
		if (status != EX_OK)
			return status;
	}
	return EX_OK;
}

int
handing_apply(struct control_call *call, struct handing *handing)
{
	int status = choice_make(call, false, &handing->people);

	if (status != EX_OK || handing->people.count == 0)
		return status;
	status = load_all(call, handing);
	if (status == EX_OK)
		status = control_rehearse(
		    call, handing->action, give_all, handing);
	if (status != EX_OK || call->dry_run)
		return status;
	status = make_all(call, handing);
	handing->is_made = true;
	return status == EX_OK ?
	    control_change(call, handing->action, give_all, handing) :
	    status;
}

void
handing_release(struct handing *handing)
{
	for (size_t i = 0; i < handing->count; i++)
		handed_release(&handing->items[i]);
	free(handing->items);
	handing->items = NULL;
	handing->count = 0;
	choice_release(&handing->people);
}

static json_t *
row_json(const struct control_call *call, const struct handing *handing,
    const struct handed *handed)
{
	json_t *row = json_pack("{s:s, s:s, s:o}", "id", handed->id, "login",
	    handed->login, "name", value_text(handed->name));
	json_t *given = handed_json(call, handed);
	bool failed = json_object_set(row, handing->member,
			  json_object_get(given, "secret")) != 0;

	failed = json_object_del(given, "secret") != 0 || failed;
	failed = json_object_del(given, "what") != 0 || failed;
	failed = json_object_update(row, given) != 0 || failed;
	json_decref(given);
	if (!failed)
		return row;
	json_decref(row);
	return NULL;
}

int
handing_answer(struct control_call *call, const struct handing *handing)
{
	size_t count = 0;

	for (size_t i = 0; i < handing->count; i++) {
		const struct handed *handed = &handing->items[i];

		if (!handed->is_done)
			continue;
		control_row(call, row_json(call, handing, handed));
		count += handed->given.what != GIVEN_NOTHING;
	}
	return control_result(call,
	    json_pack("{s:I, s:b}", "count", (json_int_t)count, "dry_run",
		call->dry_run));
}
