#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/detail.h"
#include "store/people/email.h"
#include "store/secret/secret.h"
#include "store/verb/user.h"
#include "store/verb/user_verb.h"

/* The person as it is and as it is going to be. */
struct editing {
	struct user_verb verb;
	struct user after;
	char email_folded[USER_EMAIL_SIZE];
	bool vouched; /* the address is given by who may confirm it */
};

/* Whether the edit touches only what a person may change of itself. */
static bool
is_own_business(const struct user_edit *edit)
{
	return edit->email == NULL && edit->title == NULL &&
	    edit->employee_number == NULL && edit->shell == NULL &&
	    edit->kind == NULL && edit->expires_at == NULL;
}

static enum rules_verb
verb_of(const struct editing *editing, const struct user_edit *edit)
{
	bool is_self = editing->verb.actor.kind == ACTOR_PERSON &&
	    strcmp(editing->verb.actor.id, editing->verb.user.id) == 0;

	return is_self && is_own_business(edit) ? VERB_USER_EDIT_SELF :
						  VERB_USER_EDIT;
}

#define TAKE(take, field, label)                                             \
	(err == FIELD_OK && edit->field != NULL ?                            \
		take(after->field, sizeof(after->field), edit->field, label, \
		    why) :                                                   \
		err)

static int
take_texts(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	struct user *after = &editing->after;
	int err = FIELD_OK;

	err = TAKE(user_take_name, first_name, _("first name"));
	err = TAKE(user_take_name, last_name, _("last name"));
	err = TAKE(user_take_phone, phone, _("phone number"));
	err = TAKE(user_take_phone, mobile, _("mobile number"));
	err = TAKE(user_take_text, title, _("job title"));
	err = TAKE(user_take_number, employee_number, _("employee number"));
	err = TAKE(user_take_text, shell, _("login shell"));
	err = TAKE(user_take_text, desktop, _("desktop session"));
	err = TAKE(user_take_text, landing, _("landing module"));
	if (err == FIELD_OK && after->first_name[0] == '\0' &&
	    after->last_name[0] == '\0')
		return refuse(why, REASON_NAME_MISSING, NULL, NULL);
	return err;
}

/* What becomes a path, a file name or an environment value. */
static int
check_words(const struct user *after, struct refusal *why)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789._-";

	if (after->shell[0] != '\0' &&
	    (after->shell[0] != '/' || strstr(after->shell, "..") != NULL ||
		strpbrk(after->shell, " \t") != NULL))
		return refuse(
		    why, REASON_BAD_VALUE, after->shell, _("login shell"));
	if (after->desktop[strspn(after->desktop, word)] != '\0')
		return refuse(why, REASON_BAD_VALUE, after->desktop,
		    _("desktop session"));
	if (after->landing[strspn(after->landing, word)] != '\0')
		return refuse(
		    why, REASON_BAD_VALUE, after->landing, _("landing module"));
	return FIELD_OK;
}

/* Whoever may confirm a person's address gives one that is confirmed (A4):
 * neither an import nor the person itself. */
static bool
is_vouched(const struct editing *editing, const struct user_edit *edit)
{
	switch (editing->verb.actor.kind) {
	case ACTOR_ROOT:
		return true;
	case ACTOR_PERSON:
		return strcmp(editing->verb.actor.id, editing->verb.user.id) !=
		    0;
	case ACTOR_SYNC:
		return edit->address_vouched;
	}
	return false;
}

static int
take_email(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	const struct user *before = &editing->verb.user;
	struct user *after = &editing->after;
	int err;

	/* The person's own address needs no leave to stay. */
	if (email_fold(before->email, editing->email_folded,
		sizeof(editing->email_folded)) != FIELD_OK)
		editing->email_folded[0] = '\0';
	if (edit->email == NULL)
		return FIELD_OK;
	editing->vouched = is_vouched(editing, edit);
	err = strcmp(edit->email, before->email) == 0 ?
	    FIELD_OK :
	    user_take_email(editing->verb.store,
		edit->address_later ? NULL : &editing->verb.policies,
		before->org_id, before->id, edit->email, after->email,
		editing->email_folded, why);
	if (err == FIELD_OK && editing->vouched)
		(void)str_copy(after->mail_address, sizeof(after->mail_address),
		    after->email);
	return err;
}

static bool
is_same_address(const char *email, const char *folded)
{
	char other[USER_EMAIL_SIZE];

	if (email_fold(email, other, sizeof(other)) != FIELD_OK)
		other[0] = '\0';
	return strcmp(other, folded) == 0;
}

/* Whose mail would go, or goes from now on, to another address hears of it
 * there, unless it is the same as before. */
static int
tell_of_address(struct editing *editing)
{
	const struct user *before = &editing->verb.user;

	if (is_same_address(before->mail_address, editing->email_folded) ||
	    (!editing->vouched &&
		is_same_address(before->email, editing->email_folded)))
		return FIELD_OK;
	return user_mail_moves(
	    &editing->verb, editing->after.email, editing->vouched);
}

/* Kind and expiry: how far an account reaches is for others to say (S7). */
static int
take_limits(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	struct user *after = &editing->after;
	int err = FIELD_OK;

	if (edit->kind != NULL)
		after->kind = *edit->kind;
	if (edit->expires_at != NULL)
		after->expires_at = *edit->expires_at;
	if (after->kind != editing->verb.user.kind ||
	    after->expires_at != editing->verb.user.expires_at)
		err = user_verb_ask(&editing->verb, VERB_USER_LIMIT, why);
	return err;
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
	/* A flag that the kind has kept from working does not come to life
	 * with another kind. */
	db_bind_int(query, 16, editing->verb.user.full_access);
	db_bind_int(query, 17, editing->vouched);
	db_bind_text(query, 18, change_actor(editing->verb.change)->id);
	return db_run(query);
}

