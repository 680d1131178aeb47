/*
 * store/plan_diff: decides what to do about each record, and about people
 * without a record (A7, A8).
 *
 * Invariants: a pinned field stays; a block, a hold and a deletion stay; a
 * person whom an administrator has deactivated or activated stays so until
 * accounting changes its own statement; no person is deactivated while they
 * have another active record.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/email.h"
#include "store/people/plan_field.h"

static int
say_why_left(struct plan_view *view, struct plan_op *op)
{
	const struct plan_item *item = op->item;
	char text[200];

	if (item->merged_to[0] != '\0') {
		op->why = plan_refusal(
		    &view->pool, REASON_IMPORT_MERGED, item->merged_to, NULL);
		return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (item->inactive_reason[0] == '\0' && item->ends_on[0] != '\0')
		(void)str_format(text, sizeof(text), _("the last day was %s"),
		    item->ends_on);
	else if (item->inactive_reason[0] == '\0' ||
	    !str_copy(text, sizeof(text), item->inactive_reason))
		(void)str_copy(text, sizeof(text), _("no longer active"));
	op->why = plan_refusal(&view->pool, REASON_IMPORT_LEFT, text, NULL);
	return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* A linked record of a person who no longer works there. */
static int
diff_leaver(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	struct plan_link *link = op->link;

	if (link->waits)
		return FIELD_OK;
	op->set_link = link->active ||
	    memcmp(link->digest, op->item->digest, PLAN_HASH_LEN) != 0 ||
	    strcmp(link->ends_on, op->item->ends_on) != 0;
	op->link_active = false;
	if (!link->active || link->inherited || op->person->leaves ||
	    op->person->status != USER_ACTIVE ||
	    plan_has_other_record(op->person, link))
		return FIELD_OK;
	if (say_why_left(view, op) < 0)
		return FIELD_ENOMEM;
	return plan_deactivate(plan, view, op);
}

/* Undecided, with no effect at all, if the record may describe another human by
 * now. */
static int
ask_identity(
    struct plan_view *view, struct plan_op *op, const struct plan_link *link)
{
	const struct plan_person *other;
	int rc = plan_identity(view, link, &op->why, &other);

	if (rc < 0 || op->why == NULL)
		return rc;
	op->action = PLAN_UNDECIDED;
	op->shown = true;
	op->candidates = pool_alloc(&view->pool, 2 * sizeof(*op->candidates));
	if (op->candidates == NULL)
		return FIELD_ENOMEM;
	op->candidates[op->candidate_count++] = op->person->login;
	if (other != NULL)
		op->candidates[op->candidate_count++] = other->login;
	return FIELD_OK;
}

static int
diff_linked(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct plan_match *match)
{
	struct plan_link *link = match->link;
	struct plan_op *op = plan_add_op(view, PLAN_CHANGE, item);
	int rc;

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = match->person;
	op->link = link;
	if (op->person->status == USER_DELETED)
		return plan_item_is_active(plan, item) ?
		    plan_refuse_op(
			view, op, REASON_IS_DELETED, op->person->login) :
		    FIELD_OK;
	if (!plan_item_is_active(plan, item))
		return diff_leaver(plan, view, op);
	if (item->unfit != NULL) {
		op->why = item->unfit;
		op->action = PLAN_REFUSE;
		op->shown = true;
		return FIELD_OK;
	}
	if (item->state_unknown && !link->active)
		return FIELD_OK; /* an unknown word readmits no person */
	rc = ask_identity(view, op, link);
	if (rc < 0 || op->action == PLAN_UNDECIDED)
		return rc;
	op->link_active = true;
	op->set_link = !link->active || link->missing_count != 0 ||
	    memcmp(link->digest, item->digest, PLAN_HASH_LEN) != 0 ||
	    strcmp(link->ends_on, item->ends_on) != 0;
	if (!link->active && op->person->status == USER_INACTIVE) {
		op->action = PLAN_REACTIVATE;
		op->activate = op->shown = true;
	}
	rc = plan_diff_end(view, op);
	if (rc == FIELD_OK && plan_is_followed(op->person, link))
		rc = plan_diff_fields(plan, view, op);
	return rc == FIELD_OK ? plan_tell_kept(view, item, op->person) : rc;
}

/* An existing person who gets a link: matched, decided, or inherited. */
static int
diff_found(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct plan_match *match)
{
	struct plan_person *person = match->person;
	struct plan_op *op = plan_add_op(view, PLAN_LINK, item);
	bool followed = plan_is_followed(person, NULL);
	int rc;

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = person;
	op->shown = op->set_link = op->link_active = true;
	/* Readmitted after an import had deactivated them.  A person whom an
	 * administrator deactivated has no ended link, nor a removed one. */
	if (person->status == USER_INACTIVE &&
	    (person->links != NULL || person->imported) &&
	    !item->state_unknown && !plan_has_other_record(person, NULL)) {
		op->action = PLAN_REACTIVATE;
		op->activate = true;
	}
	person->claim = item;
	rc = plan_diff_end(view, op);
	if (rc == FIELD_OK && followed)
		rc = plan_diff_fields(plan, view, op);
	return rc == FIELD_OK ? plan_tell_kept(view, item, person) : rc;
}

/* A file that names the person's own id: no link; its word decides the
 * state. */
