/* Operations: created, refused, or left out; and deactivations, which the rules
 * must allow. */
#include "base/err.h"
#include "store/import/plan_inside.h"

struct plan_op *
plan_add_op(struct plan_view *view, enum plan_action action,
    const struct plan_item *item)
{
	struct plan_op *op = pool_alloc(&view->pool, sizeof(*op));

	if (op == NULL || pointers_add(&view->ops, op) < 0)
		return NULL;
	op->action = action;
	op->item = item;
	if (item != NULL) {
		op->decided = map_get(&view->decisions, item->entity,
				  item->external_id) != NULL;
		op->entity = item->entity;
		op->external_id = item->external_id;
		op->name = item->name;
	}
	return op;
}

/* REFUSE, or UNDECIDED with its candidates. */
int
plan_leave_out(struct plan_view *view, const struct plan_item *item,
    enum plan_action action, const struct plan_match *match)
{
	struct plan_op *op = plan_add_op(view, action, item);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->shown = true;
	op->why = match->why;
	op->person = match->person;
	op->candidates = match->candidates;
	op->candidate_count = match->candidate_count;
	return FIELD_OK;
}

int
plan_refuse_op(struct plan_view *view, struct plan_op *op, enum reason reason,
    const char *about)
{
	op->why = plan_refusal(&view->pool, reason, about, NULL);
	op->action = PLAN_REFUSE;
	op->shown = true;
	op->add = op->edit = op->activate = op->deactivate = false;
	op->set_link = op->set_missing = op->new_end = op->set_judged = false;
	op->address_vouched = op->address_pending = false;
	return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

int
plan_keep_why(struct plan_view *view, enum reason reason, const char *about,
    const struct refusal **ret_why)
{
	*ret_why = plan_refusal(&view->pool, reason, about, NULL);
	return *ret_why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* A line about a field that is left out; the rest of the record is applied. */
int
plan_note_fault(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, const struct refusal *why)
{
	struct plan_op *op = plan_add_op(view, PLAN_REFUSE, item);

	if (op == NULL || why == NULL)
		return FIELD_ENOMEM;
	op->shown = true;
	op->person = person;
	op->why = why;
	return FIELD_OK;
}

/* The person has another active record, or gets one by this plan. */
bool
plan_has_other_record(
    const struct plan_person *person, const struct plan_link *except)
{
	if (except != NULL && (person->claim != NULL || person->expected))
		return true;
	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next)
		if (link != except && plan_link_goes_on(link))
			return true;
	return false;
}

/* Deactivate, if the rules allow it for an import; they protect the last super
 * admin, of whom one plan removes at most one. */
int
plan_deactivate(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	struct rules_actor actor = { .kind = ACTOR_SYNC };
	struct rules_subject subject;
	struct user user;
	enum reason reason;
	int rc = user_by_id(plan->store, op->person->id, &user);

	if (rc == FIELD_OK)
		rc = actor_subject_facts(plan->store, &user, &subject);
	if (rc < 0)
		return rc;
	reason = rules_may(
	    &actor, VERB_USER_DEACTIVATE, &subject, &view->policies);
	if (reason == REASON_NONE && subject.super_admin &&
	    view->super_admin_leaves)
		reason = REASON_LAST_SUPER_ADMIN;
	if (reason != REASON_NONE)
		return plan_refuse_op(view, op, reason, op->person->login);
	view->super_admin_leaves = view->super_admin_leaves ||
	    subject.super_admin;
	op->action = PLAN_DEACTIVATE;
	op->shown = op->deactivate = true;
	op->person->leaves = true;
	return FIELD_OK;
}
