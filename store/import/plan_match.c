/*
 * store/import/plan_match: which person a record describes (A4).
 *
 * In this order: the stored link; the person of a record that was merged into
 * it; our own id in a file; an administrator's decision; the result of
 * plan_find(); otherwise a new person.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/plan_inside.h"

static struct plan_link *
direct_link(const struct plan_person *person, const struct plan_item *item)
{
	struct plan_link *link = person->links;

	while (link != NULL && link->item != item)
		link = link->next;
	return link;
}

static int
take_person(struct plan_view *view, struct plan_person *person,
    struct plan_match *match)
{
	if (person->status == USER_DELETED) {
		match->kind = MATCH_REFUSED;
		match->why = plan_refusal(
		    &view->pool, REASON_IS_DELETED, person->login, NULL);
		return match->why != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	match->kind = MATCH_PERSON;
	match->person = person;
	return FIELD_OK;
}

/* The decision was about the record as it was shown then. */
static int
take_decided(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, struct plan_match *match)
{
	if (plan_is_decided(view, item, person))
		return take_person(view, person, match);
	return plan_leave_one(view, person,
	    plan_refusal(&view->pool, REASON_IMPORT_SAME_PERSON, person->login,
		_("the record changed after the decision")),
	    match);
}

/* An administrator's decision.  MATCH_NONE: none. */
static int
match_decision(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);
	struct plan_person *person;

	if (decision == NULL)
		return FIELD_OK;
	if (strcmp(decision->decision, "add") == 0) {
		match->kind = MATCH_NEW;
		return FIELD_OK;
	}
	person = map_get(&view->persons, decision->person_id, "");
	if (strcmp(decision->decision, "link") == 0 && person != NULL)
		return take_decided(view, item, person, match);
	match->kind = MATCH_REFUSED;
	match->why = plan_refusal(
	    &view->pool, REASON_IMPORT_IGNORED, item->name, NULL);
	return match->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* The person of the record that was merged into this one. */
static int
take_heir(struct plan_view *view, const struct plan_link *loser,
    struct plan_match *match)
{
	struct plan_person *person = loser->person;

	if (!loser->waits)
		return take_person(view, person, match);
	return plan_leave_one(view, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_MERGED_OTHER, person->login, NULL),
	    match);
}

/* A record without a link, of a person who works there. */
static int
match_unlinked(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_match *match)
{
	struct plan_link *loser = map_get(
	    &view->heirs, item->entity, item->external_id);
	struct plan_person *person;
	int rc = FIELD_OK;

	if (loser != NULL &&
	    map_get(&view->decisions, item->entity, item->external_id) == NULL)
		return take_heir(view, loser, match);
	person = plan_named_person(plan, view, item);
	if (person != NULL) {
		rc = take_person(view, person, match);
		match->link = direct_link(person, item);
		if (match->kind == MATCH_PERSON)
			match->kind = MATCH_DIRECT;
		return rc;
	}
	rc = match_decision(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		rc = plan_find(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		match->kind = MATCH_NEW;
	return rc;
}

/* A new person has a login name, or waits for one. */
static int
match_new(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_match *match)
{
	int rc = plan_login_look(plan, view, item, &match->why);

	if (rc == FIELD_OK && match->why != NULL)
		match->kind = MATCH_UNDECIDED;
	return rc;
}

int
plan_match_item(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_match *ret_match)
{
	struct plan_match match = { .kind = MATCH_NONE };
	int rc = FIELD_OK;

	match.link = map_get(&view->links, item->entity, item->external_id);
	if (match.link != NULL) {
		match.kind = MATCH_LINK;
		match.person = match.link->person;
	} else if (plan_item_is_active(plan, item) ||
	    plan_named_person(plan, view, item) != NULL) {
		rc = plan_rule_apply(view, item, &match.given);
		match.why = item->unfit != NULL ? item->unfit : match.given.why;
		if (rc == FIELD_OK && match.why != NULL)
			match.kind = MATCH_REFUSED;
		else if (rc == FIELD_OK)
			rc = match_unlinked(plan, view, item, &match);
		if (rc == FIELD_OK && match.kind == MATCH_NEW)
			rc = match_new(plan, view, item, &match);
	}
	if (rc == FIELD_OK)
		*ret_match = match;
	return rc;
}
