/*
 * store/plan_hash: a hash of everything that a plan would do.
 *
 * Exactly what a person has seen and accepted is applied: every text is
 * included with its terminating NUL, every decision with its value.  The cursor
 * and the time are not included, since they differ each time.
 */
#include <sodium.h>
#include <string.h>

#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

static void
put_text(crypto_generichash_state *state, const char *text)
{
	if (text == NULL)
		text = "";
	(void)crypto_generichash_update(
	    state, (const unsigned char *)text, strlen(text) + 1);
}

static void
put_int(crypto_generichash_state *state, int64_t value)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
	(void)crypto_generichash_update(state, bytes, sizeof(bytes));
}

static void
put_fields(crypto_generichash_state *state, const struct plan_op *op)
{
	put_int(state, (int64_t)op->field_count);
	for (size_t i = 0; i < op->field_count; i++) {
		const struct plan_field *field = &op->fields[i];

		put_text(state, field->name);
		put_text(state, field->old_value);
		put_text(state, field->new_value);
		put_int(state, field->pinned);
	}
	put_int(state, (int64_t)op->candidate_count);
	for (size_t i = 0; i < op->candidate_count; i++)
		put_text(state, op->candidates[i]);
}

static void
put_names(crypto_generichash_state *state, const struct plan_names *names)
{
	put_int(state, (int64_t)names->count);
	for (size_t i = 0; i < names->count; i++)
		put_text(state, names->items[i]);
}

/* The properties of a new person, beyond the fields of existing ones. */
static void
put_new(crypto_generichash_state *state, const struct plan_op *op)
{
	put_text(state, op->item->login);
	for (int i = 0; i < PLAN_FIELD_COUNT; i++)
		put_text(state, op->item->field[i]);
	put_int(state, op->given->kind);
	put_names(state, &op->given->roles);
	put_names(state, &op->given->sites);
	put_text(state, op->given->crew);
	put_text(state, op->given->lead_id);
}

static void
put_op(crypto_generichash_state *state, const struct plan_op *op)
{
	unsigned flags = (unsigned)op->shown | (unsigned)op->add << 1 |
	    (unsigned)op->edit << 2 | (unsigned)op->activate << 3 |
	    (unsigned)op->deactivate << 4 | (unsigned)op->set_link << 5 |
	    (unsigned)op->set_missing << 6 | (unsigned)op->link_active << 7 |
	    (unsigned)op->new_end << 8 | (unsigned)op->address_pending << 9 |
	    (unsigned)op->no_address << 10;

	put_int(state, op->action);
	put_int(state, flags);
	put_int(state, op->missing_count);
	put_text(state, op->entity);
	put_text(state, op->external_id);
	put_text(state, op->person != NULL ? op->person->id : "");
	put_text(state, op->with != NULL ? op->with->item->login : "");
	put_text(state, op->item != NULL ? op->item->ends_on : "");
	put_int(state, op->why != NULL ? op->why->reason : REASON_NONE);
	put_fields(state, op);
	if (op->add)
		put_new(state, op);
}

void
plan_hash_view(const struct plan *plan, struct plan_view *view)
{
	crypto_generichash_state state;
	unsigned char hash[PLAN_HASH_LEN];

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	put_text(&state, "fieldauth plan 1");
	put_text(&state, plan->source.id);
	put_text(&state, plan->source.org_id);
	put_text(&state,
	    policy_is(&view->policies, POLICY_HOLD_IMPORTED, "yes") ? "held" :
								      "active");
	put_int(&state, (int64_t)view->ops.count);
	for (size_t i = 0; i < view->ops.count; i++)
		put_op(&state, view->ops.items[i]);
	put_int(&state, view->guard_why[0] != '\0');
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	(void)sodium_bin2hex(
	    view->hash, sizeof(view->hash), hash, sizeof(hash));
}
