/*
 * store/plan_apply: exactly the plan that was shown, or nothing (A6).
 *
 * Within the write transaction everything is compared anew; only a comparison
 * that comes to the same hash is carried out.  So whatever somebody else has
 * changed in between either does not matter to this plan, or stops it.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/import/plan_inside.h"
#include "store/mail/outbox.h"
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

/* The old view goes before the new one is made: both at once would double the
 * memory of a large import. */
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
	/* Another run has been here. */
	if (strcmp(now.cursor, plan->source.cursor) != 0 ||
	    now.full_at != plan->source.full_at)
		return FIELD_ECONFLICT;
	return view_writes(plan->view) ? compare_again(plan) : FIELD_OK;
}

static int
add_person(struct plan *plan, struct change *change, struct plan_op *op,
    struct refusal *why)
{
	const struct plan_item *item = op->item;
	const char *roles[] = { op->given->role };
	struct user_new in = { .org_id = plan->source.org_id,
		.login = item->login,
		.first_name = item->field[PLAN_FIRST_NAME],
		.last_name = item->field[PLAN_LAST_NAME],
		.email = op->no_address ? "" : item->field[PLAN_EMAIL],
		.phone = item->field[PLAN_PHONE],
		.mobile = item->field[PLAN_MOBILE],
		.title = item->field[PLAN_TITLE],
		.employee_number = item->field[PLAN_EMPLOYEE_NUMBER],
		.kind = op->given->kind,
		.hold = -1,
		.roles = roles,
		.role_count = roles[0][0] != '\0' ? 1 : 0,
		.site = op->given->site[0] != '\0' ? op->given->site : NULL,
		.imported = true,
		.address_later = plan->view->swaps };
	struct user user;
	int rc = user_add(change, &in, &user, why);

