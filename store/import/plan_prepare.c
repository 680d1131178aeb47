/*
 * store/import/plan_prepare: collects what the lines of a plan must know of
 * each other before the first one is compared (A4): how often addresses and
 * numbers occur, who gets an address, who continues with a record that another
 * was merged into, and who continues by an administrator's decision.
 */
#include <string.h>

#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"
#include "store/people/user_text.h"

static int
count_use(struct counts *counts, const char *entity, const char *value)
{
	return value[0] != '\0' ? counts_add(counts, entity, value) : FIELD_OK;
}

/* The person of a record is moved to the record that it was merged into,
 * without a decision, if both have the same first name, as after a marriage,
 * and nothing else indicates a different person. */
static bool
is_vouched(const struct plan_view *view, const struct plan_item *winner,
    const struct plan_person *person)
{
	const struct plan_person *head = winner->email_folded[0] != '\0' ?
	    map_get(&view->emails, winner->email_folded, "") :
	    NULL;

	return user_text_is_same(person->field[PLAN_FIRST_NAME],
		   winner->field[PLAN_FIRST_NAME]) &&
	    !plan_other_number(person->field, winner->field) &&
	    (head == NULL || (head == person && head->next_same_email == NULL));
}

/* The record into which a linked one was merged takes over its person, if it
 * has no person of its own, is valid, and was not assigned to another person by
 * a decision.  Until there is a decision, the person is not changed. */
static int
note_heir(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_link *link)
{
	const struct plan_item *winner;
	const struct plan_decision *decision;
	struct plan_given given;
	void **at;
	int rc;

	if (item->merged_to[0] == '\0')
		return FIELD_OK;
	decision = map_get(&view->decisions, item->entity, item->merged_to);
	if (decision != NULL &&
	    strcmp(decision->person_id, link->person->id) != 0)
		return FIELD_OK;
	winner = map_get(&plan->by_id, item->entity, item->merged_to);
	if (winner == NULL || !plan_item_is_active(plan, winner) ||
	    winner->unfit != NULL ||
	    map_get(&view->links, item->entity, item->merged_to) != NULL)
		return FIELD_OK;
	rc = plan_rule_apply(view, winner, &given);
	if (rc < 0 || given.why != NULL)
		return rc;
	at = map_at(&view->heirs, winner->entity, winner->external_id);
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at == NULL) {
		*at = link;
		link->inherited = true;
		link->waits = !is_vouched(view, winner, link->person) &&
		    !plan_is_decided(view, winner, link->person);
	}
	return FIELD_OK;
}

/* A record that an administrator has linked to a person: whatever else ends in
 * this plan, that person continues. */
static int
note_decided(struct plan_view *view, const struct plan_item *item)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);
	struct plan_person *person = NULL;
	struct plan_given given;
	int rc;

	if (decision != NULL)
		person = map_get(&view->persons, decision->person_id, "");
	if (person == NULL || item->unfit != NULL ||
	    !plan_is_decided(view, item, person))
		return FIELD_OK;
	rc = plan_rule_apply(view, item, &given);
	if (rc == FIELD_OK && given.why == NULL)
		person->expected = true;
	return rc;
}

static int
count_uses(struct plan_view *view, const struct plan_item *item)
{
	int rc = count_use(&view->email_uses, item->entity, item->email_folded);

	if (rc == FIELD_OK)
		rc = count_use(&view->number_uses, item->entity,
		    item->field[PLAN_EMPLOYEE_NUMBER]);
	return rc == FIELD_OK ? note_decided(view, item) : rc;
}

/* The person whom a file names by our own id, active or not. */
struct plan_person *
plan_named_person(const struct plan *plan, const struct plan_view *view,
    const struct plan_item *item)
{
	if (!plan->source.is_csv || !id_is_valid(item->external_id))
		return NULL;
	return map_get(&view->persons, item->external_id, "");
}

/* A record that gives its person an address, so that new records with it see
 * that. */
static int
note_taker(struct plan_view *view, struct plan_link *link)
{
	void **at;

	if (link->ends || !plan_moves_address(link->person, link))
		return FIELD_OK;
	at = map_at(&view->takers, link->item->email_folded, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at == NULL)
		*at = link;
	return FIELD_OK;
}

/* While the plan is made, such a row counts as a record of the person, so that
 * the other rows see what it takes away. */
static int
note_direct(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, bool active)
{
	struct plan_link *link = pool_alloc(&view->pool, sizeof(*link));

	if (link == NULL)
		return FIELD_ENOMEM;
	*link = (struct plan_link){ .source_id = "",
		.entity = item->entity,
		.external_id = item->external_id,
		.person = person,
		.active = person->status == USER_ACTIVE,
		.ends_on = "",
		.first_name = "",
		.last_name = "",
		.email_folded = "",
		.employee_number = "",
		.starts_on = "",
		.next = person->links,
		.item = item,
		.ours = true,
		.ends = !active };
	person->links = link;
	return note_taker(view, link);
}

int
plan_prepare(struct plan *plan, struct plan_view *view)
{
	for (size_t i = 0; i < plan->items.count; i++) {
		struct plan_item *item = plan->items.items[i];
		struct plan_link *link = map_get(
		    &view->links, item->entity, item->external_id);
		struct plan_person *named = plan_named_person(plan, view, item);
		int rc;

		item->adder = NULL;
		if (plan_note_wanted(view, item) < 0)
			return FIELD_ENOMEM;
		if (link != NULL) {
			link->ends = !plan_item_is_active(plan, item);
			rc = note_heir(plan, view, item, link);
			if (rc == FIELD_OK)
				rc = note_taker(view, link);
		} else if (named != NULL) {
			rc = note_direct(
			    view, item, named, plan_item_is_active(plan, item));
		} else if (!plan_item_is_active(plan, item)) {
			continue;
		} else {
			rc = count_uses(view, item);
		}
		if (rc < 0)
			return rc;
	}
	return FIELD_OK;
}
