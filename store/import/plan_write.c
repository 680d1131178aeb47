/*
 * store/import/plan_write: writes one operation of a plan.
 */
#include <string.h>

#include "base/err.h"
#include "store/import/plan_inside.h"
#include "store/org/user_add.h"
#include "store/people/plan_field.h"
#include "store/verb/place.h"
#include "store/verb/user.h"

static int
add_site(struct plan *plan, struct change *change, const struct plan_op *op,
    const char *name, struct refusal *why)
{
	struct place place;
	int rc = place_by_name(plan->store, "site", name, &place);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_PLACE, name, NULL);
	return rc == FIELD_OK ?
	    place_assign(change, op->person_id, place.id, why) :
	    rc;
}

static int
add_person(struct plan *plan, struct change *change, struct plan_op *op,
    struct refusal *why)
{
	const struct plan_item *item = op->item;
	const struct plan_given *given = op->given;
	struct user_new in = { .org_id = plan->source.org_id,
		.login = item->login,
		.first_name = item->field[PLAN_FIRST_NAME],
		.last_name = item->field[PLAN_LAST_NAME],
		.email = op->no_address ? "" : item->field[PLAN_EMAIL],
		.phone = item->field[PLAN_PHONE],
		.mobile = item->field[PLAN_MOBILE],
		.title = item->field[PLAN_TITLE],
		.employee_number = item->field[PLAN_EMPLOYEE_NUMBER],
		.kind = given->kind,
		.hold = -1,
		.roles = given->roles.items,
		.role_count = given->roles.count,
		.site = given->sites.count > 0 ? given->sites.items[0] : NULL,
		.lead_id = given->lead_id[0] != '\0' ? given->lead_id : NULL,
		.imported = true,
		.address_later = plan->view->swaps };
	struct user user;
	int rc = user_add(change, &in, &user, why);

	if (rc == FIELD_OK)
		memcpy(op->person_id, user.id, sizeof(op->person_id));
	for (size_t i = 1; rc == FIELD_OK && i < given->sites.count; i++)
		rc = add_site(plan, change, op, given->sites.items[i], why);
	return rc;
}

/* A lead of the same file, who may be added after the crew. */
int
plan_write_lead(
    struct change *change, const struct plan_op *op, struct refusal *why)
{
	const struct user_edit edit = {
		.lead_id = op->given->lead->adder->person_id
	};

	return user_edit(change, op->person_id, &edit, why);
}

static int
edit_person(struct plan *plan, struct change *change, const struct plan_op *op,
    struct refusal *why)
{
	struct user_edit edit = { .address_later = plan->view->swaps,
		.address_vouched = op->address_vouched };
	const struct {
		const char *name;
		const char **value;
	} targets[] = {
		{ plan_field_names[PLAN_FIRST_NAME], &edit.first_name },
		{ plan_field_names[PLAN_LAST_NAME], &edit.last_name },
		{ plan_field_names[PLAN_EMAIL], &edit.email },
		{ plan_field_names[PLAN_PHONE], &edit.phone },
		{ plan_field_names[PLAN_MOBILE], &edit.mobile },
		{ plan_field_names[PLAN_TITLE], &edit.title },
		{ plan_field_names[PLAN_EMPLOYEE_NUMBER],
		    &edit.employee_number },
	};

	for (size_t i = 0; i < op->field_count; i++) {
		const struct plan_field *field = &op->fields[i];

		for (size_t j = 0; j < PLAN_FIELD_COUNT; j++)
			if (!field->pinned && field->name == targets[j].name)
				*targets[j].value = field->new_value;
	}
	return user_edit(change, op->person->id, &edit, why);
}

static int
put_link(struct plan *plan, struct change *change, const struct plan_op *op)
{
	struct query *query = db_query(plan->store, SQL_LINK_PUT);
	const char *person_id = op->person_id;

	if (op->person != NULL)
		person_id = op->person->id;
	else if (op->with != NULL)
		person_id = op->with->person_id;
	db_bind_text(query, 1, plan->source.id);
	db_bind_text(query, 2, op->entity);
	db_bind_text(query, 3, op->external_id);
	db_bind_text(query, 4, person_id);
	db_bind_blob(query, 5, op->item->digest, PLAN_HASH_LEN);
	db_bind_int(query, 6, op->link_active);
	db_bind_text(query, 7, op->item->ends_on);
	db_bind_text(query, 8, change_actor(change)->id);
	db_bind_int(query, 9, store_now_s(plan->store));
	db_bind_text(query, 10, plan->source.realm);
	db_bind_text(query, 11, op->item->field[PLAN_FIRST_NAME]);
	db_bind_text(query, 12, op->item->field[PLAN_LAST_NAME]);
	db_bind_text(query, 13, op->item->email_folded);
	db_bind_text(query, 14, op->item->field[PLAN_EMPLOYEE_NUMBER]);
	db_bind_text(query, 15, op->item->starts_on);
	return db_run(query);
}

static int
put_decision(struct plan *plan, const struct plan_op *op)
{
	struct query *query = db_query(plan->store, SQL_DECISION_CARRIED_OUT);

	db_bind_text(query, 1, plan->source.id);
	db_bind_text(query, 2, op->entity);
	db_bind_text(query, 3, op->external_id);
	db_bind_blob(query, 4, op->item->digest, PLAN_HASH_LEN);
	return db_run(query);
}

static int
put_judged(struct plan *plan, const struct plan_op *op)
{
	struct query *query = db_query(plan->store, SQL_DECISION_TAKING_JUDGED);

	db_bind_text(query, 1, plan->source.id);
	db_bind_text(query, 2, op->entity);
	db_bind_text(query, 3, op->external_id);
	return db_run(query);
}

static int
put_missing(struct plan *plan, const struct plan_op *op)
{
	struct query *query = db_query(plan->store, SQL_LINK_SET_MISSING);

	db_bind_text(query, 1, plan->source.id);
	db_bind_text(query, 2, op->entity);
	db_bind_text(query, 3, op->external_id);
	db_bind_int(query, 4, op->missing_count);
	db_bind_int(query, 5, op->link_active);
	db_bind_text(query, 6, plan->source.realm);
	return db_run(query);
}

int
plan_write_op(struct plan *plan, struct change *change, struct plan_op *op,
    struct refusal *why)
{
	int rc = FIELD_OK;

	if (op->add)
		rc = add_person(plan, change, op, why);
	if (rc == FIELD_OK && op->edit)
		rc = edit_person(plan, change, op, why);
	if (rc == FIELD_OK && op->activate)
		rc = user_activate(change, op->person->id, why);
	if (rc == FIELD_OK && op->deactivate)
		rc = user_deactivate(change, op->person->id, why);
	if (rc == FIELD_OK && op->set_link)
		rc = put_link(plan, change, op);
	if (rc == FIELD_OK && op->set_link && op->decided)
		rc = put_decision(plan, op);
	if (rc == FIELD_OK && op->set_missing)
		rc = put_missing(plan, op);
	if (rc == FIELD_OK && op->set_judged)
		rc = put_judged(plan, op);
	return rc;
}