	if (rc == FIELD_OK)
		memcpy(op->person_id, user.id, sizeof(op->person_id));
	return rc;
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

static int
apply_op(struct plan *plan, struct change *change, struct plan_op *op,
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

static bool
gets_address(const struct plan_op *op)
{
	for (size_t i = 0; op->edit && i < op->field_count; i++)
		if (!op->fields[i].pinned &&
		    op->fields[i].name == plan_field_names[PLAN_EMAIL])
			return true;
	return op->add && !op->no_address;
}

/* Addresses that change hands are anybody's in between: asked once all have
 * moved. */
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
		rc = apply_op(plan, change, ops->items[i], why);
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

/* What the next complete listings are compared with, each with its own. */
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

/* --- the run log -------------------------------------------------------- */

static int
put_totals(struct plan *plan, const char *run_id, const char *outcome,
    const char *message)
{
	static const enum plan_action columns[] = { PLAN_ADD, PLAN_CHANGE,
		PLAN_LINK, PLAN_DEACTIVATE, PLAN_REACTIVATE, PLAN_REFUSE,
		PLAN_UNDECIDED };
	struct query *query = db_query(plan->store, SQL_SYNC_RUN_TOTALS);

	db_bind_text(query, 1, run_id);
	db_bind_int(query, 2, store_now_s(plan->store));
	db_bind_text(query, 3, outcome);
	db_bind_text(query, 4, plan->view->hash);
	db_bind_text(query, 5, message);
	db_bind_int(query, 6, (int64_t)plan->items.count);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		db_bind_int(
		    query, 7 + (int)i, (int64_t)plan->view->counts[columns[i]]);
	return db_run(query);
}

/* The record's address, if whoever decides has it before his eyes. */
static const char *
shown_address(const struct plan_op *op, const char *sentence)
{
	return op->action == PLAN_UNDECIDED && op->item != NULL &&
		strstr(sentence, op->item->email_folded) != NULL ?
	    op->item->email_folded :
	    "";
}

/* Those whom somebody has to look at. */
static int
put_lines(struct plan *plan, const char *run_id)
{
	const struct plan_view *view = plan->view;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < view->lines.count; i++) {
		const struct plan_op *op = view->lines.items[i];
		char sentence[600] = "";
		struct query *query;

		if (op->action != PLAN_REFUSE && op->action != PLAN_UNDECIDED &&
		    op->action != PLAN_MISSING)
			continue;
		if (op->why != NULL)
			(void)refusal_sentence(
			    op->why, sentence, sizeof(sentence));
		query = db_query(plan->store, SQL_SYNC_RUN_LINE_INSERT);
		db_bind_text(query, 1, run_id);
		db_bind_int(query, 2, (int64_t)i);
		db_bind_text(query, 3, plan_action_name(op->action));
		db_bind_text(query, 4, op->entity);
		db_bind_text(query, 5, op->external_id);
		db_bind_text(query, 6, op->name);
		db_bind_text(query, 7, sentence);
		if (op->item != NULL)
			db_bind_blob(query, 8, op->item->digest, PLAN_HASH_LEN);
		else
			db_bind_null(query, 8);
		db_bind_text(query, 9, shown_address(op, sentence));
		rc = db_run(query);
	}
	return rc;
}

static int
prune_lines(struct plan *plan)
{
	struct query *query = db_query(plan->store, SQL_SYNC_RUN_LINE_PRUNE);

	db_bind_text(query, 1, plan->source.id);
	db_bind_int(query, 2, store_now_s(plan->store));
	return db_run(query);
}

static int
put_run(struct plan *plan, const char *run_id, const char *outcome,
    const char *message)
{
	int rc;

	if (run_id == NULL)
		return FIELD_OK;
	rc = put_totals(plan, run_id, outcome, message);
	if (rc == FIELD_OK)
		rc = put_lines(plan, run_id);
	return rc == FIELD_OK ? prune_lines(plan) : rc;
}

/* Who has looked, and gone past the guard, is on record. */
static int
audit_accepted(struct plan *plan, struct change *change)
{
	struct detail detail = DETAIL_INIT;
	const char *text;
	int rc = FIELD_ENOMEM;

	detail_text(&detail, "source", plan->source.name);
	detail_text(&detail, "plan", plan->view->hash);
	detail_text(&detail, "guard", plan->view->guard_why);
	text = detail_finish(&detail);
	if (text != NULL)
		rc = audit_append(change,
		    &(struct audit_entry){ .action = "source.accept-plan",
			.module = "sources",
			.subject = plan->source.id,
			.org_id = plan->source.org_id,
			.outcome = AUDIT_DONE,
			.detail = text });
	detail_release(&detail);
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
		rc = audit_accepted(plan, change);
	if (rc == FIELD_OK)
		rc = put_run(plan, outcome->run_id,
		    plan_is_empty(plan) ? "unchanged" : "applied", "");
	return rc;
}

/* --- the guard has stopped it ------------------------------------------- */

/* Whether the last run was stopped with this very plan: told once is enough,
 * an hourly schedule would else fill mailboxes. */
static int
was_told(struct plan *plan, bool *ret_told)
{
	struct query *query = db_query(plan->store, SQL_SYNC_RUN_LAST_HASH);
	int rc;

	db_bind_text(query, 1, plan->source.id);
	rc = db_step(query);
	*ret_told = rc == 1 && strcmp(db_text(query, 0), "guarded") == 0 &&
	    strcmp(db_text(query, 1), plan->view->hash) == 0;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
tell_guarded(struct plan *plan, struct change *change)
{
	struct detail detail = DETAIL_INIT;
	const char *text;
	int rc = FIELD_ENOMEM;

	detail_text(&detail, "source", plan->source.name);
	detail_text(&detail, "why", plan->view->guard_why);
	detail_text(&detail, "plan", plan->view->hash);
	text = detail_finish(&detail);
	if (text != NULL)
		rc = outbox_queue(change,
		    &(struct outbox_new){ .template = "sync-guarded",
			.org_id = plan->source.org_id,
			.fields = text });
	if (rc == FIELD_OK)
		rc = audit_append(change,
		    &(struct audit_entry){ .action = "source.guarded",
			.module = "sources",
			.subject = plan->source.id,
			.org_id = plan->source.org_id,
			.outcome = AUDIT_REFUSED,
			.reason = REASON_GUARDED,
			.detail = text });
	detail_release(&detail);
	return rc;
}

int
plan_report_guarded(struct plan *plan, struct store *store, const char *run_id)
{
	struct actor actor = actor_sync(plan->source.name);
	struct change *change;
	bool told = false;
	int rc;

	if (!plan_is_guarded(plan, NULL) || store != plan->store)
		return FIELD_EINVAL;
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = was_told(plan, &told);
	if (rc == FIELD_OK && !told)
		rc = tell_guarded(plan, change);
	if (rc == FIELD_OK)
		rc = put_run(plan, run_id, "guarded", plan->view->guard_why);
	return change_end(change, rc);
}

int
plan_log_acceptance(struct plan *plan, const struct actor *by)
{
	char detail[128];
	struct audit_entry entry = { .action = "source.accept-plan",
		.module = "sources",
		.subject = plan->source.id,
		.org_id = plan->source.org_id,
		.outcome = AUDIT_DONE,
		.detail = detail };
	struct change *change;
	int rc = change_begin(plan->store, by, &change);

	if (rc < 0)
		return rc;
	(void)str_format(
	    detail, sizeof(detail), "{\"plan\":\"%s\"}", plan_hash(plan));
	return change_end(change, audit_append(change, &entry));
}
