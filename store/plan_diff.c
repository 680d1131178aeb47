/*
 * store/plan_diff: what is to be done about each record, and about those whom
 * no record names any more (A7, A8).
 *
 * The rules that hold throughout: a pinned field stays; a block, a hold and a
 * deletion stay; whoever an administrator has deactivated or activated by
 * hand stays so until accounting itself changes its mind; nobody is
 * deactivated while another record of the person goes on.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/plan_inside.h"
#include "store/user_verb.h"

static struct plan_op *
add_op(struct plan_view *view, enum plan_action action,
    const struct plan_item *item)
{
	struct plan_op *op = arena_alloc(&view->arena, sizeof(*op));

	if (op == NULL || pointers_add(&view->ops, op) < 0)
		return NULL;
	op->action = action;
	op->item = item;
	if (item != NULL) {
		op->entity = item->entity;
		op->external_id = item->external_id;
		op->name = item->name;
	}
	return op;
}

/* REFUSE, or UNDECIDED with its candidates. */
static int
leave_out(struct plan_view *view, const struct plan_item *item,
    enum plan_action action, const struct plan_match *match)
{
	struct plan_op *op = add_op(view, action, item);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->shown = true;
	op->why = match->why;
	op->person = match->person;
	op->candidates = match->candidates;
	op->candidate_count = match->candidate_count;
	return FIELD_OK;
}

static int
refuse_op(struct plan_view *view, struct plan_op *op, enum reason reason,
    const char *about)
{
	op->why = plan_refusal(&view->arena, reason, about, NULL);
	op->action = PLAN_REFUSE;
	op->shown = true;
	op->add = op->edit = op->activate = op->deactivate = false;
	op->set_link = op->set_missing = false;
	return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/*
 * Whether the person may have the record's address, asked of the same code
 * that will be asked when it is written; and of this plan, where an address
 * may serve one person alone.
 */
static int
claim_email(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	char email[USER_EMAIL_SIZE], folded[USER_EMAIL_SIZE];
	const char *wanted = op->item->email_folded;
	struct refusal why;
	void **at;
	int rc;

	if (wanted[0] == '\0')
		return FIELD_OK;
	rc = user_take_email(plan->store, &view->policies,
	    plan->source.org_id, op->person != NULL ? op->person->id : "",
	    op->item->field[PLAN_EMAIL], email, folded, &why);
	if (rc == FIELD_EDENIED)
		return refuse_op(view, op, why.reason, why.text[0]);
	if (rc < 0)
		return rc;
	at = map_at(&view->new_emails, wanted, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at != NULL &&
	    policy_is(&view->policies, POLICY_EMAIL_UNIQUE, "yes"))
		return refuse_op(view, op, REASON_EMAIL_TAKEN, wanted);
	if (*at == NULL)
		*at = op;
	return FIELD_OK;
}

static bool
field_differs(const struct plan_item *item, const struct plan_person *person,
    enum plan_field_id id)
{
	if (item->field[id][0] == '\0')
		return false; /* not said, which is not 'none' */
	if (id == PLAN_EMAIL)
		return strcmp(item->email_folded, person->email_folded) != 0;
	return strcmp(item->field[id], person->field[id]) != 0;
}

/*
 * The fields that differ.  A privileged person's address is as if pinned: who
 * can change it upstream could otherwise have that account's next invitation
 * or code sent to himself (A10).
 */
static int
diff_fields(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	const struct plan_item *item = op->item;
	const struct plan_person *person = op->person;
	bool new_email = false;

	for (unsigned i = 0; i < PLAN_FIELD_COUNT; i++) {
		struct plan_field *field;

		if (!field_differs(item, person, (enum plan_field_id)i))
			continue;
		if (op->fields == NULL)
			op->fields = arena_alloc(&view->arena,
			    PLAN_FIELD_COUNT * sizeof(*op->fields));
		if (op->fields == NULL)
			return FIELD_ENOMEM;
		field = &op->fields[op->field_count++];
		field->name = plan_field_names[i];
		field->old_value = person->field[i];
		field->new_value = item->field[i];
		field->pinned = (person->pins & 1u << i) != 0 ||
		    (i == PLAN_EMAIL && person->privileged);
		op->edit = op->edit || !field->pinned;
		new_email = new_email || (i == PLAN_EMAIL && !field->pinned);
	}
	op->shown = op->shown || op->field_count > 0;
	return new_email ? claim_email(plan, view, op) : FIELD_OK;
}

/* Whether A is followed before B: the older link, and a fixed order. */
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

/* Another record of the person goes on. */
static bool
has_other_record(const struct plan_person *person,
    const struct plan_link *except)
{
	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next)
		if (link != except && link->active && !link->ends)
			return true;
	return false;
}

/* Where two records differ about one person, the older link is believed, or
 * each run would undo what the last one did. */
static bool
is_followed(const struct plan_person *person, const struct plan_link *link)
{
	for (const struct plan_link *other = person->links; other != NULL;
	     other = other->next)
		if (other != link && other->active && !other->ends &&
		    (link == NULL || is_before(other, link)))
			return false;
	return link != NULL || person->claim == NULL;
}

