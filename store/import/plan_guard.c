/*
 * store/plan_guard: prevents a broken or emptied source from locking people out
 * (A9).
 *
 * Measured against the people of this source only, so that a small source
 * cannot hide behind a large one.  The form of the threshold follows other
 * products (Okta stops an import above 20 % unassigned, Entra above a
 * configured number); 90 % of the last complete listing of the same kind of
 * record is the same one in ten.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

#define GUARD_FLOOR    3  /* the minimum number of people that trigger it */
#define SHRUNKEN_SHARE 90 /* percent of the last complete listing */

static void
count_person(struct plan_view *view, struct plan_person *person)
{
	if (person->status != USER_ACTIVE || person->counted)
		return;
	person->counted = true;
	view->active_people++;
}

/* The active people of the source: those with an active link, and those that a
 * file names by their own ids. */
static void
count_people(struct plan_view *view)
{
	for (size_t i = 0; i < view->all_links.count; i++) {
		const struct plan_link *link = view->all_links.items[i];

		view->had_links = view->had_links ||
		    (link->ours && !link->former);
		if (link->ours && link->active)
			count_person(view, link->person);
	}
	for (size_t i = 0; i < view->ops.count; i++) {
		const struct plan_op *op = view->ops.items[i];

		if (op->item != NULL && op->person != NULL &&
		    op->link == NULL && !op->set_link)
			count_person(view, op->person);
	}
}

static void
count_fields(struct plan_view *view, const struct plan_op *op)
{
	bool renamed = false;

	for (size_t i = 0; i < op->field_count; i++) {
		const struct plan_field *field = &op->fields[i];

		if (field->pinned)
			continue;
		if (field->name == plan_field_names[PLAN_EMAIL])
			view->email_changes++;
		if (field->name == plan_field_names[PLAN_FIRST_NAME] ||
		    field->name == plan_field_names[PLAN_LAST_NAME])
			renamed = true;
	}
	view->renames += renamed;
}

static void
count_changes(struct plan_view *view)
{
	for (size_t i = 0; i < view->ops.count; i++) {
		const struct plan_op *op = view->ops.items[i];

		view->deactivated += op->deactivate;
		view->ending += op->new_end && op->item->ends_on[0] != '\0';
		view->added += op->add;
		if (op->edit)
			count_fields(view, op);
	}
}

static size_t
limit_of(const struct plan_view *view)
{
	size_t percent = (size_t)policy_number(
	    &view->policies, POLICY_MAX_DEACTIVATE);
	size_t limit = view->active_people * percent / 100;

	return limit > GUARD_FLOOR ? limit : GUARD_FLOOR;
}

static void
stop(struct plan_view *view, const char *format, size_t a, size_t b)
{
	if (view->guard_why[0] != '\0')
		return; /* the first reason is kept */
		/* The formats are those below, each with two numbers. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(view->guard_why, sizeof(view->guard_why), format, a, b);
#pragma GCC diagnostic pop
}

size_t
plan_listed_count(const struct plan *plan, const char *entity)
{
	return counts_of(&plan->listed, entity, "");
}

/* Rows in the complete listings. */
size_t
plan_complete_count(const struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->complete_names.count; i++)
		count += plan_listed_count(plan, plan->complete_names.items[i]);
	return count;
}

/* *ret_count: rows of the last complete listing of ENTITY; -1: none yet. */
static int
count_before(const struct plan *plan, const char *entity, int64_t *ret_count)
{
	struct query *query = db_query(plan->store, SQL_SOURCE_LISTING_COUNT);
	int rc;

	db_bind_text(query, 1, plan->source.id);
	db_bind_text(query, 2, entity);
	rc = db_step(query);
	*ret_count = rc == 1 ? db_int(query, ONLY_COLUMN) : -1;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static bool
is_shrunken(int64_t count, int64_t before)
{
	return before - count > GUARD_FLOOR &&
	    count * 100 < before * SHRUNKEN_SHARE;
}

/* Each kind of record is compared with itself: kinds that are no longer read,
 * or were not listed completely, do not count.  *ret_known: it is not new that
 * a complete listing is empty. */
static int
compare_listings(
    const struct plan *plan, struct plan_view *view, bool *ret_known)
{
	*ret_known = true;
	for (size_t i = 0; i < plan->complete_names.count; i++) {
		const char *entity = plan->complete_names.items[i];
		size_t count = plan_listed_count(plan, entity);
		int64_t before;
		int rc = count_before(plan, entity, &before);

		if (rc < 0)
			return rc;
		*ret_known = *ret_known && before == 0;
		if (plan->full_listing && count > 0 &&
		    is_shrunken((int64_t)count, before))
			stop(view,
			    _("the listing has %zu people where the last "
			      "complete one had %zu"),
			    count, (size_t)before);
	}
	return FIELD_OK;
}

/* A response with no people, or far fewer than last time, says more about the
 * response than about the company. */
static int
judge_listing(const struct plan *plan, struct plan_view *view)
{
	size_t count = plan_complete_count(plan);
	bool known;
	int rc = compare_listings(plan, view, &known);

	if (rc < 0 || plan->complete_names.count == 0)
		return rc;
	if (count == 0 && !known)
		stop(view,
		    _("the listing is empty; %zu people are known "
		      "(%zu in the last complete listing)"),
		    view->active_people, (size_t)plan->source.full_count);
	for (size_t i = 0; i < view->all_links.count; i++) {
		const struct plan_link *link = view->all_links.items[i];

		if (link->ours && link->active &&
		    map_get(&plan->complete, link->entity, "") != NULL &&
		    plan_listed_count(plan, link->entity) == 0)
			stop(view,
			    _("one kind of record is not listed at all "
			      "any more (%zu people are known, %zu "
			      "rows came)"),
			    view->active_people, count);
	}
	return FIELD_OK;
}

int
plan_guard(const struct plan *plan, struct plan_view *view)
{
	size_t limit;
	int rc;

	count_people(view);
	count_changes(view);
	limit = limit_of(view);
	rc = judge_listing(plan, view);
	if (rc < 0)
		return rc;
	if (view->deactivated > limit)
		stop(view,
		    _("people who would be deactivated: %zu; without a look "
		      "at most %zu may be"),
		    view->deactivated, limit);
	if (view->deactivated + view->ending > limit)
		stop(view,
		    _("people who would get a last day or leave at once: "
		      "%zu; without a look at most %zu may"),
		    view->deactivated + view->ending, limit);
	if (view->added > limit && view->had_links)
		stop(view,
		    _("people who would be new: %zu; without a look at "
		      "most %zu may be"),
		    view->added, limit);
	if (view->email_changes > limit)
		stop(view,
		    _("e-mail addresses that would change: %zu; without a "
		      "look at most %zu may"),
		    view->email_changes, limit);
	if (view->renames > limit)
		stop(view,
		    _("people who would be renamed: %zu; without a look at "
		      "most %zu may be"),
		    view->renames, limit);
	return FIELD_OK;
}
