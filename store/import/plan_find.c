/*
 * store/import/plan_find: finds the person of a record without a link: by an
 * address that is unique on both sides, then by employee number, if the policy
 * says that it identifies people.  Never by name only.
 *
 * Whenever two different people are possible, an administrator decides: a wrong
 * match gives one person's account to another.  The lines of a plan see each
 * other: a person is not matched by data that another line removes, and two new
 * people are treated as they would be in two runs.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

/*
 * Whether a person found by address or number may be a different human than the
 * record's: they have another active record of the same kind (an address reused
 * for a successor) or under another name; or another record of this plan has
 * claimed them; or they were in accounting, and have another name or number; or
 * they never were, and the names have nothing in common.
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

/* The person was imported from the company to which the source was connected
 * before. */
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

/* At most this many are named: everyone may have the same address. */
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

/* Undecided, with PERSON as the only candidate. */
int
plan_leave_one(struct plan_view *view, const struct plan_person *person,
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

/* The record RECORD of PERSON releases ABOUT in the same plan that would link
 * the person to another record: both are named. */
static int
leave_moving(struct plan_view *view, const struct plan_person *person,
    const struct plan_link *record, const char *about, struct plan_match *match)
{
	char other[PLAN_ENTITY_MAX + PLAN_ID_MAX + USER_LOGIN_SIZE + 8];

	(void)str_format(other, sizeof(other), "%s (%s %s)", person->login,
	    record->entity, record->external_id);
	return plan_leave_one(view, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_ADDRESS_MOVES, about, other),
	    match);
}

/* Among the people in the list at HEAD, who share ABOUT with the record: one,
 * none, or undecided. */
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

/* Undecided about the person that OP adds, or to whom it assigns ABOUT. */
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
	return plan_leave_one(view, person,
	    plan_refusal(&view->pool, REASON_IMPORT_BOTH_NEW, about, other),
	    match);
}

/*
 * ABOUT, an address or a number, also belongs to OP, which this plan adds: the
 * result of choose() as if it had been added before.  One name in two kinds of
 * record, for example a Xero user who is on the payroll, is one person.  Bob
 * and Robert, and a second record of the same kind, are left to an
 * administrator.
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

/* If addresses are unique, no other person can have the one to which a person's
 * mail still goes: the record may be that person's earlier one. */
static const struct plan_person *
mail_holder(const struct plan_view *view, const char *folded)
{
	return policy_is(&view->policies, POLICY_EMAIL_UNIQUE, "yes") ?
	    map_get(&view->mails, folded, "") :
	    NULL;
}

static int
find_by_email(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *folded = item->email_folded;
	size_t use_count = counts_of(&view->email_uses, item->entity, folded);
	struct plan_person *head;
	const struct plan_person *holder;
	const struct plan_link *taker;
	struct plan_op *op;

	if (folded[0] == '\0')
		return FIELD_OK;
	head = map_get(&view->emails, folded, "");
	if (head != NULL)
		return choose(view, item, head, true, use_count, folded, match);
	/* its record has it for the first time: treated as if it had it
	 * before */
	taker = map_get(&view->takers, folded, "");
	if (taker != NULL)
		return leave_moving(view, taker->person, taker, folded, match);
	holder = mail_holder(view, folded);
	if (holder != NULL)
		return plan_leave_one(view, holder,
		    plan_refusal(&view->pool, REASON_IMPORT_RECYCLED, folded,
			holder->login),
		    match);
	op = map_get(&view->new_emails, folded, "");
	return op != NULL ?
	    choose_new(view, item, op, use_count, folded, match) :
	    FIELD_OK;
}

static int
find_by_number(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	const char *number = item->field[PLAN_EMPLOYEE_NUMBER];
	size_t use_count = counts_of(&view->number_uses, item->entity, number);
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
 * "00123" and "123" are two numbers, but a spreadsheet may have converted one
 * to the other: between people with one name, an administrator decides.
 */
static bool
differs_in_zeros(const char *const *field, const struct plan_item *item)
{
	return strcmp(field[PLAN_EMPLOYEE_NUMBER],
		   item->field[PLAN_EMPLOYEE_NUMBER]) != 0 &&
	    plan_same_name(field, item->field);
}

static int
find_by_zeros(struct plan_view *view, const struct plan_item *item,
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
	return plan_leave_one(view, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_NUMBER_ZEROS, number, other),
	    match);
}

int
plan_find(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match)
{
	int rc = find_by_email(view, item, match);

	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		rc = find_by_number(view, item, match);
	if (rc == FIELD_OK && match->kind == MATCH_NONE)
		rc = find_by_zeros(view, item, match);
	return rc;
}
