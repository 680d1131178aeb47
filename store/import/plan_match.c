/*
 * store/plan_match: which person a record is (A4).
 *
 * In this order: the stored link; what an administrator decided; an e-mail
 * address that is unique on both sides; an employee number, if the policy
 * says that it identifies people; else a new person.  Never a name alone.
 * Whatever could be two different people is left for a human to decide: a
 * wrong match hands one person's account to another.
 */
#include <string.h>

#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "store/import/plan_inside.h"

static int
count_use(struct map *map, const char *entity, const char *value)
{
	void **at;

	if (value[0] == '\0')
		return FIELD_OK;
	at = map_at(map, entity, value);
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = (void *)((uintptr_t)*at + 1);
	return FIELD_OK;
}

static size_t
uses(const struct map *map, const char *entity, const char *value)
{
	return (size_t)(uintptr_t)map_get(map, entity, value);
}

bool
plan_link_goes_on(const struct plan_link *link)
{
	bool comes_back = link->item != NULL && link->item->unfit == NULL;

	return !link->ends && (link->active || comes_back);
}

/* The record into which a linked one was merged takes over its person, if it
 * has none of its own and can be taken. */
static int
note_heir(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_link *link)
{
	const struct plan_item *winner;
	struct plan_given given;
	void **at;
	int rc;

	if (item->merged_to[0] == '\0')
		return FIELD_OK;
	winner = map_get(&plan->by_id, item->entity, item->merged_to);
	if (winner == NULL || !plan_item_is_active(plan, winner) ||
	    winner->unfit != NULL ||
	    map_get(&view->links, item->entity, item->merged_to) != NULL)
		return FIELD_OK;
	rc = plan_rule_apply(view, winner, &given);
	if (rc < 0 || given.why != NULL)
		return rc;
	at = map_at(&view->heirs, winner->entity, winner->external_id);
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at == NULL) {
		*at = link;
		link->inherited = true;
	}
	return FIELD_OK;
}

int
plan_match_prepare(struct plan *plan, struct plan_view *view)
{
	for (size_t i = 0; i < plan->items.count; i++) {
		const struct plan_item *item = plan->items.items[i];
		struct plan_link *link = map_get(
		    &view->links, item->entity, item->external_id);
		int rc;

		if (link != NULL) {
			link->ends = !plan_item_is_active(plan, item);
			rc = note_heir(plan, view, item, link);
		} else if (!plan_item_is_active(plan, item)) {
			continue;
		} else {
			rc = count_use(&view->email_uses, item->entity,
			    item->email_folded);
			if (rc == FIELD_OK)
				rc = count_use(&view->number_uses, item->entity,
				    item->field[PLAN_EMPLOYEE_NUMBER]);
		}
		if (rc < 0)
			return rc;
	}
	return FIELD_OK;
}

static bool
is_same_name(const char *const *a, const char *const *b)
{
	return str_equals_nocase(a[PLAN_FIRST_NAME], b[PLAN_FIRST_NAME]) &&
	    str_equals_nocase(a[PLAN_LAST_NAME], b[PLAN_LAST_NAME]);
}

/*
 * Whether a person found by WHAT may be somebody else than the record: it has
 * another record of the same kind that goes on (an address that was given to
 * a successor), or the name differs where nothing else vouches for it.
 */
static bool
seems_recycled(const struct plan_person *person, const struct plan_item *item)
{
	bool same_name = is_same_name(person->field, item->field);

	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next) {
		if (!link->ours || !plan_link_goes_on(link))
			continue;
		if (!same_name || strcmp(link->entity, item->entity) == 0)
			return true;
	}
	if (person->claim != NULL &&
	    (strcmp(person->claim->entity, item->entity) == 0 ||
		!is_same_name(person->claim->field, item->field)))
		return true;
	return person->status != USER_ACTIVE && !same_name;
}

/* The heads of the two kinds of lists differ in their next pointer. */
static struct plan_person *
next_of(const struct plan_person *person, bool by_email)
{
	return by_email ? person->next_same_email : person->next_same_number;
}

/* At most so many are named: an address may be everybody's. */
#define CANDIDATES_MAX 20

static int
leave_undecided(struct plan_view *view, const struct plan_person *head,
    bool by_email, enum reason reason, const char *about,
    struct plan_match *match)
{
	const struct plan_person *person = head;
	struct strbuf names = STRBUF_INIT;
	size_t count = 0;

