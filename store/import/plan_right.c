/*
 * store/import/plan_right: what the author of a file or of a rule may assign.
 *
 * An import writes with its own rights, so only this file prevents a file or a
 * rule from giving more than its author could assign by a verb.  It MUST use
 * the rules of the verbs, for a new person
 * (tests/unit/import/test_plan_give.c).
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/place.h"
#include "store/people/role.h"

/* One answer, remembered so that ten thousand rows with one role ask only
 * once. */
struct plan_verdict {
	const struct refusal *why;
};

struct question {
	struct plan *plan;
	struct plan_view *view;
	const struct actor *author;
	enum user_kind kind;
	const char *name, *lead_id;
	struct refusal why;
};

/* The rules for VERB on a person who is being added. */
static int
ask_rules(struct question *in, enum rules_verb verb, const char *action,
    struct rules_actor *ret_facts)
{
	struct user user = { .kind = in->kind };
	struct rules_subject subject = { .user = &user, .is_new = true };
	enum reason reason;
	int rc = actor_facts(in->plan->store, in->author, ret_facts);

	if (rc != FIELD_OK)
		return rc;
	(void)str_copy(
	    user.org_id, sizeof(user.org_id), in->plan->source.org_id);
	(void)str_copy(user.lead_id, sizeof(user.lead_id), in->lead_id);
	reason = rules_may(ret_facts, verb, &subject, &in->view->policies);
	return reason == REASON_NONE ?
	    FIELD_OK :
	    actor_refuse(&in->why, reason, action, in->name);
}

/* To people, an object of another organisation does not exist. */
static int
refuse_other_org(struct question *in, enum reason no_such)
{
	return refuse(&in->why,
	    in->author->kind == ACTOR_PERSON ? no_such : REASON_OTHER_ORG,
	    in->name, NULL);
}

static int
judge_role(struct question *in)
{
	struct store *store = in->plan->store;
	char missing[HELD_MISSING_SIZE];
	struct rules_actor facts;
	enum reason reason;
	struct role role;
	bool covers = false, power = false;
	int rc = role_find(store, in->name, &role);

	if (rc == FIELD_ENOTFOUND)
		return refuse(&in->why, REASON_NO_SUCH_ROLE, in->name, NULL);
	if (rc == FIELD_OK && strcmp(role.org_id, in->plan->source.org_id) != 0)
		return refuse_other_org(in, REASON_NO_SUCH_ROLE);
	/* by no import, not even root's */
	if (rc == FIELD_OK && role.privileged)
		return refuse(&in->why, REASON_PRIVILEGED_ROLE, in->name, NULL);
	if (rc == FIELD_OK)
		rc = ask_rules(in, VERB_ROLE_ASSIGN, "role.assign", &facts);
	if (rc == FIELD_OK)
		rc = actor_covers_role(
		    store, &facts, role.id, missing, &covers);
	if (rc == FIELD_OK && !covers)
		return refuse(
		    &in->why, REASON_ROLE_BEYOND_YOURS, in->name, missing);
	if (rc == FIELD_OK)
		rc = role_holds_power(store, role.id, &power);
	if (rc != FIELD_OK)
		return rc;
	reason = rules_kind_may_hold(in->kind, false, power);
	return reason == REASON_NONE ?
	    FIELD_OK :
	    refuse(&in->why, reason, in->name, user_kind_name(in->kind));
}

static int
judge_site(struct question *in)
{
	struct store *store = in->plan->store;
	struct rules_actor facts;
	struct place place;
	bool has = false;
	int rc = place_by_name(store, "site", in->name, &place);

	if (rc == FIELD_ENOTFOUND)
		return refuse(&in->why, REASON_NO_SUCH_PLACE, in->name, NULL);
	if (rc == FIELD_OK &&
	    strcmp(place.org_id, in->plan->source.org_id) != 0)
		return refuse_other_org(in, REASON_NO_SUCH_PLACE);
	if (rc == FIELD_OK)
		rc = ask_rules(in, VERB_PLACE_ASSIGN, "place.assign", &facts);
	if (rc == FIELD_OK)
		rc = actor_has_place(store, &facts, place.id, place.kind, &has);
	if (rc == FIELD_OK && !has)
		return refuse(
		    &in->why, REASON_PLACE_BEYOND_YOURS, in->name, NULL);
	return rc;
}

