/*
 * store/plan_match: which person a record is (A4).
 *
 * In this order: the stored link; what an administrator decided; an e-mail
 * address that is unique on both sides; an employee number, if the policy
 * says that it identifies people; else a new person.  Never a name alone.
 * Whatever could be two different people is left for a human to decide: a
 * wrong match hands one person's account to another.  The lines of a plan see
 * each other: nobody is found by what another line takes away from them.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"
#include "store/people/user_text.h"

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

/* The person of a record goes to the one that it was merged into without a
 * word: if they go by one first name, as after a marriage, and nothing else
 * says that it is another. */
static bool
is_vouched(const struct plan_view *view, const struct plan_item *winner,
    const struct plan_person *person)
{
	const struct plan_person *head = winner->email_folded[0] != '\0' ?
	    map_get(&view->emails, winner->email_folded, "") :
	    NULL;

	return user_text_is_same(person->field[PLAN_FIRST_NAME],
		   winner->field[PLAN_FIRST_NAME]) &&
	    !plan_other_number(person->field, winner->field) &&
	    (head == NULL || (head == person && head->next_same_email == NULL));
}

/* The record into which a linked one was merged takes over its person, if it
 * has none of its own, can be taken, and was not decided to be another's.
 * Until it is decided at all the person stays as it is. */
static int
note_heir(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_link *link)
{
	const struct plan_item *winner;
	const struct plan_decision *decision;
	struct plan_given given;
	void **at;
	int rc;

	if (item->merged_to[0] == '\0')
		return FIELD_OK;
	decision = map_get(&view->decisions, item->entity, item->merged_to);
	if (decision != NULL &&
	    strcmp(decision->person_id, link->person->id) != 0)
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
		link->waits = !is_vouched(view, winner, link->person) &&
		    !plan_is_decided(view, winner, link->person);
	}
	return FIELD_OK;
}

/* A record that an administrator has linked to somebody: whatever else ends in
 * this plan, that person goes on. */
static int
note_decided(struct plan_view *view, const struct plan_item *item)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);
	struct plan_person *person = NULL;
	struct plan_given given;
	int rc;

	if (decision != NULL)
		person = map_get(&view->persons, decision->person_id, "");
	if (person == NULL || item->unfit != NULL ||
	    !plan_is_decided(view, item, person))
		return FIELD_OK;
	rc = plan_rule_apply(view, item, &given);
	if (rc == FIELD_OK && given.why == NULL)
		person->expected = true;
	return rc;
}

static int
count_uses(struct plan_view *view, const struct plan_item *item)
{
	int rc = count_use(&view->email_uses, item->entity, item->email_folded);

	if (rc == FIELD_OK)
		rc = count_use(&view->number_uses, item->entity,
		    item->field[PLAN_EMPLOYEE_NUMBER]);
	return rc == FIELD_OK ? note_decided(view, item) : rc;
}

/* Whom a file names by our own id: that person, active or not. */
static struct plan_person *
named_person(const struct plan *plan, const struct plan_view *view,
    const struct plan_item *item)
{
	if (!plan->source.is_csv || !id_is_valid(item->external_id))
		return NULL;
	return map_get(&view->persons, item->external_id, "");
}

/* A record that gives its person an address: new records with it see that. */
static int
note_taker(struct plan_view *view, struct plan_link *link)
{
	void **at;

	if (link->ends || !plan_moves_address(link->person, link))
		return FIELD_OK;
	at = map_at(&view->takers, link->item->email_folded, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at == NULL)
		*at = link;
	return FIELD_OK;
}

/* Such a row is as a record of the person while the plan is made, so that the
 * other rows see what it takes away. */
static int
note_direct(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, bool active)
{
	struct plan_link *link = pool_alloc(&view->pool, sizeof(*link));

	if (link == NULL)
		return FIELD_ENOMEM;
	*link = (struct plan_link){ .source_id = "",
		.entity = item->entity,
		.external_id = item->external_id,
		.person = person,
		.active = person->status == USER_ACTIVE,
		.ends_on = "",
		.first_name = "",
		.last_name = "",
		.email_folded = "",
		.employee_number = "",
		.starts_on = "",
		.next = person->links,
		.item = item,
		.ours = true,
		.ends = !active };
	person->links = link;
	return note_taker(view, link);
}

static struct plan_link *
direct_link(const struct plan_person *person, const struct plan_item *item)
{
	struct plan_link *link = person->links;

	while (link != NULL && link->item != item)
		link = link->next;
	return link;
}

