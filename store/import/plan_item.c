/*
 * store/import/plan_item: checks and copies one record from outside.
 *
 * A record without a valid identifier fails the run.  A fault that makes a
 * record unfit for a person (a name with control characters) becomes the reason
 * for which the person is refused.  Any other invalid field (such as an
 * address) is skipped, with the reason, and the rest of the record is used.
 */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/email.h"
#include "base/err.h"
#include "base/full_name.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"
#include "store/people/user_text.h"

/* Visible ASCII, at most MAX bytes. */
static bool
is_identifier(const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len == 0 || len > max)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return true;
}

const struct refusal *
plan_refusal(
    struct pool *pool, enum reason reason, const char *a, const char *b)
{
	struct refusal *refusal = pool_alloc(pool, sizeof(*refusal));

	if (refusal != NULL)
		(void)refuse(refusal, reason, a, b);
	return refusal;
}

/* The first reason is kept. */
static void
make_unfit(struct plan *plan, struct plan_item *item, enum reason reason,
    const char *a, const char *b)
{
	if (item->unfit == NULL)
		item->unfit = plan_refusal(&plan->pool, reason, a, b);
}

/* One of the functions in user_text.h. */
typedef int take_text(char *buf, size_t size, const char *text,
    const char *label, struct refusal *why);

/* An invalid field is skipped; the person is not refused. */
static void
leave_out(struct plan *plan, struct plan_item *item, enum reason reason,
    const char *a, const char *b)
{
	item->fault[item->fault_count++] = plan_refusal(
	    &plan->pool, reason, a, b);
}

static void
take_field(struct plan *plan, struct plan_item *item, enum plan_field_id id,
    take_text *take, const char *text, const char *label)
{
	char buf[USER_TEXT_SIZE];
	struct refusal why;
	int rc = take(buf, sizeof(buf), text, label, &why);

	if (rc == FIELD_ENOMEM)
		plan->pool.failed = true;
	item->field[id] = rc == FIELD_OK ? pool_text(&plan->pool, buf) : "";
	if (rc == FIELD_EDENIED &&
	    (id == PLAN_FIRST_NAME || id == PLAN_LAST_NAME))
		make_unfit(plan, item, why.reason, why.text[0], why.text[1]);
	else if (rc == FIELD_EDENIED)
		leave_out(plan, item, why.reason, why.text[0], why.text[1]);
}

/* Free text in accounting, from which the first address is used. */
static void
take_email(struct plan *plan, struct plan_item *item, const char *text)
{
	char email[EMAIL_SIZE], folded[EMAIL_SIZE];
	int rc = email_find(text, email, sizeof(email));

	item->field[PLAN_EMAIL] = item->email_folded = "";
	if (rc == FIELD_ENOTFOUND)
		return;
	if (rc == FIELD_OK)
		rc = email_fold(email, folded, sizeof(folded));
	if (rc == FIELD_ENOMEM)
		plan->pool.failed = true;
	if (rc < 0) {
		leave_out(plan, item, REASON_BAD_EMAIL, text, NULL);
		return;
	}
	item->field[PLAN_EMAIL] = pool_text(&plan->pool, email);
	item->email_folded = pool_text(&plan->pool, folded);
}

/* One name for both, which is split. */
static void
split_name(struct plan *plan, struct plan_item *item, char *name)
{
	const char *first, *last;

	full_name_split(name, &first, &last);
	/* as separate names: the last name of "Jane =x" is invalid */
	take_field(plan, item, PLAN_FIRST_NAME, user_take_name, first,
	    _("first name"));
	take_field(
	    plan, item, PLAN_LAST_NAME, user_take_name, last, _("last name"));
}

static void
take_names(
    struct plan *plan, struct plan_item *item, const struct plan_record *record)
{
	char name[2 * USER_TEXT_SIZE + 2];
	const char *first, *last;

	take_field(plan, item, PLAN_FIRST_NAME, user_take_name,
	    record->first_name, _("first name"));
	take_field(plan, item, PLAN_LAST_NAME, user_take_name,
	    record->last_name, _("last name"));
	if (item->field[PLAN_FIRST_NAME][0] == '\0' &&
	    item->field[PLAN_LAST_NAME][0] == '\0' && item->unfit == NULL) {
		take_field(plan, item, PLAN_FIRST_NAME, user_take_name,
		    record->display_name, _("name"));
		(void)str_copy(
		    name, sizeof(name), item->field[PLAN_FIRST_NAME]);
		split_name(plan, item, name);
	}
	first = item->field[PLAN_FIRST_NAME];
	last = item->field[PLAN_LAST_NAME];
	if (first[0] == '\0' && last[0] == '\0')
		make_unfit(plan, item, REASON_NAME_MISSING, NULL, NULL);
	(void)str_format(name, sizeof(name), "%s%s%s", first,
	    first[0] != '\0' && last[0] != '\0' ? " " : "", last);
	item->name = pool_text(&plan->pool, name);
}

static void
take_end(struct plan *plan, struct plan_item *item, const char *text)
{
	int64_t at;

	item->ends_on = "";
	if (text[0] == '\0')
		return;
	/* The parser also accepts times; a last day is a day. */
	if (strlen(text) != strlen("2026-11-24") ||
	    clock_parse_iso(text, &at) < 0) {
		leave_out(
		    plan, item, REASON_BAD_VALUE, text, _("the last day"));
		return;
	}
	item->ends_on = pool_text(&plan->pool, text);
}

/* Only compared; an invalid day counts as missing. */
static void
take_start(struct plan *plan, struct plan_item *item, const char *text)
{
	int64_t at;

	item->starts_on = strlen(text) == strlen("2026-11-24") &&
		clock_parse_iso(text, &at) == FIELD_OK ?
	    pool_text(&plan->pool, text) :
	    "";
}