/* The answer of JUDGE about NAME, remembered. */
static int
judged(struct question *in, const char *what, int (*judge)(struct question *),
    const struct refusal **ret_why)
{
	struct plan_verdict *verdict;
	char key[120];
	void **at;
	int rc;

	*ret_why = NULL;
	(void)str_format(
	    key, sizeof(key), "%s %d %.80s", what, (int)in->kind, in->name);
	verdict = map_get(&in->view->verdicts, in->author->id, key);
	if (verdict != NULL) {
		*ret_why = verdict->why;
		return FIELD_OK;
	}
	rc = judge(in);
	if (rc != FIELD_OK && rc != FIELD_EDENIED)
		return rc;
	verdict = pool_alloc(&in->view->pool, sizeof(*verdict));
	at = map_at(&in->view->verdicts,
	    pool_text(&in->view->pool, in->author->id),
	    pool_text(&in->view->pool, key));
	if (verdict == NULL || at == NULL)
		return FIELD_ENOMEM;
	if (rc == FIELD_EDENIED)
		verdict->why = plan_refusal(&in->view->pool, in->why.reason,
		    in->why.text[0], in->why.text[1]);
	*at = verdict;
	*ret_why = verdict->why;
	return in->view->pool.failed ? FIELD_ENOMEM : FIELD_OK;
}

int
plan_may_give_role(struct plan *plan, struct plan_view *view,
    const struct actor *author, enum user_kind kind, const char *role,
    const struct refusal **ret_why)
{
	struct question in = { plan, view, author, kind, role, "",
		{ .reason = REASON_NONE } };

	return judged(&in, "role", judge_role, ret_why);
}

int
plan_may_give_site(struct plan *plan, struct plan_view *view,
    const struct actor *author, enum user_kind kind, const char *site,
    const struct refusal **ret_why)
{
	struct question in = { plan, view, author, kind, site, "",
		{ .reason = REASON_NONE } };

	return judged(&in, "site", judge_site, ret_why);
}

static int
judge_lead(
    struct question *in, const struct plan_item *item, const struct user *lead)
{
	struct rules_actor facts;
	int rc;

	if (lead != NULL && strcmp(lead->org_id, in->plan->source.org_id) != 0)
		return refuse_other_org(in, REASON_NO_SUCH_PERSON);
	if (lead != NULL && lead->status == USER_DELETED)
		return refuse(&in->why, REASON_IS_DELETED, in->name, NULL);
	if (lead != NULL && lead->kind == USER_SUBWORKER)
		return refuse(
		    &in->why, REASON_LEAD_UNFIT, in->name, item->name);
	rc = ask_rules(in, VERB_USER_ADD, "user.add", &facts);
	return rc == FIELD_OK ?
	    ask_rules(in, VERB_USER_LIMIT, "user.edit", &facts) :
	    rc;
}

int
plan_may_give_lead(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, enum user_kind kind, const struct user *lead,
    const struct refusal **ret_why)
{
	struct question in = { plan, view, &plan->author, kind, item->crew,
		lead != NULL ? lead->id : "", { .reason = REASON_NONE } };
	int rc = judge_lead(&in, item, lead);

	*ret_why = NULL;
	if (rc != FIELD_EDENIED)
		return rc;
	*ret_why = plan_refusal(
	    &view->pool, in.why.reason, in.why.text[0], in.why.text[1]);
	return *ret_why != NULL ? FIELD_OK : FIELD_ENOMEM;
}
