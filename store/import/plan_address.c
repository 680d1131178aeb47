/*
 * store/plan_address: addresses that several people have after a plan is
 * applied.
 *
 * An import may give a second person an address that was the first one's login
 * name (U7, U8), or leave it to one person again.  That is allowed, and must be
 * visible in the preview.
 */
#include <string.h>

#include "base/err.h"
#include "store/import/plan_inside.h"
#include "store/people/alias.h"
#include "store/people/plan_field.h"

/* Whether the person of OP gets another address, or none, or a first one. */
static bool
moves(const struct plan_op *op)
{
	for (size_t i = 0; op->edit && i < op->field_count; i++)
		if (op->fields[i].name == plan_field_names[PLAN_EMAIL] &&
		    !op->fields[i].pinned)
			return true;
	return op->add;
}

/* The new address that OP sets for its person, or NULL. */
static const char *
gained_address(const struct plan_op *op)
{
	return moves(op) && !op->no_address &&
		op->item->email_folded[0] != '\0' ?
	    op->item->email_folded :
	    NULL;
}

/* The address that OP removes from its person, or NULL. */
static const char *
lost_address(const struct plan_op *op)
{
	const char *old = op->person != NULL ? op->person->email_folded : "";

	return op->edit && moves(op) && old[0] != '\0' &&
		strcmp(old, op->item->email_folded) != 0 ?
	    old :
	    NULL;
}

static const char *
login_of(const struct plan_op *op)
{
	return op->person != NULL ? op->person->login : op->item->login;
}

/* The maximum number of people named; a file may give one address to
 * everyone. */
#define SHARERS_MAX 10

struct gain {
	struct plan_op *op;
	struct gain *next;
};

/* An address that a person gets or loses. */
struct address {
	/* people who get it, the last one first */
	struct gain *gains;
	const char *keeping[SHARERS_MAX]; /* people who have it, and keep it */
	size_t keeping_count, now_count;
	bool is_loaded;
};

struct gains {
	struct map addresses; /* folded -> struct address */
	struct map movers;    /* login -> op that changes its address */
};

static struct address *
address_of(struct plan_view *view, struct gains *gains, const char *folded)
{
	void **at = map_at(&gains->addresses, folded, "");

	if (at != NULL && *at == NULL)
		*at = pool_alloc(&view->pool, sizeof(struct address));
	return at != NULL ? *at : NULL;
}

static int
note_move(struct plan_view *view, struct gains *gains, struct plan_op *op)
{
	const char *folded = gained_address(op);
	struct gain *gain;
	struct address *address;
	void **at;

	if (!moves(op))
		return FIELD_OK;
	at = map_at(&gains->movers, login_of(op), "");
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = op;
	if (folded == NULL)
		return FIELD_OK;
	address = address_of(view, gains, folded);
	gain = pool_alloc(&view->pool, sizeof(*gain));
	if (address == NULL || gain == NULL)
		return FIELD_ENOMEM;
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
	if (!address->is_loaded)
		address->now_count = now.count;
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
		return FIELD_OK; /* only theirs, as is nearly always the case */
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

static int
note_sharers(struct plan *plan, struct plan_view *view, struct gains *gains,
    struct plan_op *op)
{
	const char *folded = gained_address(op);
	struct address *address;
	int rc;

	if (folded == NULL)
		return FIELD_OK;
	address = map_get(&gains->addresses, folded, "");
	rc = load_keeping(plan, view, gains, folded, address);
	return rc == FIELD_OK ? list_sharers(view, address, op) : rc;
}

/* OP removes an address from one of several people: check whether it is one
 * person's again. */
static int
note_return(struct plan *plan, struct plan_view *view, struct gains *gains,
    struct plan_op *op)
{
	const char *folded = lost_address(op);
	struct address *address;
	int rc;

	if (folded == NULL)
		return FIELD_OK;
	address = address_of(view, gains, folded);
	if (address == NULL)
		return FIELD_ENOMEM;
	rc = load_keeping(plan, view, gains, folded, address);
	if (rc < 0 || address->now_count < 2)
		return rc;
	if (address->keeping_count == 1 && address->gains == NULL)
		op->heir = address->keeping[0];
	else if (address->keeping_count == 0 && address->gains != NULL &&
	    address->gains->next == NULL)
		op->heir = login_of(address->gains->op);
	if (op->heir != NULL)
		op->returned = folded;
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
		rc = note_move(view, &gains, view->ops.items[i]);
	for (size_t i = 0; rc == FIELD_OK && i < view->ops.count; i++)
		rc = note_sharers(plan, view, &gains, view->ops.items[i]);
	for (size_t i = 0; rc == FIELD_OK && i < view->ops.count; i++)
		rc = note_return(plan, view, &gains, view->ops.items[i]);
	map_release(&gains.addresses);
	map_release(&gains.movers);
	return rc;
}