static int
take_groups(
    struct plan *plan, struct plan_item *item, const struct plan_record *record)
{
	const char **groups;

	if (record->contact_group_count == 0)
		return FIELD_OK;
	groups = pool_alloc(
	    &plan->pool, record->contact_group_count * sizeof(*groups));
	if (groups == NULL)
		return FIELD_ENOMEM;
	for (size_t i = 0; i < record->contact_group_count; i++)
		groups[i] = pool_text(&plan->pool, record->contact_groups[i]);
	item->groups = groups;
	item->group_count = record->contact_group_count;
	return FIELD_OK;
}

static void
digest_text(crypto_generichash_state *state, const char *text)
{
	if (text == NULL)
		text = "";
	/* With its NUL, so that "ab","c" and "a","bc" differ. */
	(void)crypto_generichash_update(
	    state, (const unsigned char *)text, strlen(text) + 1);
}

/* Fields that only files have are added last, so that the digest of every other
 * record is the same as before they existed. */
static void
digest_own(crypto_generichash_state *state, const struct plan_record *record)
{
	const char *const texts[] = { record->login, record->roles,
		record->sites, record->crew };
	const size_t count = sizeof(texts) / sizeof(texts[0]);
	bool has_any = false;

	for (size_t i = 0; i < count; i++)
		has_any = has_any || (texts[i] != NULL && texts[i][0] != '\0');
	for (size_t i = 0; has_any && i < count; i++)
		digest_text(state, texts[i]);
}

/* A digest of the record as received, by which a repetition is distinguished
 * from a change. */
static void
make_digest(const struct plan_record *record, struct plan_item *item)
{
	const char *const texts[] = { record->first_name, record->last_name,
		record->display_name, record->email, record->phone,
		record->mobile, record->title, record->department,
		record->employee_number, record->provider_role,
		record->kind_hint, record->starts_on, record->ends_on,
		record->merged_to, record->active ? "1" : "0" };
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(item->digest));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		digest_text(&state, texts[i]);
	for (size_t i = 0; i < record->contact_group_count; i++)
		digest_text(&state, record->contact_groups[i]);
	digest_own(&state, record);
	(void)crypto_generichash_final(
	    &state, item->digest, sizeof(item->digest));
}

static const char *
text_or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* A name that is too long for a login name is refused later. */
static const char *
take_login(struct pool *pool, const char *text)
{
	char buf[USER_TEXT_SIZE];

	(void)str_format(buf, sizeof(buf), "%.*s", (int)sizeof(buf) - 1,
	    text_or_empty(text));
	return pool_text(pool, str_trim(buf));
}

static void
take_texts(
    struct plan *plan, struct plan_item *item, const struct plan_record *record)
{
	struct pool *pool = &plan->pool;

	take_names(plan, item, record);
	take_email(plan, item, text_or_empty(record->email));
	take_field(plan, item, PLAN_PHONE, user_take_phone, record->phone,
	    _("phone number"));
	take_field(plan, item, PLAN_MOBILE, user_take_phone, record->mobile,
	    _("mobile number"));
	take_field(
	    plan, item, PLAN_TITLE, user_take_text, record->title, _("title"));
	take_field(plan, item, PLAN_EMPLOYEE_NUMBER, user_take_number,
	    record->employee_number, _("employee number"));
	take_start(plan, item, text_or_empty(record->starts_on));
	take_end(plan, item, text_or_empty(record->ends_on));
	item->department = pool_text(pool, record->department);
	item->provider_role = pool_text(pool, record->provider_role);
	item->kind_hint = pool_text(pool, record->kind_hint);
	item->merged_to = pool_text(pool, record->merged_to);
	item->inactive_reason = pool_text(pool, record->inactive_reason);
	item->wanted_login = take_login(pool, record->login);
	item->crew = take_login(pool, record->crew);
	item->roles = plan_split_names(pool, text_or_empty(record->roles));
	item->sites = plan_split_names(pool, text_or_empty(record->sites));
}

int
plan_item_make(struct plan *plan, const struct plan_record *record,
    struct plan_item **ret_item)
{
	struct plan_item *item;
	int rc;

	if (record->entity == NULL || record->external_id == NULL ||
	    !is_identifier(record->entity, PLAN_ENTITY_MAX) ||
	    !is_identifier(record->external_id, PLAN_ID_MAX))
		return FIELD_EINVAL;
	item = pool_alloc(&plan->pool, sizeof(*item));
	if (item == NULL)
		return FIELD_ENOMEM;
	item->entity = pool_text(&plan->pool, record->entity);
	item->external_id = pool_text(&plan->pool, record->external_id);
	item->active = record->active;
	item->line = record->line;
	item->state_unknown = record->state_unknown;
	take_texts(plan, item, record);
	for (size_t i = 0; i < record->left_out_count && i < PLAN_LEFT_OUT_MAX;
	     i++)
		leave_out(plan, item, REASON_FIELD_LEFT_OUT,
		    record->left_out[i], NULL);
	rc = take_groups(plan, item, record);
	if (rc < 0)
		return rc;
	make_digest(record, item);
	if (plan->pool.failed)
		return FIELD_ENOMEM;
	*ret_item = item;
	return FIELD_OK;
}

bool
plan_item_is_active(const struct plan *plan, const struct plan_item *item)
{
	/* ISO dates sort as text. */
	return item->active && item->merged_to[0] == '\0' &&
	    (item->ends_on[0] == '\0' ||
		strcmp(item->ends_on, plan->today) >= 0);
}
