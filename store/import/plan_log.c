/*
 * store/import/plan_log: the record of a run: its totals, the lines that need
 * attention, the person who accepted it, and whether the guard stopped it.  A
 * run is never recorded as complete before its changes.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/import/plan_inside.h"
#include "store/mail/outbox.h"

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

/* The record's address, if the administrator who decides sees it. */
static const char *
shown_address(const struct plan_op *op, const char *sentence)
{
	return op->action == PLAN_UNDECIDED && op->item != NULL &&
		strstr(sentence, op->item->email_folded) != NULL ?
	    op->item->email_folded :
	    "";
}

/* A line that needs an administrator's attention, now or for a later
 * question. */
static bool
is_kept(const struct plan_op *op)
{
	return op->action == PLAN_REFUSE || op->action == PLAN_UNDECIDED ||
	    op->action == PLAN_MISSING || op->action == PLAN_DEACTIVATE;
}

static int
put_lines(struct plan *plan, const char *run_id)
{
	const struct plan_view *view = plan->view;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < view->lines.count; i++) {
		const struct plan_op *op = view->lines.items[i];
		char sentence[600] = "";
		struct query *query;

		if (!is_kept(op))
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

int
plan_put_run(struct plan *plan, const char *run_id, const char *outcome,
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

/* Record the person who reviewed the plan and overrode the guard. */
int
plan_audit_accepted(struct plan *plan, struct change *change)
{
	struct detail detail = DETAIL_INIT;

	detail_text(&detail, "source", plan->source.name);
	detail_text(&detail, "plan", plan->view->hash);
	detail_text(&detail, "guard", plan->view->guard_why);
	return audit_append(change,
	    &(struct audit_entry){ .action = "source.accept-plan",
		.subject = plan->source.id,
		.org_id = plan->source.org_id,
		.detail = &detail });
}

/* After the rows of its changes: the run has ended. */
int
plan_audit_applied(struct plan *plan, struct change *change)
{
	struct detail detail = DETAIL_INIT;

	detail_text(&detail, "source", plan->source.name);
	detail_int(&detail, "seen", (int64_t)plan->items.count);
	for (int action = 0; action < PLAN_ACTION_COUNT; action++)
		if (plan->view->counts[action] > 0)
			detail_int(&detail, plan_action_name(action),
			    (int64_t)plan->view->counts[action]);
	return audit_append(change,
	    &(struct audit_entry){ .action = "source.run",
		.subject = plan->source.id,
		.org_id = plan->source.org_id,
		.detail = &detail });
}

/* --- stopped by the guard ------------------------------------------------ */

/* Whether the last run was stopped with exactly this plan.  One notice is
 * enough, since an hourly schedule would otherwise fill mailboxes. */
static int
was_told(struct plan *plan, bool *ret_told)
{
	struct query *query = db_query(plan->store, SQL_SYNC_RUN_LAST_HASH);
	int rc;

	db_bind_text(query, 1, plan->source.id);
	rc = db_step(query);
	*ret_told = rc == 1 &&
	    strcmp(db_text(query, LAST_RUN_OUTCOME), "guarded") == 0 &&
	    strcmp(db_text(query, LAST_RUN_PLAN_HASH), plan->view->hash) == 0;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
tell_guarded(struct plan *plan, struct change *change)
{
	struct detail detail = DETAIL_INIT;
	struct outbox_new mail = { .template = MAIL_SYNC_GUARDED,
		.org_id = plan->source.org_id };
	int rc;

	mail.fields.text[MAIL_FIELD_SOURCE] = plan->source.name;
	mail.fields.text[MAIL_FIELD_WHY] = plan->view->guard_why;
	mail.fields.text[MAIL_FIELD_PLAN] = plan->view->hash;
	rc = outbox_queue(change, &mail);
	detail_text(&detail, "source", plan->source.name);
	detail_text(&detail, "why", plan->view->guard_why);
	detail_text(&detail, "plan", plan->view->hash);
	if (rc == FIELD_OK)
		rc = audit_append(change,
		    &(struct audit_entry){ .action = "source.guarded",
			.subject = plan->source.id,
			.org_id = plan->source.org_id,
			.outcome = AUDIT_REFUSED,
			.reason = REASON_GUARDED,
			.detail = &detail });
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
		rc = plan_put_run(
		    plan, run_id, "guarded", plan->view->guard_why);
	return change_end(change, rc);
}

int
plan_log_acceptance(struct plan *plan, const struct actor *by)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = { .action = "source.accept-plan",
		.subject = plan->source.id,
		.org_id = plan->source.org_id,
		.detail = &detail };
	struct change *change;
	int rc = change_begin(plan->store, by, &change);

	if (rc < 0)
		return rc;
	detail_text(&detail, "plan", plan_hash(plan));
	return change_end(change, audit_append(change, &entry));
}