int
plan_match_prepare(struct plan *plan, struct plan_view *view)
{
	for (size_t i = 0; i < plan->items.count; i++) {
		const struct plan_item *item = plan->items.items[i];
		struct plan_link *link = map_get(
		    &view->links, item->entity, item->external_id);
		struct plan_person *named = named_person(plan, view, item);
		int rc;

		if (link != NULL) {
			link->ends = !plan_item_is_active(plan, item);
			rc = note_heir(plan, view, item, link);
			if (rc == FIELD_OK)
				rc = note_taker(view, link);
		} else if (named != NULL) {
			rc = note_direct(
			    view, item, named, plan_item_is_active(plan, item));
		} else if (!plan_item_is_active(plan, item)) {
			continue;
		} else {
			rc = count_uses(view, item);
		}
		if (rc < 0)
			return rc;
	}
	return FIELD_OK;
}

/*
 * Whether a person found by an address or a number may be somebody else than
 * the record: it has another record that goes on, of the same kind (an
 * address that was given to a successor) or under another name; or another
 * record of this plan has claimed it; or it was in accounting, and goes by
 * another name or number; or it never was, and the names have nothing in
 * common.
 */
static bool
seems_recycled(const struct plan_person *person, const struct plan_item *item)
{
	bool same_name = plan_same_name(person->field, item->field);

	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next) {
		if (!plan_link_goes_on(link))
			continue;
		if (!same_name ||
		    (link->ours && strcmp(link->entity, item->entity) == 0))
			return true;
	}
	if (person->claim != NULL &&
	    (strcmp(person->claim->entity, item->entity) == 0 ||
		!plan_same_name(person->claim->field, item->field)))
		return true;
	if (person->status != USER_ACTIVE || person->links != NULL ||
	    person->imported)
		return !same_name ||
		    plan_other_number(person->field, item->field);
	return plan_other_name(person->field, item->field);
}

/* The person was imported from the company that the source had before. */
static bool
is_of_other_company(const struct plan_person *person)
{
	for (const struct plan_link *link = person->links; link != NULL;
	     link = link->next)
		if (link->former)
			return true;
	return false;
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

/* Undecided about PERSON alone. */
static int
leave_one(struct plan_view *view, const struct plan_person *person,
    const struct refusal *why, struct plan_match *match)
{
	match->kind = MATCH_UNDECIDED;
	match->why = why;
	match->candidates = pool_alloc(&view->pool, sizeof(*match->candidates));
	if (match->candidates == NULL || why == NULL)
		return FIELD_ENOMEM;
	match->candidates[0] = person->login;
	match->candidate_count = 1;
	return FIELD_OK;
}

/* The record RECORD of PERSON gives up ABOUT in the plan that would link it
 * to another: both are named. */
static int
leave_moving(struct plan_view *view, const struct plan_person *person,
    const struct plan_link *record, const char *about, struct plan_match *match)
{
	char other[PLAN_ENTITY_MAX + PLAN_ID_MAX + USER_LOGIN_SIZE + 8];

	(void)str_format(other, sizeof(other), "%s (%s %s)", person->login,
	    record->entity, record->external_id);
	return leave_one(view, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_ADDRESS_MOVES, about, other),
	    match);
}

/* Of the people in the list at HEAD, who have ABOUT in common with the
 * record: one, or none, or undecided. */
static int
choose(struct plan_view *view, const struct plan_item *item,
    struct plan_person *head, bool by_email, size_t use_count,
    const char *about, struct plan_match *match)
{
	const struct plan_link *record = plan_moving_record(head);
	enum reason reason;

	if (next_of(head, by_email) != NULL) {
		reason = REASON_IMPORT_SEVERAL;
	} else if (use_count > 1) {
		reason = REASON_IMPORT_SHARED;
	} else if (is_of_other_company(head)) {
		reason = REASON_IMPORT_OTHER_COMPANY;
	} else if (record != NULL) {
		return leave_moving(view, head, record, about, match);
	} else if (seems_recycled(head, item)) {
		reason = REASON_IMPORT_RECYCLED;
	} else {
		match->kind = MATCH_PERSON;
		match->person = head;
		return FIELD_OK;
	}
	return leave_undecided(view, head, by_email, reason, about, match);
}

/* Undecided about the person that OP adds, or to whom it gives ABOUT. */
static int
leave_with(struct plan_view *view, const struct plan_op *op, const char *about,
    struct plan_match *match)
{
	const struct plan_person adding = { .login = op->item->login };
	const struct plan_person *person = op->person != NULL ? op->person :
								&adding;
	char other[PLAN_ENTITY_MAX + PLAN_ID_MAX + USER_LOGIN_SIZE + 8];

	(void)str_format(other, sizeof(other), "%s (%s %s)", person->login,
	    op->entity, op->external_id);
	return leave_one(view, person,
	    plan_refusal(&view->pool, REASON_IMPORT_BOTH_NEW, about, other),
	    match);
}

/*
 * ABOUT, an address or a number, is also that of OP, which this plan adds:
 * what choose() would say if it had been added before.  One name in two kinds
 * of record, a Xero user who is on the payroll, is one person.  Bob and
 * Robert, and a second record of the same kind, are for a human to tell.
 */
