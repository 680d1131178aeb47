/*
 * store/plan_address: addresses that several people have once a plan is done.
 *
 * An import may give a second person an address that was the first one's
 * login name (U7, U8).  That is allowed, and must be seen in the preview.
 */
#include <string.h>

#include "base/err.h"
#include "store/import/plan_inside.h"
#include "store/people/alias.h"

/* The new address that OP gives to its person, or NULL. */
static const char *
gained_address(const struct plan_op *op)
{
	bool gains = op->add;

	for (size_t i = 0; op->edit && i < op->field_count; i++)
		gains = gains ||
		    (op->fields[i].name == plan_field_names[PLAN_EMAIL] &&
			!op->fields[i].pinned);
	return gains && op->item->email_folded[0] != '\0' ?
	    op->item->email_folded :
	    NULL;
}

static const char *
login_of(const struct plan_op *op)
{
	return op->person != NULL ? op->person->login : op->item->login;
}

/* As many are named; a file may give one address to everybody. */
#define SHARERS_MAX 10

struct gain {
	struct plan_op *op;
	struct gain *next;
};

/* An address that somebody gets. */
struct address {
	struct gain *gains;               /* who gets it, the last one first */
	const char *keeping[SHARERS_MAX]; /* who has it, and keeps it */
	size_t keeping_count;
	bool is_loaded;
};

struct gains {
	struct map addresses; /* folded -> struct address */
	struct map movers;    /* login -> op that changes its address */
};

static int
note_gain(struct plan_view *view, struct gains *gains, struct plan_op *op)
{
	const char *folded = gained_address(op);
	struct gain *gain;
	struct address *address;
	void **at;

	if (folded == NULL)
		return FIELD_OK;
	at = map_at(&gains->movers, login_of(op), "");
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = op;
	at = map_at(&gains->addresses, folded, "");
	if (at != NULL && *at == NULL)
		*at = pool_alloc(&view->pool, sizeof(*address));
	gain = pool_alloc(&view->pool, sizeof(*gain));
	if (at == NULL || *at == NULL || gain == NULL)
		return FIELD_ENOMEM;
	address = *at;
	*gain = (struct gain){ op, address->gains };
	address->gains = gain;
	return FIELD_OK;
}

static int
load_keeping(struct plan *plan, struct plan_view *view,
    const struct gains *gains, const char *folded, struct address *address)
{
	struct name_list now = { NULL, 0 };
	int rc = FIELD_OK;

	if (!address->is_loaded)
		rc = alias_people(plan->store, folded, &now);
	if (rc < 0)
		return rc;
	address->is_loaded = true;
	for (size_t i = 0;
	     i < now.count && address->keeping_count < SHARERS_MAX; i++)
		if (map_get(&gains->movers, now.names[i], "") == NULL)
			address->keeping[address->keeping_count++] = pool_text(
			    &view->pool, now.names[i]);
	name_list_release(&now);
	return view->pool.failed ? FIELD_ENOMEM : FIELD_OK;
}

static int
list_sharers(
    struct plan_view *view, const struct address *address, struct plan_op *op)
{
	const struct gain *gain = address->gains;

	if (address->keeping_count == 0 && gain->next == NULL)
		return FIELD_OK; /* its alone, as nearly always */
	op->sharers = pool_alloc(
	    &view->pool, SHARERS_MAX * sizeof(*op->sharers));
	if (op->sharers == NULL)
		return FIELD_ENOMEM;
	for (size_t i = 0; i < address->keeping_count; i++)
		op->sharers[op->sharer_count++] = address->keeping[i];
	for (; gain != NULL && op->sharer_count < SHARERS_MAX;
	     gain = gain->next)
		if (gain->op != op)
			op->sharers[op->sharer_count++] = login_of(gain->op);
	return FIELD_OK;
}

int
plan_share_addresses(struct plan *plan, struct plan_view *view)
{
	struct gains gains = { .addresses = { .slots = NULL } };
	int rc = FIELD_OK;

	if (!store_config(plan->store)->email_sign_in)
		return FIELD_OK;
	for (size_t i = 0; rc == FIELD_OK && i < view->ops.count; i++)
		rc = note_gain(view, &gains, view->ops.items[i]);
	for (size_t i = 0; rc == FIELD_OK && i < view->ops.count; i++) {
		struct plan_op *op = view->ops.items[i];
		const char *folded = gained_address(op);
		struct address *address;

		if (folded == NULL)
			continue;
		address = map_get(&gains.addresses, folded, "");
		rc = load_keeping(plan, view, &gains, folded, address);
		if (rc == FIELD_OK)
			rc = list_sharers(view, address, op);
	}
	map_release(&gains.addresses);
	map_release(&gains.movers);
	return rc;
}
