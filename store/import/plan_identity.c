/*
 * store/plan_identity: whether a record still describes the person it belongs
 * to (A4).
 *
 * Accounting reuses ids, numbers and addresses, and people edit the wrong row.
 * Anything that could give one person's account to another is left to an
 * administrator: the code here decides none of it.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/local.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"
#include "store/people/user_text.h"

bool
plan_same_name(const char *const *a, const char *const *b)
{
	return user_text_is_same(a[PLAN_FIRST_NAME], b[PLAN_FIRST_NAME]) &&
	    user_text_is_same(a[PLAN_LAST_NAME], b[PLAN_LAST_NAME]);
}

bool
plan_other_number(const char *const *a, const char *const *b)
{
	const char *number = a[PLAN_EMPLOYEE_NUMBER];
	const char *other = b[PLAN_EMPLOYEE_NUMBER];

	return number[0] != '\0' && other[0] != '\0' &&
	    strcmp(number, other) != 0;
}

/* No name in common: neither a marriage nor Bob for Robert. */
bool
plan_other_name(const char *const *a, const char *const *b)
{
	return !user_text_is_same(a[PLAN_FIRST_NAME], b[PLAN_FIRST_NAME]) &&
	    !user_text_is_same(a[PLAN_LAST_NAME], b[PLAN_LAST_NAME]);
}

const char *
plan_bare_number(const char *number)
{
	const char *bare = number + strspn(number, "0");

	return *bare != '\0' ? bare : number;
}

/* The record's previous value or, if that was not stored, the person's own
 * field, unless an administrator owns that. */
static const char *
before(const struct plan_link *link, const char *kept, enum plan_field_id id)
{
	const struct plan_person *person = link->person;

	if (kept[0] != '\0')
		return kept;
	if (person->pins & 1u << id)
		return "";
	return id == PLAN_EMAIL ? person->email_folded : person->field[id];
}

static bool
differs(const char *old_value, const char *new_value)
{
	return old_value[0] != '\0' && new_value[0] != '\0' &&
	    !user_text_is_same(old_value, new_value);
}

static bool
last_name_changes(const struct plan_link *link, const struct plan_item *item)
{
	return differs(before(link, link->last_name, PLAN_LAST_NAME),
	    item->field[PLAN_LAST_NAME]);
}

/* A last name may change by marriage; a different first name suggests a
 * different person. */
static bool
name_changes(const struct plan_link *link, const struct plan_item *item)
{
	const char *first = before(link, link->first_name, PLAN_FIRST_NAME);

	if (first[0] != '\0' && item->field[PLAN_FIRST_NAME][0] != '\0')
		return differs(first, item->field[PLAN_FIRST_NAME]);
	return last_name_changes(link, item);
}

/* If both change at once, it is neither a marriage nor a nickname, whatever the
 * address: a row that is identified by its address or number has been reused
 * for a successor.  Swapped names ("Doe Jane") were only corrected. */
static bool
both_names_change(const struct plan_link *link, const struct plan_item *item)
{
	const char *first = before(link, link->first_name, PLAN_FIRST_NAME);
	const char *last = before(link, link->last_name, PLAN_LAST_NAME);

	if (user_text_is_same(first, item->field[PLAN_LAST_NAME]) &&
	    user_text_is_same(last, item->field[PLAN_FIRST_NAME]))
		return false;
	return differs(first, item->field[PLAN_FIRST_NAME]) &&
	    differs(last, item->field[PLAN_LAST_NAME]);
}

/* The record of a link has a different address than before. */
static bool
plan_address_changes(const struct plan_link *link)
{
	return link->item != NULL &&
	    differs(before(link, link->email_folded, PLAN_EMAIL),
		link->item->email_folded);
}

bool
plan_moves_address(
    const struct plan_person *person, const struct plan_link *link)
{
	return link->item != NULL && link->item->email_folded[0] != '\0' &&
	    strcmp(link->item->email_folded, person->email_folded) != 0 &&
	    (person->pins & 1u << PLAN_EMAIL) == 0 && !person->privileged;
}

/* Hired after the record was last seen to change: a reused id.  Not if the
 * first day was known, or was unknown for an existing person who has kept a
 * last name or an address. */
