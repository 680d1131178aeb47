/*
 * store/plan_apply: applies exactly the plan that was shown, or nothing (A6).
 *
 * Within the write transaction everything is compared again; only a comparison
 * with the same hash is applied.  A change made in between therefore either
 * does not affect this plan, or stops it.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/import/plan_inside.h"
#include "store/org/user_add.h"
#include "store/people/email.h"
#include "store/people/plan_field.h"
#include "store/verb/user.h"

static bool
op_writes(const struct plan_op *op)
{
	return op->add || op->edit || op->activate || op->deactivate ||
	    op->set_link || op->set_missing || op->set_judged;
}

static bool
view_writes(const struct plan_view *view)
{
	for (size_t i = 0; i < view->ops.count; i++)
		if (op_writes(view->ops.items[i]))
			return true;
	return false;
}

/* The old view is released before the new one is created: both at once would
 * double the memory of a large import. */
static int
compare_again(struct plan *plan)
{
	char hash[sizeof(plan->view->hash)];
	int rc;

	memcpy(hash, plan->view->hash, sizeof(hash));
	plan_view_free(plan->view);
	plan->view = NULL;
	rc = plan_view_make(plan, &plan->view);
	if (rc < 0)
		return rc;
	return strcmp(hash, plan->view->hash) == 0 ? FIELD_OK : FIELD_ECONFLICT;
}

static int
check_unchanged(struct plan *plan)
{
	struct source now;
	int rc = source_by_id(plan->store, plan->source.id, &now);

	if (rc < 0)
		return rc;
	/* Another run has been applied in the meantime. */
	if (strcmp(now.cursor, plan->source.cursor) != 0 ||
	    now.full_at != plan->source.full_at)
		return FIELD_ECONFLICT;
	return view_writes(plan->view) ? compare_again(plan) : FIELD_OK;
}

static bool
gets_address(const struct plan_op *op)
{
	for (size_t i = 0; op->edit && i < op->field_count; i++)
		if (!op->fields[i].pinned &&
		    op->fields[i].name == plan_field_names[PLAN_EMAIL])
			return true;
	return op->add && !op->no_address;
}

/* Addresses that move between people are shared temporarily: checked once all
 * have moved. */
static int
check_addresses(struct plan *plan, struct refusal *why)
{
	const struct pointers *ops = &plan->view->ops;
	char email[USER_EMAIL_SIZE], folded[USER_EMAIL_SIZE];
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < ops->count; i++) {
		const struct plan_op *op = ops->items[i];

		if (gets_address(op))
			rc = user_take_email(plan->store, &plan->view->policies,
			    plan->source.org_id,
			    op->add ? op->person_id : op->person->id,
			    op->item->field[PLAN_EMAIL], email, folded, why);
	}
	return rc;
}

static int
apply_all(struct plan *plan, struct change *change, struct refusal *why)
{
	const struct pointers *ops = &plan->view->ops;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < ops->count; i++)
		rc = plan_write_op(plan, change, ops->items[i], why);
	for (size_t i = 0; rc == FIELD_OK && i < ops->count; i++) {
		const struct plan_op *op = ops->items[i];

		if (op->add && op->given->lead != NULL)
			rc = plan_write_lead(change, op, why);
	}
	return rc == FIELD_OK && plan->view->swaps ?
	    check_addresses(plan, why) :
	    rc;
}

static int
put_source(struct plan *plan, const char *cursor)
{
	struct query *query = db_query(plan->store, SQL_SOURCE_SET_DATA);
	bool full = plan->full_listing && plan->complete_names.count > 0;

	db_bind_text(query, 1, plan->source.id);
	if (cursor != NULL)
		db_bind_text(query, 2, cursor);
	else
		db_bind_null(query, 2);
	db_bind_int(query, 3, store_now_s(plan->store));
	if (full) {
		db_bind_int(query, 4, store_now_s(plan->store));
		db_bind_int(query, 5, (int64_t)plan_complete_count(plan));
	} else {
		db_bind_null(query, 4);
		db_bind_null(query, 5);
	}
	return db_run(query);
}

/* Stored for the comparison with the next complete listings, by entity. */
static int
put_listings(struct plan *plan)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && plan->full_listing &&
	     i < plan->complete_names.count;
	     i++) {
		const char *entity = plan->complete_names.items[i];
		struct query *query = db_query(
		    plan->store, SQL_SOURCE_LISTING_SET);

		db_bind_text(query, 1, plan->source.id);
		db_bind_text(query, 2, entity);
		db_bind_int(query, 3, (int64_t)plan_listed_count(plan, entity));
		rc = db_run(query);
	}
	return rc;
}

int
plan_apply(struct plan *plan, struct change *change,
    const struct plan_outcome *outcome, struct refusal *why)
{
	const char *accept = outcome->accept_hash;
	const char *guard_why;
	bool guarded;
	int rc;

	if (plan->view == NULL || change_store(change) != plan->store)
		return FIELD_EINVAL;
	guarded = plan_is_guarded(plan, &guard_why);
	if (accept != NULL && strcmp(accept, plan->view->hash) != 0)
		return refuse(why, REASON_PLAN_CHANGED, accept, NULL);
	if (guarded && accept == NULL)
		return refuse(why, REASON_GUARDED, guard_why, NULL);
	rc = check_unchanged(plan);
	if (rc == FIELD_OK)
		rc = apply_all(plan, change, why);
	if (rc == FIELD_OK)
		rc = put_source(plan, outcome->cursor);
	if (rc == FIELD_OK)
		rc = put_listings(plan);
	if (rc == FIELD_OK && guarded)
		rc = plan_audit_accepted(plan, change);
	if (rc == FIELD_OK)
		rc = plan_put_run(plan, outcome->run_id,
		    plan_is_empty(plan) ? "unchanged" : "applied", "");
	if (rc == FIELD_OK && !plan_is_empty(plan))
		rc = plan_audit_applied(plan, change);
	return rc;
}
