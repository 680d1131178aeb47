/*
 * store/import/plan_fields: what a record changes in its person (A7).  A pinned
 * field stays; only an invalid one is left out.
 */
#include <string.h>

#include "base/err.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

static bool
field_differs(const struct plan_item *item, const struct plan_person *person,
    enum plan_field_id id)
{
	if (item->field[id][0] == '\0')
		return false; /* not given, which differs from 'none' */
	if (id == PLAN_EMAIL)
		return strcmp(item->email_folded, person->email_folded) != 0;
	return strcmp(item->field[id], person->field[id]) != 0;
}

static int
add_field(struct plan_view *view, struct plan_op *op, const char *name,
    const char *old_value, const char *new_value, bool pinned)
{
	/* One more field than the person's: the end date. */
	if (op->fields == NULL)
		op->fields = pool_alloc(
		    &view->pool, (PLAN_FIELD_COUNT + 1) * sizeof(*op->fields));
	if (op->fields == NULL)
		return FIELD_ENOMEM;
	op->fields[op->field_count++] = (struct plan_field){ .name = name,
		.old_value = old_value,
		.new_value = new_value,
		.pinned = pinned };
	op->shown = true;
	return FIELD_OK;
}

/* An address other than the one to which mail goes is pending if only
 * accounting provides it (A4). */
static void
judge_address(const struct plan_view *view, struct plan_op *op)
{
	op->address_vouched = plan_is_vouched(view, op->item, op->person);
	op->address_pending = !op->address_vouched &&
	    strcmp(op->item->email_folded, op->person->mail_folded) != 0;
}

/*
 * The fields that differ.  A privileged person's address is treated as pinned:
 * otherwise a person who can change it in accounting could redirect the next
 * invitation or code for that account (A10).
 */
int
plan_diff_fields(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	const struct plan_item *item = op->item;
	struct plan_person *person = op->person;
	const struct refusal *why = NULL;
	int rc = FIELD_OK;

	for (unsigned i = 0; i < PLAN_FIELD_COUNT; i++) {
		bool pinned = (person->pins & 1u << i) != 0 ||
		    (i == PLAN_EMAIL && person->privileged);

		if (!field_differs(item, person, (enum plan_field_id)i))
			continue;
		if (i == PLAN_EMAIL && !pinned)
			rc = plan_claim_email(plan, view, op, &why);
		if (rc < 0)
			return rc;
		if (i == PLAN_EMAIL && why != NULL) {
			if (plan_note_fault(view, item, person, why) < 0)
				return FIELD_ENOMEM;
			continue;
		}
		if (add_field(view, op, plan_field_names[i], person->field[i],
			item->field[i], pinned) < 0)
			return FIELD_ENOMEM;
		op->edit = op->edit || !pinned;
		if (i == PLAN_EMAIL && !pinned)
			judge_address(view, op);
	}
	return FIELD_OK;
}

/* An end date in the future has no effect yet, but must be visible in the plan,
 * and to the guard. */
int
plan_diff_end(struct plan_view *view, struct plan_op *op)
{
	const char *old_end = op->link != NULL ? op->link->ends_on : "";

	if (strcmp(old_end, op->item->ends_on) == 0)
		return FIELD_OK;
	op->new_end = true;
	return add_field(
	    view, op, "ends_on", old_end, op->item->ends_on, false);
}
