/*
 * store/plan_absent: people without a record, and rows that could not be read
 * (A8, A9).
 *
 * Missing from a listing is not proof: it is reported, and acted on only after
 * several complete listings; a row that could not be read makes no person a
 * leaver.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

/* Missing from a complete listing, or reported as deleted. */
static bool
is_missing(const struct plan *plan, const struct plan_link *link)
{
	const struct plan_mark *mark = map_get(
	    &plan->marked, link->entity, link->external_id);

	if (!link->ours || !link->active || link->item != NULL)
		return false;
	if (mark != NULL)
		return mark->gone;
	return map_get(&plan->complete, link->entity, "") != NULL &&
	    map_get(&plan->unnamed, link->entity, "") == NULL;
}

static bool
ends_by_missing(const struct plan_view *view, const struct plan_link *link)
{
	return link->missing_count + 1 >=
	    policy_number(&view->policies, POLICY_MISSING_RUNS);
}

void
plan_end_missing(const struct plan *plan, struct plan_view *view)
{
	for (size_t i = 0; i < view->all_links.count; i++) {
		struct plan_link *link = view->all_links.items[i];

		if (is_missing(plan, link) && ends_by_missing(view, link))
			link->ends = true;
	}
}

static const char *
name_of(struct plan_view *view, const struct plan_person *person)
{
	const char *first = person->field[PLAN_FIRST_NAME];
	const char *last = person->field[PLAN_LAST_NAME];
	char name[2 * USER_TEXT_SIZE];

	(void)str_format(name, sizeof(name), "%s%s%s", first,
	    first[0] != '\0' && last[0] != '\0' ? " " : "", last);
	return pool_text(&view->pool, name);
}

static int
diff_missing(struct plan *plan, struct plan_view *view, struct plan_link *link)
{
	struct plan_person *person = link->person;
	struct plan_op *op = plan_add_op(view, PLAN_MISSING, NULL);
	char count[24];
	bool other;

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = person;
	op->link = link;
	op->entity = link->entity;
	op->external_id = link->external_id;
	op->name = name_of(view, person);
	op->set_missing = true;
	op->missing_count = link->missing_count + 1;
	link->ends = ends_by_missing(view, link);
	op->link_active = !link->ends;
	other = plan_has_other_record(person, link);
	op->shown = person->status == USER_ACTIVE && !other;
	(void)str_format(
	    count, sizeof(count), "%lld", (long long)op->missing_count);
	op->why = plan_refusal(
	    &view->pool, REASON_IMPORT_MISSING, count, link->entity);
	if (op->why == NULL)
		return FIELD_ENOMEM;
	if (!link->ends || !op->shown || person->leaves)
		return FIELD_OK;
	return plan_deactivate(plan, view, op);
}

static int
diff_unreadable(struct plan_view *view, const struct plan_mark *mark)
{
	struct plan_op *op = plan_add_op(view, PLAN_REFUSE, NULL);
	struct plan_link *link = map_get(
	    &view->links, mark->entity, mark->external_id);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->shown = true;
	op->entity = mark->entity;
	op->external_id = mark->external_id;
	op->person = link != NULL ? link->person : NULL;
	op->name = op->person != NULL ? name_of(view, op->person) : "";
	op->why = plan_refusal(
	    &view->pool, REASON_IMPORT_UNREADABLE, mark->why, NULL);
	return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* No record says any more that the person works there.  This does not apply to
 * people who were never imported, nor to links to a company that is not
 * connected. */
static bool
is_left_over(const struct plan_person *person)
{
	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next)
		if (link->set_aside || plan_link_goes_on(link))
			return false;
	return person->status == USER_ACTIVE && person->claim == NULL &&
	    !person->expected && !person->leaves &&
	    (person->imported || person->links != NULL);
}

/* The row exists, or its listing is complete without it. */
static bool
is_answered(const struct plan *plan, const struct plan_decision *decision)
{
	if (map_get(&plan->marked, decision->entity, decision->external_id) !=
	    NULL)
		return false;
	return map_get(&plan->by_id, decision->entity, decision->external_id) !=
	    NULL ||
	    (map_get(&plan->complete, decision->entity, "") != NULL &&
		map_get(&plan->unnamed, decision->entity, "") == NULL);
}

/*
 * An administrator has decided that a person's record belongs to another human:
 * check once whether the person has another active record.  If not, the person
 * leaves, as if the row had ended before it was reused.
 */
static int
diff_taken(struct plan *plan, struct plan_view *view,
    const struct plan_decision *decision)
{
	struct plan_person *person = decision->taken_from;
	struct plan_op *op = plan_add_op(view, PLAN_CHANGE, NULL);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = person;
	op->entity = decision->entity;
	op->external_id = decision->external_id;
	op->name = name_of(view, person);
	op->set_judged = true;
	if (!is_left_over(person))
		return FIELD_OK;
	op->why = plan_refusal(&view->pool, REASON_IMPORT_LEFT,
	    _("the record was assigned to another person"), NULL);
	return op->why != NULL ? plan_deactivate(plan, view, op) : FIELD_ENOMEM;
}

int
plan_diff_absent(struct plan *plan, struct plan_view *view)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < plan->marks.count; i++) {
		const struct plan_mark *mark = plan->marks.items[i];

		if (!mark->gone)
			rc = diff_unreadable(view, mark);
	}
	for (size_t i = 0; rc == FIELD_OK && i < view->all_links.count; i++) {
		struct plan_link *link = view->all_links.items[i];

		if (is_missing(plan, link))
			rc = diff_missing(plan, view, link);
	}
	for (size_t i = 0; rc == FIELD_OK && i < view->takings.count; i++)
		if (is_answered(plan, view->takings.items[i]))
			rc = diff_taken(plan, view, view->takings.items[i]);
	return rc;
}
