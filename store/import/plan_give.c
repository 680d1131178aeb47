/*
 * store/import/plan_give: the login, roles, sites and crew that a row of a file
 * gives to a new person, limited to what the author of the file may assign; and
 * what rules give, limited to what their authors may assign.  Existing people
 * keep what they have: their roles are changed only by verbs.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/user.h"

/* --- new people ---------------------------------------------------------- */

static int
refuse_for(
    struct plan_view *view, struct plan_op *op, const struct refusal *why)
{
	int rc = plan_refuse_op(view, op, why->reason, why->text[0]);

	op->why = why;
	return rc;
}

/* One of the functions in plan_right.c. */
typedef int may_give(struct plan *plan, struct plan_view *view,
    const struct actor *author, enum user_kind kind, const char *name,
    const struct refusal **ret_why);

/* Use the NAMES of the row instead of those of a rule. */
static int
give_names(struct plan *plan, struct plan_view *view, struct plan_op *op,
    may_give *may, const struct plan_names *names, enum user_kind kind,
    struct plan_names *given)
{
	const struct refusal *why = NULL;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && why == NULL && i < names->count;
	     i++)
		rc = may(
		    plan, view, &plan->author, kind, names->items[i], &why);
	if (rc != FIELD_OK)
		return rc;
	if (why != NULL)
		return refuse_for(view, op, why);
	if (names->count > 0)
		*given = *names;
	return FIELD_OK;
}

/* If its author could not add the rule now, it gives nothing.  The person is
 * refused, as when the role was removed, instead of getting less. */
static int
check_author(struct plan *plan, struct plan_view *view, struct plan_op *op,
    const struct plan_given *given, may_give *may,
    const struct plan_names *names)
{
	const struct actor import = actor_sync("");
	const struct plan_rule *rule = given->rule;
	const struct refusal *why = NULL;
	char position[24];
	struct actor author;
	int rc = FIELD_OK;

	if (rule == NULL || names->count == 0)
		return FIELD_OK;
	author = id_is_valid(rule->author) ? actor_person(rule->author, "") :
					     import;
	rc = may(plan, view, &import, given->kind, names->items[0], &why);
	if (rc != FIELD_OK)
		return rc;
	if (why != NULL)
		return refuse_for(view, op, why);
	rc = may(plan, view, &author, given->kind, names->items[0], &why);
	if (rc != FIELD_OK || why == NULL)
		return rc;
	(void)str_format(position, sizeof(position), "%zu", rule->position);
	why = plan_refusal(
	    &view->pool, REASON_RULE_AUTHOR, position, names->items[0]);
	return why != NULL ? refuse_for(view, op, why) : FIELD_ENOMEM;
}

/* The lead exists, or is named as login by a row of the same file. */
static int
give_crew(struct plan *plan, struct plan_view *view, struct plan_op *op,
    struct plan_given *given)
{
	const char *crew = op->item->crew;
	const struct refusal *why = NULL;
	struct user lead;
	int rc;

	if (crew[0] == '\0')
		return FIELD_OK;
	rc = user_by_login(plan->store, crew, &lead);
	if (rc == FIELD_OK) {
		given->lead_id = pool_text(&view->pool, lead.id);
		rc = plan_may_give_lead(
		    plan, view, op->item, given->kind, &lead, &why);
	} else if (rc == FIELD_ENOTFOUND) {
		given->lead = map_get(&view->wanted_logins, crew, "");
		if (given->lead == NULL || given->lead == op->item)
			return plan_refuse_op(
			    view, op, REASON_NO_SUCH_PERSON, crew);
		rc = plan_may_give_lead(
		    plan, view, op->item, given->kind, NULL, &why);
	}
	if (rc == FIELD_OK && why != NULL)
		return refuse_for(view, op, why);
	given->crew = crew;
	return rc;
}

int
plan_give(struct plan *plan, struct plan_view *view, struct plan_op *op,
    struct plan_given *given)
{
	const struct plan_item *item = op->item;
	int rc = FIELD_OK;

