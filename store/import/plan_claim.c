/*
 * store/import/plan_claim: whether a person may have the address in a record,
 * given everything else that the plan does with addresses (A2).
 */
#include <string.h>

#include "base/err.h"
#include "store/import/plan_inside.h"
#include "store/people/email.h"
#include "store/people/plan_field.h"

/* Whether A takes precedence over B: the older link, and a fixed order. */
static bool
is_before(const struct plan_link *a, const struct plan_link *b)
{
	int order;

	if (a->linked_at != b->linked_at)
		return a->linked_at < b->linked_at;
	order = strcmp(a->source_id, b->source_id);
	if (order == 0)
		order = strcmp(a->entity, b->entity);
	if (order == 0)
		order = strcmp(a->external_id, b->external_id);
	return order < 0;
}

/* If two records disagree about a person, the older link takes precedence;
 * otherwise each run would undo the previous one. */
bool
plan_is_followed(const struct plan_person *person, const struct plan_link *link)
{
	for (const struct plan_link *other = person->links; other != NULL;
	     other = other->next)
		if (other != link && plan_link_goes_on(other) &&
		    (link == NULL || is_before(other, link)))
			return false;
	return link != NULL || person->claim == NULL;
}

static bool address_is_free(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_person *person);

/* As confirmed by an administrator: in the record that takes precedence, as the
 * mail address, and available for the person. */
static bool
gives_up(struct plan *plan, struct plan_view *view, struct plan_person *person)
{
	bool has_mail = strcmp(person->mail_folded, person->email_folded) == 0;

	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next)
		if (link->ours && plan_moves_address(person, link) &&
		    plan_is_followed(person, link) &&
		    plan_is_decided(view, link->item, person) &&
		    (!has_mail || plan_is_vouched(view, link->item, person)) &&
		    address_is_free(plan, view, link->item, person))
			return true;
	return false;
}

/* All other people with the address release it in this plan: it is free once
 * the plan is applied. */
static bool
holders_move(struct plan *plan, struct plan_view *view,
    const char *email_folded, const struct plan_person *taker)
{
	struct plan_person *other = map_get(&view->emails, email_folded, "");

	for (; other != NULL; other = other->next_same_email)
		if (other != taker && !gives_up(plan, view, other))
			return false;
	/* People whose new address is pending still receive their mail
	 * there. */
	other = map_get(&view->mails, email_folded, "");
	return other == NULL ||
	    (other == taker && other->next_same_mail == NULL);
}

/* A person in a cycle moves when the others do. */
static bool
address_is_free(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_person *person)
{
	char email[USER_EMAIL_SIZE], folded[USER_EMAIL_SIZE];
	const struct plan_op *claim = map_get(
	    &view->new_emails, item->email_folded, "");
	struct refusal why;
	bool free;
	int rc;

	if (person->moving)
		return true;
	if (claim != NULL && claim->person != person)
		return false;
	person->moving = true;
	rc = user_take_email(plan->store, &view->policies, plan->source.org_id,
	    person->id, item->field[PLAN_EMAIL], email, folded, &why);
	free = rc == FIELD_OK ||
	    (rc == FIELD_EDENIED && why.reason == REASON_EMAIL_TAKEN &&
		holders_move(plan, view, item->email_folded, person));
	person->moving = false;
	return free;
}

/* ... to the person of OP, who is in the cycle as well. */
static bool
wanted_moves(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	bool moves;

	if (op->person != NULL)
		op->person->moving = true;
	moves = holders_move(plan, view, op->item->email_folded, op->person);
	if (op->person != NULL)
		op->person->moving = false;
	return moves;
}

/*
 * Whether the person may have the record's address, by the same code that
 * checks it when it is written, and given this plan, if an address must be
 * unique.  *ret_why is NULL if so.
 */
int
plan_claim_email(struct plan *plan, struct plan_view *view, struct plan_op *op,
    const struct refusal **ret_why)
{
	char email[USER_EMAIL_SIZE], folded[USER_EMAIL_SIZE];
	const char *wanted = op->item->email_folded;
	struct refusal why;
	void **at;
	int rc;

	*ret_why = NULL;
	if (wanted[0] == '\0')
		return FIELD_OK;
	rc = user_take_email(plan->store, &view->policies, plan->source.org_id,
	    op->person != NULL ? op->person->id : "",
	    op->item->field[PLAN_EMAIL], email, folded, &why);
	if (rc == FIELD_EDENIED && why.reason == REASON_EMAIL_TAKEN &&
	    wanted_moves(plan, view, op)) {
		view->swaps = true;
		rc = FIELD_OK;
	}
	if (rc == FIELD_EDENIED)
		return plan_keep_why(view, why.reason, why.text[0], ret_why);
	if (rc < 0)
		return rc;
	at = map_at(&view->new_emails, wanted, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at != NULL &&
	    policy_is(&view->policies, POLICY_EMAIL_UNIQUE, "yes"))
		return plan_keep_why(view, REASON_EMAIL_TAKEN, wanted, ret_why);
	if (*at == NULL)
		*at = op;
	return FIELD_OK;
}