/* The fields by the names under which imports know them (A7). */
struct field {
	const char *name, *before, *after;
	bool follows; /* from another one, and is not pinned */
};
#define FIELD_COUNT 13

static void
list_fields(
    const struct editing *editing, char expiry[2][24], struct field *fields)
{
	const struct user *a = &editing->verb.user, *b = &editing->after;
	const struct field list[FIELD_COUNT] = {
		{ "first_name", a->first_name, b->first_name, false },
		{ "last_name", a->last_name, b->last_name, false },
		{ "email", a->email, b->email, false },
		{ "mail_address", a->mail_address, b->mail_address,
		    .follows = true },
		{ "phone", a->phone, b->phone, false },
		{ "mobile", a->mobile, b->mobile, false },
		{ "title", a->title, b->title, false },
		{ "employee_number", a->employee_number, b->employee_number,
		    false },
		{ "shell", a->shell, b->shell, false },
		{ "desktop", a->desktop, b->desktop, false },
		{ "landing", a->landing, b->landing, false },
		{ "kind", user_kind_name(a->kind), user_kind_name(b->kind),
		    false },
		{ "expires_at", expiry[0], expiry[1], false },
	};

	(void)snprintf(expiry[0], 24, "%" PRId64, a->expires_at);
	(void)snprintf(expiry[1], 24, "%" PRId64, b->expires_at);
	memcpy(fields, list, sizeof(list));
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

/* A kind must allow what the person has; the last super admin hears of that
 * first. */
static int
check_kind(struct editing *editing, struct refusal *why)
{
	enum user_kind kind = editing->after.kind;
	int err;

	if (kind == editing->verb.user.kind)
		return FIELD_OK;
	err = user_verb_keep_admins(&editing->verb, why);
	return err == FIELD_OK ?
	    user_verb_check_kind(&editing->verb, kind, why) :
	    err;
}

/* Write, pin and log what differs; nothing at all if nothing does. */
static int
apply(struct editing *editing, bool pins, struct refusal *why)
{
	struct field fields[FIELD_COUNT];
	struct detail detail = DETAIL_INIT;
	char expiry[2][24];
	const char *text;
	bool differs = false, ended;
	int err = FIELD_OK;

	list_fields(editing, expiry, fields);
	for (size_t i = 0; err == FIELD_OK && i < FIELD_COUNT; i++) {
		if (strcmp(fields[i].before, fields[i].after) == 0)
			continue;
		differs = true;
		detail_change(
		    &detail, fields[i].name, fields[i].before, fields[i].after);
		if (pins && !fields[i].follows)
			err = pin(editing, fields[i].name);
	}
	text = detail_finish(&detail);
	if (err == FIELD_OK && text == NULL)
		err = FIELD_ENOMEM;
	if (err == FIELD_OK && differs)
		err = write_row(editing);
	if (err == FIELD_OK && differs)
		err = tell_of_address(editing);
	if (err == FIELD_OK)
		err = check_kind(editing, why);
	if (err == FIELD_OK && differs &&
	    editing->verb.user.expires_at != editing->after.expires_at)
		err = user_verb_expire(
		    &editing->verb, editing->after.expires_at, &ended);
	if (err == FIELD_OK && differs)
		err = user_verb_finish(&editing->verb, text, why);
	detail_release(&detail);
	return err;
}

int
user_edit(struct change *change, const char *person_id,
    const struct user_edit *edit, struct refusal *why)
{
	struct editing editing;
	int err = user_verb_load(
	    &editing.verb, change, "user.edit", person_id, why);

	if (err == FIELD_OK)
		err = user_verb_ask(
		    &editing.verb, verb_of(&editing, edit), why);
	if (err != FIELD_OK)
		return err;
	if (editing.verb.user.status == USER_DELETED)
		return refuse(
		    why, REASON_IS_DELETED, editing.verb.user.login, NULL);
	editing.after = editing.verb.user;
	editing.vouched = false;
	err = take_texts(&editing, edit, why);
	if (err == FIELD_OK)
		err = check_words(&editing.after, why);
	if (err == FIELD_OK)
		err = take_email(&editing, edit, why);
	if (err == FIELD_OK)
		err = take_limits(&editing, edit, why);
	return err == FIELD_OK ? apply(&editing, edit->pin, why) : err;
}

/* Given by an administrator; also to somebody held (S6) or inactive (L7: only
 * a reset by mail is refused to them). */
int
user_set_password(struct change *change, const char *person_id,
    const struct secret *password, bool must_change, struct refusal *why)
{
	char name[2 * USER_TEXT_SIZE];
	struct user_verb verb;
	int err = user_verb_begin(
	    &verb, change, VERB_USER_PASSWORD, "user.password", person_id, why);

	if (err != FIELD_OK)
		return err;
	if (verb.user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, verb.user.login, NULL);
	user_full_name(&verb.user, name, sizeof(name));
	err = secret_check_quality(
	    password, NULL, verb.user.login, name, &verb.policies, why);
	if (err == FIELD_OK)
		err = secret_set_password(
		    change, person_id, password, must_change, why);
	return err;
}