	if (item->roles.count == 0)
		rc = check_author(
		    plan, view, op, given, plan_may_give_role, &given->roles);
	if (rc == FIELD_OK && op->add && item->sites.count == 0)
		rc = check_author(
		    plan, view, op, given, plan_may_give_site, &given->sites);
	if (rc == FIELD_OK && op->add)
		rc = give_names(plan, view, op, plan_may_give_role,
		    &item->roles, given->kind, &given->roles);
	if (rc == FIELD_OK && op->add)
		rc = give_names(plan, view, op, plan_may_give_site,
		    &item->sites, given->kind, &given->sites);
	if (rc == FIELD_OK && op->add)
		rc = give_crew(plan, view, op, given);
	return rc;
}

/* --- leads of the same file ---------------------------------------------- */

#define LEADS_MAX 64 /* above one another */

static const struct plan_op *
adding_op(const struct plan_item *item)
{
	return item->adder != NULL && item->adder->add ? item->adder : NULL;
}

/* Whether the plan adds the lead, and the leads above them in the file form no
 * circle. */
static bool
leads(const struct plan_given *given)
{
	const struct plan_op *lead = adding_op(given->lead);

	if (lead == NULL || lead->given->kind == USER_SUBWORKER)
		return false;
	for (int i = 0; lead != NULL && i < LEADS_MAX; i++)
		lead = lead->given->lead != NULL ?
		    adding_op(lead->given->lead) :
		    NULL;
	return lead == NULL;
}

int
plan_settle_leads(struct plan_view *view)
{
	for (size_t i = 0; i < view->ops.count; i++) {
		struct plan_op *op = view->ops.items[i];
		struct plan_given given;
		struct plan_given *changed;

		if (!op->add || op->given->lead == NULL || leads(op->given))
			continue;
		given = *op->given;
		changed = pool_alloc(&view->pool, sizeof(*changed));
		if (changed == NULL ||
		    plan_note_fault(view, op->item, NULL,
			plan_refusal(&view->pool, REASON_LEAD_UNFIT, given.crew,
			    op->item->login)) < 0)
			return FIELD_ENOMEM;
		given.lead = NULL;
		given.crew = "";
		*changed = given;
		op->given = changed;
	}
	return FIELD_OK;
}

/* --- existing people ------------------------------------------------------ */

/* Whether NAMES are the names in TEXT, in any order. */
static bool
are_same(struct pool *pool, const struct plan_names *names, const char *text)
{
	struct plan_names others = plan_split_names(pool, text);

	if (names->count != others.count)
		return false;
	for (size_t i = 0; i < names->count; i++) {
		size_t j = 0;

		while (j < others.count &&
		    strcmp(names->items[i], others.items[j]) != 0)
			j++;
		if (j == others.count)
			return false;
	}
	return true;
}

static const char *
lead_login(const struct plan_view *view, const struct plan_person *person)
{
	const struct plan_person *lead = map_get(
	    &view->persons, person->lead_id, "");

	return lead != NULL ? lead->login : "";
}

static int
tell(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, const char *what)
{
	return plan_note_fault(view, item, person,
	    plan_refusal(
		&view->pool, REASON_IMPORT_KEEPS, person->login, what));
}

int
plan_tell_kept(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person)
{
	int rc = FIELD_OK;

	if (item->wanted_login[0] != '\0' &&
	    strcmp(item->wanted_login, person->login) != 0)
		rc = tell(view, item, person, _("login name"));
	if (rc == FIELD_OK && item->roles.count > 0 &&
	    !are_same(&view->pool, &item->roles, person->roles))
		rc = tell(view, item, person, _("roles"));
	if (rc == FIELD_OK && item->sites.count > 0 &&
	    !are_same(&view->pool, &item->sites, person->sites))
		rc = tell(view, item, person, _("sites"));
	if (rc == FIELD_OK && item->crew[0] != '\0' &&
	    strcmp(item->crew, lead_login(view, person)) != 0)
		rc = tell(view, item, person, _("lead"));
	return rc;
}