static int
choose_new(struct plan_view *view, const struct plan_item *item,
    struct plan_op *op, size_t use_count, const char *about,
    struct plan_match *match)
{
	const struct plan_item *other = op->item;

	if (!op->add || use_count > 1 ||
	    strcmp(other->entity, item->entity) == 0 ||
	    !plan_same_name(other->field, item->field) ||
	    plan_other_number(other->field, item->field))
		return leave_with(view, op, about, match);
	match->kind = MATCH_WITH;
	match->with = op;
	return FIELD_OK;
}

/* Where addresses are unique nobody else can have the one to which another's
 * mail still goes: the record may be that person's, of before. */
static const struct plan_person *
mail_holder(const struct plan_view *view, const char *folded)
{
	return policy_is(&view->policies, POLICY_EMAIL_UNIQUE, "yes") ?
	    map_get(&view->mails, folded, "") :
	    NULL;
}

static int
match_email(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *folded = item->email_folded;
	size_t use_count = uses(&view->email_uses, item->entity, folded);
	struct plan_person *head;
	const struct plan_person *holder;
	const struct plan_link *taker;
	struct plan_op *op;

	if (folded[0] == '\0')
		return FIELD_OK;
	head = map_get(&view->emails, folded, "");
	if (head != NULL)
		return choose(view, item, head, true, use_count, folded, match);
	/* whose record says it for the first time: as if that had been before */
	taker = map_get(&view->takers, folded, "");
	if (taker != NULL)
		return leave_moving(view, taker->person, taker, folded, match);
	holder = mail_holder(view, folded);
	if (holder != NULL)
		return leave_one(view, holder,
		    plan_refusal(&view->pool, REASON_IMPORT_RECYCLED, folded,
			holder->login),
		    match);
	op = map_get(&view->new_emails, folded, "");
	return op != NULL ?
	    choose_new(view, item, op, use_count, folded, match) :
	    FIELD_OK;
}

static int
match_number(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *number = item->field[PLAN_EMPLOYEE_NUMBER];
	size_t use_count = uses(&view->number_uses, item->entity, number);
	struct plan_person *head;
	struct plan_op *op;

	if (number[0] == '\0' ||
	    !policy_is(&view->policies, POLICY_MATCH_EMPLOYEE_NUMBER, "yes"))
		return FIELD_OK;
	head = map_get(&view->numbers, number, "");
	if (head != NULL)
		return choose(
		    view, item, head, false, use_count, number, match);
	op = map_get(&view->new_numbers, number, "");
	return op != NULL ?
	    choose_new(view, item, op, use_count, number, match) :
	    FIELD_OK;
}

/*
 * "00123" and "123" are two numbers, and may be one that a spreadsheet has
 * taken for a figure: of people with one name, a human says which.
 */
static bool
differs_in_zeros(const char *const *field, const struct plan_item *item)
{
	return strcmp(field[PLAN_EMPLOYEE_NUMBER],
		   item->field[PLAN_EMPLOYEE_NUMBER]) != 0 &&
	    plan_same_name(field, item->field);
}

static int
match_zeros(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *number = item->field[PLAN_EMPLOYEE_NUMBER];
	const char *bare = plan_bare_number(number), *other = NULL;
	struct plan_person adding = { 0 }, *person;
	const struct plan_op *op;

	if (number[0] == '\0')
		return FIELD_OK;
	person = map_get(&view->bare_numbers, bare, "");
	while (person != NULL && !differs_in_zeros(person->field, item))
		person = person->next_same_bare;
	op = map_get(&view->new_bare_numbers, bare, "");
	while (op != NULL && !differs_in_zeros(op->item->field, item))
		op = op->next_same_bare;
	if (person != NULL) {
		other = person->field[PLAN_EMPLOYEE_NUMBER];
	} else if (op != NULL) {
		adding.login = op->item->login;
		person = &adding;
		other = op->item->field[PLAN_EMPLOYEE_NUMBER];
	}
	if (other == NULL)
		return FIELD_OK;
	return leave_one(view, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_NUMBER_ZEROS, number, other),
	    match);
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

/* The decision was about the record as it was seen then. */
static int
take_decided(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, struct plan_match *match)
{
	if (plan_is_decided(view, item, person))
		return take_person(view, person, match);
	return leave_one(view, person,
	    plan_refusal(&view->pool, REASON_IMPORT_SAME_PERSON, person->login,
		_("it changed after that was decided")),
	    match);
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
	return leave_one(view, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_MERGED_OTHER, person->login, NULL),
	    match);
}

/* What is not linked and works there: who is it? */
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
	person = named_person(plan, view, item);
	if (person != NULL) {
		rc = take_person(view, person, match);
		match->link = direct_link(person, item);
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
		rc = match_zeros(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		match->kind = MATCH_NEW;
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
	    named_person(plan, view, item) != NULL) {
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
