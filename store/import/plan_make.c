#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"

const char *
plan_action_name(enum plan_action action)
{
	static const char *const names[PLAN_ACTION_COUNT] = {
		[PLAN_ADD] = "add",
		[PLAN_CHANGE] = "change",
		[PLAN_LINK] = "link",
		[PLAN_DEACTIVATE] = "deactivate",
		[PLAN_REACTIVATE] = "reactivate",
		[PLAN_REFUSE] = "refuse",
		[PLAN_UNDECIDED] = "undecided",
		[PLAN_MISSING] = "missing",
	};

	return names[action];
}

/* --- input -------------------------------------------------------------- */

int
plan_new(struct store *store, const char *source_id, bool full_listing,
    struct plan **ret_plan)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	int rc;

	if (plan == NULL)
		return FIELD_ENOMEM;
	plan->shown = calloc(1, sizeof(*plan->shown));
	if (plan->shown == NULL) {
		free(plan);
		return FIELD_ENOMEM;
	}
	plan->store = store;
	plan->full_listing = full_listing;
	plan->author = actor_sync("");
	(void)source_today(store, plan->today);
	rc = source_by_id(store, source_id, &plan->source);
	if (rc < 0) {
		plan_free(plan);
		return rc;
	}
	*ret_plan = plan; /* transferred */
	return FIELD_OK;
}

void
plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	plan_view_free(plan->view);
	map_release(&plan->by_id);
	map_release(&plan->complete);
	map_release(&plan->marked);
	map_release(&plan->unnamed);
	counts_release(&plan->listed);
	pointers_release(&plan->complete_names);
	pointers_release(&plan->items);
	pointers_release(&plan->marks);
	pool_release(&plan->pool);
	free(plan->shown);
	free(plan);
}

void
plan_set_author(struct plan *plan, const struct actor *author)
{
	plan->author = *author;
}

static bool
is_full(const struct plan *plan)
{
	return plan->items.count + plan->marks.count >= PLAN_ROWS_MAX ||
	    plan->pool.total > PLAN_BYTES_MAX;
}

int
plan_add_record(struct plan *plan, const struct plan_record *record)
{
	struct plan_item *item, *before;
	void **at;
	int rc;

	if (is_full(plan))
		return FIELD_EINVAL;
	rc = plan_item_make(plan, record, &item);
	if (rc < 0)
		return rc;
	at = map_at(&plan->by_id, item->entity, item->external_id);
	if (at == NULL)
		return FIELD_ENOMEM;
	before = *at;
	if (before != NULL) /* pages overlap; a row may occur twice */
		return memcmp(before->digest, item->digest, PLAN_HASH_LEN) ==
			0 ?
		    FIELD_OK :
		    FIELD_EINVAL;
	*at = item;
	rc = counts_add(&plan->listed, item->entity, "");
	return rc == FIELD_OK ? pointers_add(&plan->items, item) : rc;
}

int
plan_set_complete(struct plan *plan, const char *entity)
{
	const char *name = pool_text(&plan->pool, entity);
	void **at;

	if (plan->pool.failed)
		return FIELD_ENOMEM;
	at = map_at(&plan->complete, name, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at != NULL)
		return FIELD_OK;
	/* The map stores only names. */
	*at = plan;
	return pointers_add(&plan->complete_names, (void *)(uintptr_t)name);
}

static int
add_mark(struct plan *plan, const char *entity, const char *external_id,
    const char *why, bool gone)
{
	struct plan_mark *mark;
	void **at;

	if (is_full(plan))
		return FIELD_EINVAL;
	mark = pool_alloc(&plan->pool, sizeof(*mark));
	if (mark == NULL)
		return FIELD_ENOMEM;
	mark->entity = pool_text(&plan->pool, entity);
	mark->external_id = pool_text(&plan->pool, external_id);
	mark->why = pool_text(&plan->pool, why);
	mark->gone = gone;
	if (plan->pool.failed)
		return FIELD_ENOMEM;
	/* A row without an id might be any person's. */
	at = mark->external_id[0] == '\0' ?
	    map_at(&plan->unnamed, mark->entity, "") :
	    map_at(&plan->marked, mark->entity, mark->external_id);
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = mark;
	return pointers_add(&plan->marks, mark);
}

int
plan_add_unreadable(struct plan *plan, const char *entity,
    const char *external_id, const char *why)
{
	int rc = add_mark(plan, entity, external_id, why, false);
	const struct plan_mark *mark;

	if (rc < 0)
		return rc;
	mark = plan->marks.items[plan->marks.count - 1];
	return counts_add(&plan->listed, mark->entity, "");
}

int
plan_add_gone(struct plan *plan, const char *entity, const char *external_id)
{
	return add_mark(plan, entity, external_id, "", true);
}

/* --- comparing ---------------------------------------------------------- */