/* Deactivate, if the rules let an import do it; they protect the last super
 * admin, of whom one plan takes away at most one. */
static int
deactivate(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	struct rules_actor actor = { .kind = ACTOR_SYNC };
	struct rules_subject subject;
	struct user user;
	enum reason reason;
	int rc = user_by_id(plan->store, op->person->id, &user);

	if (rc == FIELD_OK)
		rc = actor_subject_facts(plan->store, &user, &subject);
	if (rc < 0)
		return rc;
	reason = rules_may(&actor, VERB_USER_DEACTIVATE, &subject,
	    &view->policies);
	if (reason == REASON_NONE && subject.super_admin &&
	    view->super_admin_leaves)
		reason = REASON_LAST_SUPER_ADMIN;
	if (reason != REASON_NONE)
		return refuse_op(view, op, reason, op->person->login);
	view->super_admin_leaves = view->super_admin_leaves ||
	    subject.super_admin;
	op->action = PLAN_DEACTIVATE;
	op->shown = op->deactivate = true;
	op->person->leaves = true;
	return FIELD_OK;
}

static int
say_why_left(struct plan_view *view, struct plan_op *op)
{
	const struct plan_item *item = op->item;
	char text[200];

	if (item->merged_to[0] != '\0') {
		op->why = plan_refusal(&view->arena, REASON_IMPORT_MERGED,
		    item->merged_to, NULL);
		return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (item->inactive_reason[0] == '\0' && item->ends_on[0] != '\0')
		(void)str_format(text, sizeof(text), _("the last day was %s"),
		    item->ends_on);
	else if (item->inactive_reason[0] == '\0' ||
	    !str_copy(text, sizeof(text), item->inactive_reason))
		(void)str_copy(text, sizeof(text), _("no longer active"));
	op->why = plan_refusal(&view->arena, REASON_IMPORT_LEFT, text, NULL);
	return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* A linked record that no longer means somebody who works there. */
static int
diff_leaver(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	struct plan_link *link = op->link;

	op->set_link = link->active ||
	    memcmp(link->digest, op->item->digest, PLAN_HASH_LEN) != 0 ||
	    strcmp(link->ends_on, op->item->ends_on) != 0;
	op->link_active = false;
	if (!link->active || link->inherited || op->person->leaves ||
	    op->person->status != USER_ACTIVE ||
	    has_other_record(op->person, link))
		return FIELD_OK;
	if (say_why_left(view, op) < 0)
		return FIELD_ENOMEM;
	return deactivate(plan, view, op);
}

static int
diff_linked(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct plan_match *match)
{
	struct plan_link *link = match->link;
	struct plan_op *op = add_op(view, PLAN_CHANGE, item);
	int rc = FIELD_OK;

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = match->person;
	op->link = link;
	if (op->person->status == USER_DELETED)
		return plan_item_is_active(plan, item)
		    ? refuse_op(view, op, REASON_IS_DELETED,
		          op->person->login)
		    : FIELD_OK;
	if (!plan_item_is_active(plan, item))
		return diff_leaver(plan, view, op);
	if (item->unfit != NULL) {
		op->why = item->unfit;
		op->action = PLAN_REFUSE;
		op->shown = true;
		return FIELD_OK;
	}
	op->link_active = true;
	op->set_link = !link->active || link->missing_count != 0 ||
	    memcmp(link->digest, item->digest, PLAN_HASH_LEN) != 0 ||
	    strcmp(link->ends_on, item->ends_on) != 0;
	if (!link->active && op->person->status == USER_INACTIVE) {
		op->action = PLAN_REACTIVATE;
		op->activate = op->shown = true;
	}
	if (is_followed(op->person, link))
		rc = diff_fields(plan, view, op);
	return rc;
}

/* A person that is there and gets a link: found, decided, or inherited. */
static int
diff_found(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct plan_match *match)
{
	struct plan_person *person = match->person;
	struct plan_op *op = add_op(view, PLAN_LINK, item);
	bool followed = is_followed(person, NULL);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = person;
	op->shown = op->set_link = op->link_active = true;
	/* Back after an import had it deactivated; whom an administrator
	 * deactivated has no link that ended. */
	if (person->status == USER_INACTIVE && person->links != NULL &&
	    !has_other_record(person, NULL)) {
		op->action = PLAN_REACTIVATE;
		op->activate = true;
	}
	person->claim = item;
	return followed ? diff_fields(plan, view, op) : FIELD_OK;
}

/* A file that names the person's own id: no link, its word on the state. */
static int
diff_direct(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct plan_match *match)
{
	struct plan_op *op = add_op(view, PLAN_CHANGE, item);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = match->person;
	if (!plan_item_is_active(plan, item)) {
		if (op->person->status != USER_ACTIVE)
			return FIELD_OK;
		if (say_why_left(view, op) < 0)
			return FIELD_ENOMEM;
		return deactivate(plan, view, op);
	}
	if (op->person->status == USER_INACTIVE) {
		op->action = PLAN_REACTIVATE;
		op->activate = op->shown = true;
	}
	return diff_fields(plan, view, op);
}

/* The second record of somebody whom this plan adds. */
static int
diff_with(struct plan_view *view, const struct plan_item *item,
    const struct plan_match *match)
{
	struct plan_op *op = add_op(view, PLAN_LINK, item);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->with = match->with;
	op->shown = op->set_link = op->link_active = true;
	return FIELD_OK;
}

static int
diff_new(struct plan *plan, struct plan_view *view, struct plan_item *item,
    const struct plan_match *match)
{
	struct plan_op *op = add_op(view, PLAN_ADD, item);
	struct plan_given *given = arena_alloc(&view->arena, sizeof(*given));
	int rc;

	if (op == NULL || given == NULL)
		return FIELD_ENOMEM;
	*given = match->given;
	op->given = given;
	op->shown = op->add = op->set_link = op->link_active = true;
	rc = claim_email(plan, view, op);
	if (rc < 0 || op->action == PLAN_REFUSE)
		return rc;
	return plan_login(plan, view, item);
}

static int
diff_item(struct plan *plan, struct plan_view *view, struct plan_item *item)
{
	struct plan_match match;
	int rc = plan_match_item(plan, view, item, &match);

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
		return leave_out(view, item, PLAN_REFUSE, &match);
	case MATCH_UNDECIDED:
		return leave_out(view, item, PLAN_UNDECIDED, &match);
	}
	return FIELD_EINVAL;
}

/* Nobody names it in a listing that was whole, or its end was reported. */
static bool
is_missing(const struct plan *plan, const struct plan_link *link)
{
	const struct plan_mark *mark = map_get(&plan->marked, link->entity,
	    link->external_id);

	if (!link->ours || !link->active || link->item != NULL)
		return false;
	if (mark != NULL)
		return mark->gone;
	return map_get(&plan->complete, link->entity, "") != NULL &&
	    map_get(&plan->unnamed, link->entity, "") == NULL;
}

static const char *
name_of(struct plan_view *view, const struct plan_person *person)
{
	const char *first = person->field[PLAN_FIRST_NAME];
	const char *last = person->field[PLAN_LAST_NAME];
	char name[2 * USER_TEXT_SIZE];

	(void)str_format(name, sizeof(name), "%s%s%s", first,
	    first[0] != '\0' && last[0] != '\0' ? " " : "", last);
	return arena_text(&view->arena, name);
}

static int
diff_missing(struct plan *plan, struct plan_view *view,
    struct plan_link *link)
{
	struct plan_person *person = link->person;
	struct plan_op *op = add_op(view, PLAN_MISSING, NULL);
	char count[24];
	bool other;

	if (op == NULL)
		return FIELD_ENOMEM;
	op->person = person;
	op->link = link;
	op->entity = link->entity;
	op->external_id = link->external_id;
	op->name = name_of(view, person);
	op->set_missing = true;
	op->missing_count = link->missing_count + 1;
	link->ends = op->missing_count >=
	    policy_number(&view->policies, POLICY_MISSING_RUNS);
	op->link_active = !link->ends;
	other = has_other_record(person, link);
	op->shown = person->status == USER_ACTIVE && !other;
	(void)str_format(count, sizeof(count), "%lld",
	    (long long)op->missing_count);
	op->why = plan_refusal(&view->arena, REASON_IMPORT_MISSING, count,
	    link->entity);
	if (op->why == NULL)
		return FIELD_ENOMEM;
	if (!link->ends || !op->shown || person->leaves)
		return FIELD_OK;
	return deactivate(plan, view, op);
}

static int
diff_unreadable(struct plan_view *view, const struct plan_mark *mark)
{
	struct plan_op *op = add_op(view, PLAN_REFUSE, NULL);
	struct plan_link *link = map_get(&view->links, mark->entity,
	    mark->external_id);

	if (op == NULL)
		return FIELD_ENOMEM;
	op->shown = true;
	op->entity = mark->entity;
	op->external_id = mark->external_id;
	op->person = link != NULL ? link->person : NULL;
	op->name = op->person != NULL ? name_of(view, op->person) : "";
	op->why = plan_refusal(&view->arena, REASON_IMPORT_UNREADABLE,
	    mark->why, NULL);
	return op->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

int
plan_diff(struct plan *plan, struct plan_view *view)
{
	int rc = plan_match_prepare(plan, view);

	for (size_t i = 0; rc == FIELD_OK && i < plan->items.count; i++)
		rc = diff_item(plan, view, plan->items.items[i]);
	for (size_t i = 0; rc == FIELD_OK && i < plan->marks.count; i++) {
		const struct plan_mark *mark = plan->marks.items[i];

		if (!mark->gone)
			rc = diff_unreadable(view, mark);
	}
	for (size_t i = 0; rc == FIELD_OK && i < view->all_links.count; i++) {
		struct plan_link *link = view->all_links.items[i];

		if (is_missing(plan, link))
			rc = diff_missing(plan, view, link);
	}
	return rc == FIELD_OK && view->arena.failed ? FIELD_ENOMEM : rc;
}