	match->kind = MATCH_UNDECIDED;
	match->candidates = pool_alloc(
	    &view->pool, CANDIDATES_MAX * sizeof(*match->candidates));
	if (match->candidates == NULL)
		return FIELD_ENOMEM;
	while (person != NULL && count < CANDIDATES_MAX) {
		strbuf_printf(
		    &names, "%s%s", count == 0 ? "" : ", ", person->login);
		match->candidates[count++] = person->login;
		person = next_of(person, by_email);
	}
	match->candidate_count = count;
	if (!names.failed)
		match->why = plan_refusal(
		    &view->pool, reason, about, names.bytes);
	strbuf_release(&names);
	return match->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* Of the people in the list at HEAD, who have ABOUT in common with the
 * record: one, or none, or undecided. */
static int
choose(struct plan_view *view, const struct plan_item *item,
    struct plan_person *head, bool by_email, size_t use_count,
    const char *about, struct plan_match *match)
{
	enum reason reason;

	if (next_of(head, by_email) != NULL)
		reason = REASON_IMPORT_SEVERAL;
	else if (use_count > 1)
		reason = REASON_IMPORT_SHARED;
	else if (seems_recycled(head, item))
		reason = REASON_IMPORT_RECYCLED;
	else {
		match->kind = MATCH_PERSON;
		match->person = head;
		return FIELD_OK;
	}
	return leave_undecided(view, head, by_email, reason, about, match);
}

/*
 * One person with two records that are both new, a Xero user who is on the
 * payroll: one account.  Two of the same kind with one address are a family
 * or a shared mailbox, and so are two names.
 */
static bool
is_same_new_person(const struct plan_op *op, const struct plan_item *item)
{
	return op->add && strcmp(op->item->entity, item->entity) != 0 &&
	    is_same_name(op->item->field, item->field);
}

static int
match_email(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *folded = item->email_folded;
	struct plan_person *head;
	struct plan_op *op;

	if (folded[0] == '\0')
		return FIELD_OK;
	head = map_get(&view->emails, folded, "");
	if (head != NULL)
		return choose(view, item, head, true,
		    uses(&view->email_uses, item->entity, folded), folded,
		    match);
	op = map_get(&view->new_emails, folded, "");
	if (op != NULL && is_same_new_person(op, item) &&
	    uses(&view->email_uses, item->entity, folded) == 1) {
		match->kind = MATCH_WITH;
		match->with = op;
	}
	return FIELD_OK;
}

static int
match_number(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *number = item->field[PLAN_EMPLOYEE_NUMBER];
	struct plan_person *head;

	if (number[0] == '\0' ||
	    !policy_is(&view->policies, POLICY_MATCH_EMPLOYEE_NUMBER, "yes"))
		return FIELD_OK;
	head = map_get(&view->numbers, number, "");
	if (head == NULL)
		return FIELD_OK;
	return choose(view, item, head, false,
	    uses(&view->number_uses, item->entity, number), number, match);
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

/* What an administrator decided.  MATCH_NONE: nothing. */
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
		return take_person(view, person, match);
	match->kind = MATCH_REFUSED;
	match->why = plan_refusal(
	    &view->pool, REASON_IMPORT_IGNORED, item->name, NULL);
	return match->why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* What is not linked and works there: who is it? */
static int
match_unlinked(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_match *match)
{
	struct plan_link *loser = map_get(
	    &view->heirs, item->entity, item->external_id);
	struct plan_person *person = NULL;
	int rc = FIELD_OK;

	if (loser != NULL)
		return take_person(view, loser->person, match);
	if (plan->source.is_csv && id_is_valid(item->external_id))
		person = map_get(&view->persons, item->external_id, "");
	if (person != NULL) {
		rc = take_person(view, person, match);
		if (match->kind == MATCH_PERSON)
			match->kind = MATCH_DIRECT;
		return rc;
	}
	rc = match_decision(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		rc = match_email(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		rc = match_number(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		match->kind = MATCH_NEW;
	return rc;
}

/* A file that names our own id means that person, active or not. */
static bool
names_person(const struct plan *plan, const struct plan_view *view,
    const struct plan_item *item)
{
	return plan->source.is_csv && id_is_valid(item->external_id) &&
	    map_get(&view->persons, item->external_id, "") != NULL;
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
	    names_person(plan, view, item)) {
		rc = plan_rule_apply(view, item, &match.given);
		match.why = item->unfit != NULL ? item->unfit : match.given.why;
		if (rc == FIELD_OK && match.why != NULL)
			match.kind = MATCH_REFUSED;
		else if (rc == FIELD_OK)
			rc = match_unlinked(plan, view, item, &match);
	}
	if (rc == FIELD_OK)
		*ret_match = match;
	return rc;
}
