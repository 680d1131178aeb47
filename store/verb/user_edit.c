#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/detail.h"
#include "store/secret/code.h"
#include "store/verb/user.h"
#include "store/verb/user_edit_inside.h"
#include "store/verb/user_field.h"
#include "store/verb/user_lead.h"

static enum rules_verb
verb_of(const struct editing *editing, const struct user_edit *edit)
{
	bool is_self = editing->verb.actor.kind == ACTOR_PERSON &&
	    strcmp(editing->verb.actor.id, editing->verb.user.id) == 0;

	return is_self && user_edit_is_own(edit) ? VERB_USER_EDIT_SELF :
						   VERB_USER_EDIT;
}

/* Kind, expiry and lead determine the rights of an account and who is above it:
 * people cannot set their own (S7). */
static int
take_limits(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	const struct user *before = &editing->verb.user;
	struct user *after = &editing->after;
	int rc = FIELD_OK;

	if (edit->kind != NULL)
		after->kind = *edit->kind;
	if (edit->expires_at != NULL)
		after->expires_at = *edit->expires_at;
	if (edit->lead_id != NULL &&
	    !str_copy(after->lead_id, sizeof(after->lead_id), edit->lead_id))
		return FIELD_EINVAL;
	if (after->kind != before->kind ||
	    after->expires_at != before->expires_at ||
	    strcmp(after->lead_id, before->lead_id) != 0)
		rc = user_verb_ask(&editing->verb, VERB_USER_LIMIT, why);
	if (rc == FIELD_OK && strcmp(after->lead_id, before->lead_id) != 0)
		rc = user_lead_check(&editing->verb, after->lead_id, why);
	return rc;
}

/* An actor who sets the destination of a person's codes and notices may receive
 * them; an actor who sets the shell can act as the person. */
static int
ask_reach(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	return user_edit_reaches(edit) &&
		verb_of(editing, edit) != VERB_USER_EDIT_SELF ?
	    user_verb_ask(&editing->verb, VERB_USER_REACH, why) :
	    FIELD_OK;
}

static int
write_row(struct editing *editing)
{
	const struct user *after = &editing->after;
	struct query *query = db_query(editing->verb.store, SQL_USER_EDIT);

	db_bind_text(query, 1, after->id);
	db_bind_int(query, 2, store_now_s(editing->verb.store));
	db_bind_text(query, 3, after->first_name);
	db_bind_text(query, 4, after->last_name);
	db_bind_text(query, 5, after->email);
	db_bind_text(query, 6, editing->email_folded);
	db_bind_text(query, 7, after->phone);
	db_bind_text(query, 8, after->mobile);
	db_bind_text(query, 9, after->title);
	db_bind_text(query, 10, after->employee_number);
	db_bind_text(query, 11, after->shell);
	db_bind_text(query, 12, after->desktop);
	db_bind_text(query, 13, after->landing);
	db_bind_text(query, 14, user_kind_name(after->kind));
	if (after->expires_at == 0)
		db_bind_null(query, 15);
	else
		db_bind_int(query, 15, after->expires_at);
	/* A flag that was suppressed by the kind must not take effect with
	 * another kind. */
	db_bind_int(query, 16, editing->verb.user.full_access);
	db_bind_int(query, 17, editing->vouched);
	db_bind_text(query, 18, change_actor(editing->verb.change)->id);
	db_bind_text(query, 19, after->mobile_provider);
	db_bind_text(query, 20, after->street);
	db_bind_text(query, 21, after->city);
	db_bind_text(query, 22, after->region);
	db_bind_text(query, 23, after->postcode);
	db_bind_text(query, 24, after->country);
	db_bind_text(query, 25, after->language);
	db_bind_text(query, 26, after->lead_id);
	db_bind_int(query, 27, after->shared_address_ok);
	return db_run(query);
}

static int
pin(struct editing *editing, const char *field)
{
	struct query *query = db_query(editing->verb.store, SQL_USER_PIN);

	db_bind_text(query, 1, editing->after.id);
	db_bind_text(query, 2, field);
	db_bind_text(query, 3, change_actor(editing->verb.change)->id);
	db_bind_int(query, 4, store_now_s(editing->verb.store));
	return db_run(query);
}

/* The kind must allow what the person has; the check for the last super admin
 * comes first. */
static int
check_kind(struct editing *editing, struct refusal *why)
{
	enum user_kind kind = editing->after.kind;
	int rc;

	if (kind == editing->verb.user.kind)
		return FIELD_OK;
	rc = user_verb_keep_admins(&editing->verb, why);
	return rc == FIELD_OK ?
	    user_verb_check_kind(&editing->verb, kind, why) :
	    rc;
}

