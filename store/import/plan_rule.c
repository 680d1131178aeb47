/*
 * store/import/plan_rule: applies the mapping rules to a new person (A3, A10).
 * A rule must never give anything privileged.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

static bool
is_in_group(const struct plan_item *item, const char *group)
{
	for (size_t i = 0; i < item->group_count; i++)
		if (str_equals_nocase(item->groups[i], group))
			return true;
	return false;
}

/* Whether FIELD of the record, or one of its contact groups, is VALUE. */
static bool
rule_fits(const struct plan_rule *rule, const struct plan_item *item)
{
	const struct {
		const char *name, *value;
	} fields[] = {
		{ "entity", item->entity },
		{ "kind", item->kind_hint },
		{ "title", item->field[PLAN_TITLE] },
		{ "department", item->department },
		{ "provider-role", item->provider_role },
	};

	if (strcmp(rule->match_field, "any") == 0)
		return true;
	if (strcmp(rule->match_field, "contact-group") == 0)
		return is_in_group(item, rule->match_value);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(rule->match_field, fields[i].name) == 0)
			return str_equals_nocase(
			    fields[i].value, rule->match_value);
	return false;
}

static const struct plan_rule *
find_rule(const struct plan_view *view, const struct plan_item *item)
{
	for (size_t i = 0; i < view->rules.count; i++)
		if (rule_fits(view->rules.items[i], item))
			return view->rules.items[i];
	return NULL;
}

/* By default only contractors are external; a file may name our own kinds. */
static enum user_kind
kind_of_hint(const char *hint)
{
	enum user_kind kind = USER_INTERNAL;

	if (strcmp(hint, "contractor") == 0)
		return USER_EXTERNAL;
	(void)user_kind_by_name(hint, &kind);
	return kind;
}

/* Why a record does not become a person, whatever it contains.  No rule can
 * admit customers and companies. */
static enum reason
refuse_by_hint(const char *hint, const struct plan_rule *rule)
{
	/* A rule for all people does not include the company's accountant. */
	bool admits = rule != NULL && strcmp(rule->match_field, "any") != 0;

	if (rule != NULL && rule->refuse)
		return REASON_IMPORT_RULE;
	if (strcmp(hint, "customer") == 0)
		return REASON_IMPORT_CUSTOMER;
	if (strcmp(hint, "company") == 0)
		return REASON_IMPORT_COMPANY;
	if (strcmp(hint, "adviser") == 0 && !admits)
		return REASON_IMPORT_ADVISER;
	return REASON_NONE;
}

/* The role and the site may have changed since the rule was written.  If one
 * has become privileged, or was removed, the person is refused instead of
 * getting less. */
static enum reason
check_rule(const struct plan_rule *rule, const char **ret_about)
{
	if (rule->has_role && rule->role[0] == '\0') {
		*ret_about = "?";
		return REASON_NO_SUCH_ROLE;
	}
	if (rule->role_privileged) {
		*ret_about = rule->role;
		return REASON_PRIVILEGED_ROLE;
	}
	if (rule->has_site && rule->site[0] == '\0') {
		*ret_about = "?";
		return REASON_NO_SUCH_PLACE;
	}
	return REASON_NONE;
}

int
plan_rule_apply(struct plan_view *view, const struct plan_item *item,
    struct plan_given *ret_given)
{
	const struct plan_rule *rule = find_rule(view, item);
	struct plan_given given = {
		.kind = kind_of_hint(item->kind_hint), .crew = "", .lead_id = ""
	};
	enum reason reason = refuse_by_hint(item->kind_hint, rule);
	const char *about = item->name;

	if (reason == REASON_NONE && rule != NULL)
		reason = check_rule(rule, &about);
	if (reason != REASON_NONE) {
		given.why = plan_refusal(&view->pool, reason, about, NULL);
		if (given.why == NULL)
			return FIELD_ENOMEM;
	} else if (rule != NULL) {
		given.rule = rule;
		given.roles = plan_split_names(&view->pool, rule->role);
		given.sites = plan_split_names(&view->pool, rule->site);
		(void)user_kind_by_name(rule->kind, &given.kind);
	}
	*ret_given = given;
	return view->pool.failed ? FIELD_ENOMEM : FIELD_OK;
}