static bool
is_hired_again(const struct plan_link *link, const struct plan_item *item)
{
	bool keeps = !plan_address_changes(link) ||
	    !differs(before(link, link->last_name, PLAN_LAST_NAME),
		item->field[PLAN_LAST_NAME]);
	char seen[LOCAL_DAY_SIZE];

	if (item->starts_on[0] == '\0' ||
	    strcmp(item->starts_on, link->starts_on) == 0 ||
	    (link->starts_on[0] == '\0' && link->active && keeps))
		return false;
	return strcmp(item->starts_on, local_format_day(link->seen_at, seen)) >
	    0;
}

static const char *
what_changes(const struct plan_link *link, const struct plan_item *item)
{
	if (name_changes(link, item) && plan_address_changes(link))
		return _("the name and the address changed at the same time");
	if (both_names_change(link, item))
		return _(
		    "the first and the last name changed at the same time");
	if (differs(before(link, link->employee_number, PLAN_EMPLOYEE_NUMBER),
		item->field[PLAN_EMPLOYEE_NUMBER]))
		return _("the employee number changed");
	if (is_hired_again(link, item))
		return _(
		    "the first day of work is later than the last import that had "
		    "the record");
	return NULL;
}

bool
plan_is_decided(const struct plan_view *view, const struct plan_item *item,
    const struct plan_person *person)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);

	return decision != NULL && strcmp(decision->decision, "link") == 0 &&
	    strcmp(decision->person_id, person->id) == 0 &&
	    (!decision->has_digest ||
		memcmp(decision->digest, item->digest, PLAN_HASH_LEN) == 0);
}

bool
plan_is_vouched(const struct plan_view *view, const struct plan_item *item,
    const struct plan_person *person)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);

	return plan_is_decided(view, item, person) &&
	    item->email_folded[0] != '\0' &&
	    strcmp(decision->address, item->email_folded) == 0;
}

const struct plan_link *
plan_moving_record(const struct plan_person *person)
{
	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next)
		if (link->ours && !link->former &&
		    ((link->active && link->ends) ||
			plan_address_changes(link)))
			return link;
	return NULL;
}

static const struct plan_person *
plan_address_giver(const struct plan_view *view, const char *email_folded,
    const struct plan_person *taker, const struct plan_link **ret_link)
{
	const struct plan_person *other = email_folded[0] != '\0' ?
	    map_get(&view->emails, email_folded, "") :
	    NULL;

	for (; other != NULL; other = other->next_same_email) {
		*ret_link = other != taker ? plan_moving_record(other) : NULL;
		if (*ret_link != NULL)
			return other;
	}
	return NULL;
}

int
plan_identity(struct plan_view *view, const struct plan_link *link,
    const struct refusal **ret_why, const struct plan_person **ret_other)
{
	const struct plan_item *item = link->item;
	const struct plan_person *person = link->person, *other = NULL;
	const struct plan_link *record = NULL;
	const char *what = what_changes(link, item);
	char about[PLAN_ENTITY_MAX + PLAN_ID_MAX + USER_LOGIN_SIZE + 8];
	char news[EMAIL_SIZE + 100];

	*ret_why = NULL;
	*ret_other = NULL;
	if (plan_is_decided(view, item, person))
		return FIELD_OK;
	/* The administrator who decides sees the address, and thereby confirms
	 * it. */
	if (what != NULL && plan_address_changes(link) &&
	    str_format(news, sizeof(news), _("%s (the address is now %s)"),
		what, item->email_folded))
		what = news;
	if (what != NULL) {
		*ret_why = plan_refusal(&view->pool, REASON_IMPORT_SAME_PERSON,
		    person->login, what);
		return *ret_why != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (plan_address_changes(link))
		other = plan_address_giver(
		    view, item->email_folded, person, &record);
	if (other == NULL)
		return FIELD_OK;
	(void)str_format(about, sizeof(about), "%s (%s %s)", other->login,
	    record->entity, record->external_id);
	*ret_why = plan_refusal(&view->pool, REASON_IMPORT_ADDRESS_MOVES,
	    item->email_folded, about);
	*ret_other = other;
	return *ret_why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

bool
plan_link_goes_on(const struct plan_link *link)
{
	bool comes_back = link->item != NULL && link->item->unfit == NULL;

	return !link->ends && (link->active || comes_back);
}