/* One field that has changed. */
static int
note(struct editing *editing, struct detail *detail, const char *name,
    const char *before, const char *after, bool pins, bool *ret_differs)
{
	if (strcmp(before, after) == 0)
		return FIELD_OK;
	*ret_differs = true;
	detail_change(detail, name, before, after);
	return pins ? pin(editing, name) : FIELD_OK;
}

/* The values that are not texts of the profile, in the words of the log. */
static int
note_limits(struct editing *editing, struct detail *detail, bool pins,
    bool *ret_differs)
{
	const struct user *a = &editing->verb.user, *b = &editing->after;
	char before[24], after[24];
	int rc = note(editing, detail, "kind", user_kind_name(a->kind),
	    user_kind_name(b->kind), pins, ret_differs);

	(void)snprintf(before, sizeof(before), "%" PRId64, a->expires_at);
	(void)snprintf(after, sizeof(after), "%" PRId64, b->expires_at);
	if (rc == FIELD_OK)
		rc = note(editing, detail, "expires_at", before, after, pins,
		    ret_differs);
	if (rc == FIELD_OK)
		rc = note(editing, detail, "shared_address_ok",
		    a->shared_address_ok ? "yes" : "no",
		    b->shared_address_ok ? "yes" : "no", false, ret_differs);
	if (rc == FIELD_OK)
		rc = note(editing, detail, "lead", a->lead_id, b->lead_id,
		    false, ret_differs);
	return rc;
}

/* Pin and record what differs. */
static int
note_all(struct editing *editing, struct detail *detail, bool pins,
    bool *ret_differs)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < user_field_count; i++) {
		const struct user_field *field = &user_fields[i];

		rc = note(editing, detail, field->name,
		    user_field_text(field, &editing->verb.user),
		    user_field_text(field, &editing->after),
		    pins && !field->follows, ret_differs);
	}
	return rc == FIELD_OK ?
	    note_limits(editing, detail, pins, ret_differs) :
	    rc;
}

/* Consequences of a changed row. */
static int
follow_up(struct editing *editing, struct refusal *why)
{
	const struct user *before = &editing->verb.user;
	const struct user *after = &editing->after;
	bool ended;
	int rc = user_edit_follow_address(editing);

	if (rc == FIELD_OK && strcmp(before->lead_id, after->lead_id) != 0)
		rc = user_lead_follow(&editing->verb, after->lead_id, why);
	if (rc == FIELD_OK)
		rc = check_kind(editing, why);
	/* R6: another kind may make rights effective that the former one
	 * capped; only an actor who has them may do that. */
	if (rc == FIELD_OK && before->kind != after->kind)
		rc = actor_must_cover(editing->verb.change, after, why);
	/* The former date may have passed a moment ago. */
	if (rc == FIELD_OK && before->expires_at != after->expires_at &&
	    editing->verb.subject.expired)
		rc = code_revoke_all(editing->verb.change, after->id);
	if (rc == FIELD_OK && before->expires_at != after->expires_at)
		rc = user_verb_expire(
		    &editing->verb, after->expires_at, &ended);
	return rc;
}

/* Write, pin and log what differs; nothing if nothing does. */
static int
apply(struct editing *editing, bool pins, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	bool differs = false;
	int rc = note_all(editing, &detail, pins, &differs);

	if (rc == FIELD_OK && differs)
		rc = write_row(editing);
	if (rc == FIELD_OK && differs)
		rc = follow_up(editing, why);
	if (rc == FIELD_OK && differs)
		rc = user_verb_finish(&editing->verb, &detail, why);
	detail_release(&detail);
	return rc;
}

int
user_edit(struct change *change, const char *person_id,
    const struct user_edit *edit, struct refusal *why)
{
	struct editing editing;
	int rc = user_verb_load(
	    &editing.verb, change, "user.edit", person_id, why);

	if (rc == FIELD_OK)
		rc = user_verb_ask(&editing.verb, verb_of(&editing, edit), why);
	if (rc != FIELD_OK)
		return rc;
	if (editing.verb.user.status == USER_DELETED)
		return refuse(
		    why, REASON_IS_DELETED, editing.verb.user.login, NULL);
	editing.after = editing.verb.user;
	editing.vouched = false;
	rc = ask_reach(&editing, edit, why);
	if (rc == FIELD_OK)
		rc = user_edit_take(&editing.after, edit, why);
	if (rc == FIELD_OK)
		rc = user_edit_take_address(&editing, edit, why);
	if (rc == FIELD_OK)
		rc = take_limits(&editing, edit, why);
	return rc == FIELD_OK ? apply(&editing, edit->pin, why) : rc;
}