static int
diff_direct(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct plan_match *match)
{
	struct plan_op *op = plan_add_op(view, PLAN_CHANGE, item);
	int rc;

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = match->person;
	if (!plan_item_is_active(plan, item)) {
		if (op->person->status != USER_ACTIVE)
			return FIELD_OK;
		if (say_why_left(view, op) < 0)
			return FIELD_ENOMEM;
		return plan_deactivate(plan, view, op);
	}
	rc = ask_identity(view, op, match->link);
	if (rc < 0 || op->action == PLAN_UNDECIDED)
		return rc;
	if (op->person->status == USER_INACTIVE) {
		op->action = PLAN_REACTIVATE;
		op->activate = op->shown = true;
	}
	rc = plan_diff_fields(plan, view, op);
	return rc == FIELD_OK ? plan_tell_kept(view, item, op->person) : rc;
}

/* The second record of a person whom this plan adds. */
static int
diff_with(struct plan_view *view, const struct plan_item *item,
    const struct plan_match *match)
{
	struct plan_op *op = plan_add_op(view, PLAN_LINK, item);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->with = match->with;
	op->shown = op->set_link = op->link_active = true;
	return FIELD_OK;
}

static int
note_number(struct plan_view *view, struct plan_op *op)
{
	const char *number = op->item->field[PLAN_EMPLOYEE_NUMBER];
	void **at;

	if (number[0] == '\0')
		return FIELD_OK;
	at = map_at(&view->new_numbers, number, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at == NULL)
		*at = op;
	at = map_at(&view->new_bare_numbers, plan_bare_number(number), "");
	if (at == NULL)
		return FIELD_ENOMEM;
	op->next_same_bare = *at;
	*at = op;
	return FIELD_OK;
}

/*
 * If an administrator has decided that this is a new person, an address that
 * another has is left out, with a line that says so: the person is admitted,
 * and the address follows once it is free.  Without that decision the record
 * might be that other person's.
 */
static int
go_without_address(
    struct plan_view *view, struct plan_op *op, const struct refusal *why)
{
	struct plan_op *fault;

	if (!op->decided || why->reason != REASON_EMAIL_TAKEN)
		return plan_refuse_op(view, op, why->reason, why->text[0]);
	fault = plan_add_op(view, PLAN_REFUSE, op->item);
	if (fault == NULL)
		return FIELD_ENOMEM;
	fault->shown = true;
	fault->with = op;
	fault->why = why;
	op->no_address = true;
	return FIELD_OK;
}

static int
diff_new(struct plan *plan, struct plan_view *view, struct plan_item *item,
    const struct plan_match *match)
{
	struct plan_op *op = plan_add_op(view, PLAN_ADD, item);
	struct plan_given *given = pool_alloc(&view->pool, sizeof(*given));
	const struct refusal *why;
	int rc;

	if (op == NULL || given == NULL)
		return FIELD_ENOMEM;
	*given = match->given;
	op->given = given;
	op->shown = op->add = op->set_link = op->link_active = true;
	item->adder = op;
	rc = plan_give(plan, view, op, given);
	if (rc == FIELD_OK && op->add)
		rc = plan_check_wanted(plan, view, op);
	if (rc < 0 || !op->add)
		return rc;
	rc = plan_claim_email(plan, view, op, &why);
	if (rc == FIELD_OK && why != NULL)
		rc = go_without_address(view, op, why);
	if (rc < 0 || op->action == PLAN_REFUSE)
		return rc;
	rc = note_number(view, op);
	return rc == FIELD_OK ? plan_login(plan, view, item) : rc;
}

static int
note_faults(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < item->fault_count; i++)
		rc = plan_note_fault(view, item, person, item->fault[i]);
	return rc;
}

static int
diff_item(struct plan *plan, struct plan_view *view, struct plan_item *item)
{
	struct plan_match match;
	int rc = plan_match_item(plan, view, item, &match);

	/* of a person who works there, and is not refused as a whole */
	if (rc == FIELD_OK && match.kind != MATCH_NONE &&
	    match.kind != MATCH_REFUSED && plan_item_is_active(plan, item))
		rc = note_faults(view, item, match.person);
	if (rc < 0)
		return rc;
	switch (match.kind) {
	case MATCH_NONE:
		return FIELD_OK;
	case MATCH_LINK:
		return diff_linked(plan, view, item, &match);
	case MATCH_DIRECT:
		return diff_direct(plan, view, item, &match);
	case MATCH_PERSON:
		return diff_found(plan, view, item, &match);
	case MATCH_WITH:
		return diff_with(view, item, &match);
	case MATCH_NEW:
		return diff_new(plan, view, item, &match);
	case MATCH_REFUSED:
		return plan_leave_out(view, item, PLAN_REFUSE, &match);
	case MATCH_UNDECIDED:
		return plan_leave_out(view, item, PLAN_UNDECIDED, &match);
	}
	return FIELD_EINVAL;
}

/* New by an administrator's decision, whatever else is in the plan. */
static bool
is_new_by_decision(const struct plan_view *view, const struct plan_item *item)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);

	return decision != NULL && strcmp(decision->decision, "add") == 0;
}

static int
diff_items(struct plan *plan, struct plan_view *view, bool decided)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < plan->items.count; i++)
		if (is_new_by_decision(view, plan->items.items[i]) == decided)
			rc = diff_item(plan, view, plan->items.items[i]);
	return rc;
}

int
plan_diff(struct plan *plan, struct plan_view *view)
{
	int rc = plan_prepare(plan, view);

	plan_end_missing(plan, view);
	/* first, so that the order of the others does not matter */
	if (rc == FIELD_OK)
		rc = diff_items(plan, view, true);
	if (rc == FIELD_OK)
		rc = diff_items(plan, view, false);
	if (rc == FIELD_OK)
		rc = plan_diff_absent(plan, view);
	return rc == FIELD_OK && view->pool.failed ? FIELD_ENOMEM : rc;
}