/* Needed only while comparing, and a third of a large plan. */
static void
release_maps(struct plan_view *view)
{
	struct map *maps[] = { &view->persons, &view->emails, &view->mails,
		&view->numbers, &view->bare_numbers, &view->takers,
		&view->new_numbers, &view->new_bare_numbers, &view->links,
		&view->new_emails, &view->new_logins, &view->wanted_logins,
		&view->verdicts, &view->decisions, &view->heirs };
	struct counts *counts[] = { &view->next_numbers, &view->email_uses,
		&view->number_uses };

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		map_release(maps[i]);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		counts_release(counts[i]);
}

void
plan_view_free(struct plan_view *view)
{
	if (view == NULL)
		return;
	release_maps(view);
	pointers_release(&view->all_links);
	pointers_release(&view->rules);
	pointers_release(&view->takings);
	pointers_release(&view->ops);
	pointers_release(&view->lines);
	pool_release(&view->pool);
	free(view);
}

static int
list_lines(struct plan_view *view)
{
	for (size_t i = 0; i < view->ops.count; i++) {
		struct plan_op *op = view->ops.items[i];

		if (!op->shown)
			continue;
		if (op->person != NULL)
			op->person->lead = map_get(
			    &view->persons, op->person->lead_id, "");
		if (pointers_add(&view->lines, op) < 0)
			return FIELD_ENOMEM;
		/* A person of whom only pinned fields differ is kept. */
		if (op->action != PLAN_CHANGE || op->edit || op->new_end)
			view->counts[op->action]++;
	}
	return FIELD_OK;
}

int
plan_view_make(struct plan *plan, struct plan_view **ret_view)
{
	struct plan_view *view = calloc(1, sizeof(*view));
	int rc;

	if (view == NULL)
		return FIELD_ENOMEM;
	rc = plan_load(plan, view);
	if (rc == FIELD_OK)
		rc = plan_diff(plan, view);
	if (rc == FIELD_OK)
		rc = plan_settle_leads(view);
	if (rc == FIELD_OK)
		rc = plan_share_addresses(plan, view);
	if (rc == FIELD_OK)
		rc = list_lines(view);
	if (rc == FIELD_OK)
		rc = plan_guard(plan, view);
	if (rc < 0) {
		plan_view_free(view);
		return rc;
	}
	plan_hash_view(plan, view);
	release_maps(view);
	*ret_view = view; /* transferred */
	return FIELD_OK;
}

int
plan_make(struct plan *plan)
{
	struct plan_view *view;
	int rc = db_begin_read(plan->store);

	if (rc < 0)
		return rc;
	rc = plan_view_make(plan, &view);
	db_rollback(plan->store); /* nothing was written */
	if (rc < 0)
		return rc;
	plan_view_free(plan->view);
	plan->view = view;
	return FIELD_OK;
}

/* --- output -------------------------------------------------------------- */

size_t
plan_line_count(const struct plan *plan)
{
	return plan->view != NULL ? plan->view->lines.count : 0;
}

/* Lines are created on demand: a hundred thousand of them with their sentences
 * would double the plan. */
const struct plan_line *
plan_line_at(const struct plan *plan, size_t index)
{
	const struct plan_op *op = plan->view->lines.items[index];
	const struct plan_op *login_of = op->with != NULL ? op->with : op;
	struct plan_line *line = &plan->shown->line;

	*line = (struct plan_line){ .action = op->action,
		.entity = op->entity,
		.external_id = op->external_id,
		.person_id = op->person != NULL ? op->person->id : "",
		.login = "",
		.name = op->name,
		.fields = op->fields,
		.field_count = op->field_count,
		.candidates = op->candidates,
		.candidate_count = op->candidate_count,
		.sharers = op->sharers,
		.sharer_count = op->sharer_count,
		.returned = op->returned,
		.heir = op->heir,
		.email_pending = op->address_pending,
		.mail_address = op->person != NULL ? op->person->mail_address :
						     "",
		.line = op->item != NULL ? op->item->line : 0 };
	if (op->person != NULL)
		line->login = op->person->login;
	else if (login_of->add)
		line->login = login_of->item->login;
	if (op->why != NULL)
		line->why = *op->why;
	plan_fill_state(plan, op, plan->shown);
	return line;
}

size_t
plan_count(const struct plan *plan, enum plan_action action)
{
	return plan->view != NULL ? plan->view->counts[action] : 0;
}

bool
plan_is_empty(const struct plan *plan)
{
	static const enum plan_action changing[] = { PLAN_ADD, PLAN_CHANGE,
		PLAN_LINK, PLAN_DEACTIVATE, PLAN_REACTIVATE };

	for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]); i++)
		if (plan_count(plan, changing[i]) > 0)
			return false;
	return true;
}

const char *
plan_hash(const struct plan *plan)
{
	return plan->view != NULL ? plan->view->hash : "";
}

bool
plan_is_guarded(const struct plan *plan, const char **ret_why)
{
	if (plan->view == NULL || plan->view->guard_why[0] == '\0')
		return false;
	if (ret_why != NULL)
		*ret_why = plan->view->guard_why;
	return true;
}
