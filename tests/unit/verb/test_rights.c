/*
 * Every verb about people, by every person of the company, to every person,
 * also of another organisation; and every way in which people might gain rights
 * (S7, R5, R10, R14, X4).
 *
 * Each attempt is a change of its own that is rolled back, so that none depends
 * on another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/org/policy_set.h"
#include "store/org/user_add.h"
#include "store/people/place.h"
#include "store/people/role.h"
#include "store/people/user.h"
#include "store/source/source.h"
#include "store/verb/place.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "store/verb/user_secret.h"
#include "store/verb/user_mail.h"
#include "store/verb/user_pin.h"
#include "store/verb/user_unlock.h"
#include "tests/support/staff.h"

/* --- the verbs about people -------------------------------------------------- */

typedef int attempt(struct company *company, struct change *change,
    const char *id, struct refusal *why);

static int
try_lead(struct company *company, struct change *change, const char *id,
    struct refusal *why)
{
	const struct user_edit what = { .lead_id = company->ada.id };

	return user_edit(change, id, &what, why);
}

static int
try_password(struct company *company, struct change *change, const char *id,
    struct refusal *why)
{
	struct secret secret = SECRET_INIT;
	int err;

	(void)company;
	assert_int_equal(
	    secret_init(&secret, COMPANY_PASSWORD, strlen(COMPANY_PASSWORD)),
	    FIELD_OK);
	err = user_set_password(change, id,
	    &(struct user_password){
		.text = &secret, .hash = "$argon2id$", .must_change = true },
	    why);
	secret_release(&secret);
	return err;
}

static int
try_unpin(struct company *company, struct change *change, const char *id,
    struct refusal *why)
{
	(void)company;
	return user_unpin(change, id, NULL, why);
}

static int
assign(struct company *company, struct change *change, const char *id,
    const char *role_name, struct refusal *why)
{
	struct role role;

	assert_int_equal(
	    role_by_name(company->store, role_name, &role), FIELD_OK);
	return role_assign(change, id, role.id, false, why);
}

static int
try_empty_role(struct company *company, struct change *change, const char *id,
    struct refusal *why)
{
	return assign(company, change, id, "empty", why);
}

static int
try_unassign(struct company *company, struct change *change, const char *id,
    struct refusal *why)
{
	struct role role;

	assert_int_equal(
	    role_by_name(company->store, "empty", &role), FIELD_OK);
	return role_unassign(change, id, role.id, why);
}

static int
try_place(struct company *company, struct change *change, const char *id,
    struct refusal *why)
{
	struct place place;

	assert_int_equal(
	    place_by_name(company->store, "site", "depot-north", &place),
	    FIELD_OK);
	return place_assign(change, id, place.id, why);
}

/* The rights that it needs. */
enum needs { EDITS, DELETES, SUPER };

static const enum user_kind external = USER_EXTERNAL;
static const int64_t in_ten_days = COMPANY_NOW + INT64_C(864000);

static const struct verb {
	const char *name;
	/* one of: */
	company_verb *state;
	struct user_edit edit;
	attempt *try;
	enum needs needs;
	bool own;       /* with self.edit, to oneself */
	bool never_own; /* not to oneself (S7) */
	bool lead;      /* a lead to their own subworker (R10) */
	bool gains;     /* the actor must have all that the target has */
	bool takes;     /* takes access away: the last super admin keeps it */
	bool exceeds;   /* gives what 'helper' does not have */
} verbs[] = {
	{ "activate", .state = user_activate, .needs = EDITS },
	{ "deactivate", .state = user_deactivate, .needs = EDITS,
	    .never_own = true, .lead = true, .takes = true },
	{ "block", .state = user_block, .needs = EDITS, .never_own = true,
	    .lead = true, .takes = true },
	{ "unblock", .state = user_unblock, .needs = EDITS, .never_own = true },
	{ "unlock", .state = user_unlock, .needs = EDITS, .never_own = true },
	{ "hold", .state = user_hold, .needs = EDITS, .never_own = true,
	    .takes = true },
	{ "release", .state = user_release, .needs = EDITS, .never_own = true,
	    .gains = true },
	{ "delete", .state = user_delete, .needs = DELETES, .never_own = true,
	    .takes = true },
	{ "restore", .state = user_restore, .needs = SUPER, .never_own = true },
	{ "confirm e-mail", .state = user_confirm_email, .needs = EDITS,
	    .never_own = true, .gains = true },
	{ "name", .edit = { .last_name = "Changed" }, .needs = EDITS,
	    .own = true },
	{ "phone", .edit = { .phone = "5550199" }, .needs = EDITS, .own = true,
	    .gains = true },
	{ "mobile", .edit = { .mobile = "5550198" }, .needs = EDITS,
	    .own = true, .gains = true },
	{ "provider", .edit = { .mobile_provider = "bigcell" }, .needs = EDITS,
	    .own = true, .gains = true },
	{ "street", .edit = { .street = "Main St 9" }, .needs = EDITS,
	    .own = true, .gains = true },
	{ "e-mail", .edit = { .email = "changed@acme.example" }, .needs = EDITS,
	    .gains = true },
	{ "title", .edit = { .title = "Changed" }, .needs = EDITS },
	{ "shell", .edit = { .shell = "/bin/dash" }, .needs = EDITS,
	    .gains = true },
	{ "lead", .try = try_lead, .needs = EDITS, .never_own = true },
	{ "kind", .edit = { .kind = &external }, .needs = EDITS,
	    .never_own = true, .gains = true },
	{ "expiry", .edit = { .expires_at = &in_ten_days }, .needs = EDITS,
	    .never_own = true },
	{ "password", .try = try_password, .needs = EDITS, .never_own = true,
	    .gains = true },
	{ "unpin", .try = try_unpin, .needs = EDITS, .gains = true },
	{ "assign a role of nothing", .try = try_empty_role, .needs = EDITS,
	    .never_own = true },
	{ "unassign it", .try = try_unassign, .needs = EDITS,
	    .never_own = true },
	{ "assign a site", .try = try_place, .needs = EDITS, .never_own = true,
	    .exceeds = true },
};

static int
try_verb(const struct verb *verb, struct company *company,
    struct change *change, const char *id, struct refusal *why)
{
	if (verb->state != NULL)
		return verb->state(change, id, why);
	return verb->try != NULL ? verb->try(company, change, id, why) :
				   user_edit(change, id, &verb->edit, why);
}

/* The company's people, for the expectations below, which are written from the
 * specification and not from the rules. */
static bool
is(const char *login, const char *who)
{
	return strcmp(login, who) == 0;
}

static bool
has_self_edit(const char *login)
{
	return !is(login, "plain") && !is(login, "helper");
}

static bool
expected(const struct verb *verb, const char *actor, const char *target)
{
	bool self = is(actor, target);

	if (is(actor, "gone") || is(actor, "bolt") != is(target, "bolt"))
		return false;
	if (is(target, "gone"))
		return verb->needs == SUPER && is(actor, "ada");
	if (verb->needs == SUPER)
		return false; /* restore: no other person is deleted */
	if (is(actor, "ada") || is(actor, "bolt")) /* bolt is its only one */
		return !self || !verb->never_own ||
		    is(verb->name, "assign a site");
	if (verb->own && self && has_self_edit(actor))
		return true;
	if (verb->lead && is(actor, "fieldworker") && is(target, "subworker"))
		return true;
	if (!is(actor, "helper") || is(target, "ada") || verb->exceeds)
		return false;
	if (self)
		return !verb->never_own;
	return !verb->gains || is(target, "plain");
}

static bool
is_possible(const struct verb *verb, const char *target)
{
	/* The site and the empty role belong to acme; people cannot lead
	 * themselves, and the lead of this test is ada. */
	return !is(target, "bolt") ||
	    !(verb->try == try_place || verb->try == try_empty_role ||
		verb->try == try_unassign || verb->try == try_lead);
}

static int
open_all(void **state)
{
	struct company *company;
	struct change *change;
	struct refusal why;

	if (staff_open(state) != 0)
		return -1;
	company = *state;
	change = company_root(company);
	assert_int_equal(
	    role_add(change, company->org.id, "empty", NULL, &why), FIELD_OK);
	company_end(change);
	company_sql(company,
	    "DELETE FROM role_permission WHERE role_id ="
	    " (SELECT id FROM role WHERE name = 'empty')");
	return 0;
}

static void
R14_every_verb_by_every_actor_to_every_person(void **state)
{
	struct company *company = *state;
	size_t allowed = 0, refused = 0;

	for (size_t v = 0; v < sizeof(verbs) / sizeof(verbs[0]); v++)
		for (size_t a = 0; staff_logins[a] != NULL; a++)
			for (size_t t = 0; staff_logins[t] != NULL; t++) {
				struct user actor = company_user(
				    company, staff_logins[a]);
				struct user target = company_user(
				    company, staff_logins[t]);
				struct change *change = company_as(
				    company, &actor);
				struct refusal why = { REASON_NONE,
					{ "", "" } };
				int err = try_verb(&verbs[v], company, change,
				    target.id, &why);
				bool yes = expected(
				    &verbs[v], actor.login, target.login);

				change_abort(change);
				if (!is_possible(&verbs[v], target.login) ||
				    (verbs[v].try == try_lead &&
					is(target.login, "ada")))
					yes = false;
				if ((err == FIELD_OK) != yes)
					fail_msg("%s: %s to %s: %d (%s)",
					    verbs[v].name, actor.login,
					    target.login, err,
					    reason_code(why.reason));
				if (!yes) {
					assert_int_equal(err, FIELD_EDENIED);
					assert_int_not_equal(
					    why.reason, REASON_NONE);
				}
				allowed += yes;
				refused += !yes;
			}
	assert_true(allowed > 400);
	assert_true(refused > 3000);
}

static void
S7_root_and_super_admins_keep_the_last_super_admin(void **state)
{
	struct company *company = *state;

	for (size_t v = 0; v < sizeof(verbs) / sizeof(verbs[0]); v++) {
		struct change *change = company_root(company);
		struct refusal why = { REASON_NONE, { "", "" } };
		int err = try_verb(
		    &verbs[v], company, change, company->ada.id, &why);

		change_abort(change);
		if (!verbs[v].takes)
			continue;
		assert_int_equal(err, FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_LAST_SUPER_ADMIN);
	}
}

/* S3, S4, S5: a right does not outlive the state that it needs. */
static void
S3_callers_who_cannot_act_change_no_person(void **state)
{
	static const char *const states[] = { "blocked = 1", "held = 1",
		"status = 'inactive'", "expires_at = 1" };
	struct company *company = *state;

	for (size_t s = 0; s < sizeof(states) / sizeof(states[0]); s++) {
		struct user helper = company_user(company, "helper");
		struct user target = company_user(company, "plain");
		char sql[200];

		(void)snprintf(sql, sizeof(sql),
		    "UPDATE person SET blocked = 0, held = 0, expires_at = NULL"
		    " WHERE login = 'helper';"
		    "UPDATE person SET %s WHERE login = 'helper'",
		    states[s]);
		company_sql(company, sql);
		for (size_t v = 0; v < sizeof(verbs) / sizeof(verbs[0]); v++) {
			struct change *change = company_as(company, &helper);
			struct refusal why = { REASON_NONE, { "", "" } };
			int err = try_verb(
			    &verbs[v], company, change, target.id, &why);

			change_abort(change);
			assert_int_equal(err, FIELD_EDENIED);
			assert_int_equal(why.reason, REASON_NOT_PERMITTED);
		}
	}
}

/* --- verbs about other objects ------------------------------------------------- */

static int
try_role_add(struct company *company, struct change *change, const char *org_id,
    struct refusal *why)
{
	(void)company;
	return role_add(change, org_id, "fresh", NULL, why);
}

static const char *
role_of_org(const char *org_id, struct company *company, struct role *role)
{
	assert_int_equal(
	    role_by_name(company->store,
		strcmp(org_id, "bolt") == 0 ? "boss" : "viewer", role),
	    FIELD_OK);
	return role->id;
}

static int
try_role_remove(struct company *company, struct change *change,
    const char *org_id, struct refusal *why)
{
	struct role role;

	return role_remove(change, role_of_org(org_id, company, &role), why);
}

static int
try_role_level(struct company *company, struct change *change,
    const char *org_id, struct refusal *why)
{
	struct role role;

	return role_set_level(change, role_of_org(org_id, company, &role),
	    "tickets", "edit", why);
}

static int
try_local_group(struct company *company, struct change *change,
    const char *org_id, struct refusal *why)
{
	struct role role;

	return role_add_local_group(
	    change, role_of_org(org_id, company, &role), "dialout", why);
}

static int
try_place_add(struct company *company, struct change *change,
    const char *org_id, struct refusal *why)
{
	(void)company;
	return place_add(change, org_id, "site", "fresh", NULL, why);
}

static int
try_policy(struct company *company, struct change *change, const char *org_id,
    struct refusal *why)
{
	(void)company;
	return policy_set(change, org_id, "lockout_after", "20", why);
}

static int
try_policy_reset(struct company *company, struct change *change,
    const char *org_id, struct refusal *why)
{
	(void)company;
	return policy_reset(change, org_id, "lockout_after", why);
}

static const char *
source_of(const char *org_id)
{
	return strcmp(org_id, "bolt") == 0 ? "bolt-books" : "books";
}

static int
try_rule(struct company *company, struct change *change, const char *org_id,
    struct refusal *why)
{
	const struct source_rule_new in = { .match_field = "any",
		.kind = "fieldworker" };

	(void)company;
	return source_rule_add(change, source_of(org_id), &in, why);
}

static int
try_disconnect(struct company *company, struct change *change,
    const char *org_id, struct refusal *why)
{
	(void)company;
	return source_disconnect(change, source_of(org_id), why);
}

static int
try_add(struct company *company, struct change *change, const char *org_id,
    struct refusal *why)
{
	const struct user_new in = { .org_id = org_id,
		.login = "fresh",
		.first_name = "Fresh",
		.kind = USER_INTERNAL,
		.hold = 0 };

	(void)company;
	return user_add(change, &in, NULL, why);
}

/* By whom of acme, to acme; bolt does to bolt what ada does to acme. */
static const struct {
	const char *name;
	attempt *try;
	const char *actors; /* of acme, besides ada */
	bool root_only;
} things[] = {
	{ "role add", try_role_add, "", false },
	{ "role remove", try_role_remove, "", false },
	{ "role level", try_role_level, "", false },
	{ "local group", try_local_group, "", true },
	{ "site add", try_place_add, "", false },
	{ "policy", try_policy, "", false },
	{ "policy reset", try_policy_reset, "", false },
	{ "source rule", try_rule, "", false },
	{ "disconnect", try_disconnect, "", false },
	{ "add a person", try_add, "helper", false },
};

static void
R14_every_other_verb_by_every_actor_in_both_organisations(void **state)
{
	struct company *company = *state;
	const char *const orgs[] = { company->org.id, "bolt" };

	for (size_t v = 0; v < sizeof(things) / sizeof(things[0]); v++)
		for (size_t o = 0; o < sizeof(orgs) / sizeof(orgs[0]); o++)
			for (size_t a = 0; staff_logins[a] != NULL; a++) {
				const char *login = staff_logins[a];
				struct user actor = company_user(
				    company, login);
				struct change *change = company_as(
				    company, &actor);
				struct refusal why = { REASON_NONE,
					{ "", "" } };
				bool own = strcmp(actor.org_id, orgs[o]) == 0;
				bool yes = own && !things[v].root_only &&
				    (is(login, "ada") || is(login, "bolt") ||
					(things[v].actors[0] != '\0' &&
					    is(login, things[v].actors)));
				int err = things[v].try(
				    company, change, orgs[o], &why);

				change_abort(change);
				/* bolt's only role is what its admin stands
				 * on */
				if (is(login, "bolt") && own &&
				    things[v].try == try_role_remove) {
					assert_int_equal(why.reason,
					    REASON_LAST_SUPER_ADMIN);
					continue;
				}
				if ((err == FIELD_OK) != yes)
					fail_msg("%s: %s in %s: %d (%s)",
					    things[v].name, login, orgs[o], err,
					    reason_code(why.reason));
			}
}

/* --- rising ---------------------------------------------------------------------- */

static int
try_role(struct company *company, const char *actor, const char *target,
    const char *role, struct refusal *why)
{
	struct user by = company_user(company, actor);
	struct user to = company_user(company, target);
	struct change *change = company_as(company, &by);
	int err = assign(company, change, to.id, role, why);

	change_abort(change);
	return err;
}

static void
S7_people_cannot_assign_a_role_above_their_own(void **state)
{
	static const struct {
		const char *actor, *target, *role;
		enum reason reason;
	} cases[] = {
		/* own role, up, down and sideways */
		{ "helper", "helper", "empty", REASON_SELF },
		{ "helper", "helper", "admin", REASON_SELF },
		{ "ada", "ada", "viewer", REASON_SELF },
		{ "dispatcher", "dispatcher", "admin", REASON_NOT_PERMITTED },
		{ "manager", "plain", "viewer", REASON_NOT_PERMITTED },
		{ "fieldworker", "subworker", "fieldworker",
		    REASON_NOT_PERMITTED },
		/* to a confederate */
		{ "helper", "plain", "admin", REASON_SUPER_ADMIN_ONLY },
		{ "helper", "plain", "accounts", REASON_SUPER_ADMIN_ONLY },
		{ "helper", "plain", "viewer", REASON_ROLE_BEYOND_YOURS },
		{ "helper", "plain", "subworker", REASON_ROLE_BEYOND_YOURS },
		{ "helper", "plain", "empty", REASON_NONE },
		/* another organisation's role, or person */
		{ "ada", "plain", "boss", REASON_OTHER_ORG },
		{ "ada", "bolt", "viewer", REASON_OTHER_ORG },
		{ "bolt", "plain", "boss", REASON_OTHER_ORG },
		{ "ada", "plain", "admin", REASON_NONE },
		{ "ada", "gone", "viewer", REASON_IS_DELETED },
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct refusal why = { REASON_NONE, { "", "" } };
		int err = try_role(company, cases[i].actor, cases[i].target,
		    cases[i].role, &why);

		if ((err == FIELD_OK) != (cases[i].reason == REASON_NONE) ||
		    (err != FIELD_OK && why.reason != cases[i].reason))
			fail_msg("%s gives %s %s: %d (%s)", cases[i].actor,
			    cases[i].target, cases[i].role, err,
			    reason_code(why.reason));
	}
}

/* R10: what a lead can add, and that they cannot gain rights by it. */
static void
R10_a_lead_adds_only_subworkers_below_themselves(void **state)
{
	static const char *const subworker = "subworker";
	static const char *const dispatcher = "dispatcher";
	static const char *const admin = "admin";
	struct company *company = *state;
	struct user lead = company_user(company, "fieldworker");
	struct user other = company_user(company, "technician");
	const struct {
		enum user_kind kind;
		const char *lead_id;
		const char *const *role;
		const char *site;
		enum reason reason;
	} cases[] = {
		{ USER_SUBWORKER, lead.id, &subworker, NULL, REASON_NONE },
		{ USER_SUBWORKER, lead.id, NULL, NULL, REASON_NONE },
		{ USER_SUBWORKER, lead.id, &dispatcher, NULL,
		    REASON_ROLE_BEYOND_YOURS },
		{ USER_SUBWORKER, lead.id, &admin, NULL,
		    REASON_SUPER_ADMIN_ONLY },
		{ USER_SUBWORKER, lead.id, NULL, "depot-north",
		    REASON_PLACE_BEYOND_YOURS },
		{ USER_SUBWORKER, other.id, NULL, NULL, REASON_NOT_PERMITTED },
		{ USER_SUBWORKER, NULL, NULL, NULL, REASON_NOT_PERMITTED },
		{ USER_FIELDWORKER, lead.id, NULL, NULL, REASON_NOT_PERMITTED },
		{ USER_INTERNAL, lead.id, NULL, NULL, REASON_NOT_PERMITTED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct user_new in = { .org_id = company->org.id,
			.login = "fresh",
			.first_name = "Fresh",
			.kind = cases[i].kind,
			.lead_id = cases[i].lead_id,
			.roles = cases[i].role,
			.role_count = cases[i].role != NULL,
			.site = cases[i].site,
			.hold = 0 };
		struct change *change = company_as(company, &lead);
		struct refusal why = { REASON_NONE, { "", "" } };
		int err = user_add(change, &in, NULL, &why);

		change_abort(change);
		if ((err == FIELD_OK) != (cases[i].reason == REASON_NONE) ||
		    (err != FIELD_OK && why.reason != cases[i].reason))
			fail_msg("case %zu: %d (%s)", i, err,
			    reason_code(why.reason));
	}
}

/* A record in accounting determines the mail address: linking it gains
 * rights. */
static void
A4_actors_cannot_link_records_to_people_with_rights_they_lack(void **state)
{
	static const struct {
		const char *target;
		enum reason reason;
	} cases[] = {
		{ "ada", REASON_BEYOND_YOURS },
		{ "manager", REASON_BEYOND_YOURS },
		{ "plain", REASON_NONE },
		{ "bolt", REASON_OTHER_ORG },
	};
	struct company *company = *state;
	struct user helper = company_user(company, "helper");

	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at) SELECT 'se', id, 'settings.edit',"
	    " 'grant', 'root', 0 FROM person WHERE login = 'helper'");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct user target = company_user(company, cases[i].target);
		struct change *change = company_as(company, &helper);
		struct refusal why = { REASON_NONE, { "", "" } };
		int err = source_decide(change, "books", "employee", "7",
		    SOURCE_LINK, target.id, &why);

		change_abort(change);
		assert_int_equal(
		    err, cases[i].reason == REASON_NONE ? 0 : FIELD_EDENIED);
		assert_int_equal(why.reason, cases[i].reason);
	}
}

/* R10: a rule of a source gives what its author could give. */
static void
A3_a_rule_gives_no_role_and_no_site_that_its_author_lacks(void **state)
{
	struct company *company = *state;
	struct user helper = company_user(company, "helper");
	const struct {
		struct source_rule_new rule;
		enum reason reason;
	} cases[] = {
		{ { .match_field = "any", .role = "viewer" },
		    REASON_ROLE_BEYOND_YOURS },
		{ { .match_field = "any", .role = "empty" }, REASON_NONE },
		{ { .match_field = "any", .site = "depot-north" },
		    REASON_PLACE_BEYOND_YOURS },
	};

	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at) SELECT 'se', id, 'settings.edit',"
	    " 'grant', 'root', 0 FROM person WHERE login = 'helper'");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct change *change = company_as(company, &helper);
		struct refusal why = { REASON_NONE, { "", "" } };
		int err = source_rule_add(
		    change, "books", &cases[i].rule, &why);

		change_abort(change);
		if ((err == FIELD_OK) != (cases[i].reason == REASON_NONE) ||
		    (err != FIELD_OK && why.reason != cases[i].reason))
			fail_msg("case %zu: %d (%s)", i, err,
			    reason_code(why.reason));
	}
}

/* R6: a cap holds a fieldworker down; another kind would lift it. */
static void
R6_another_kind_gives_nothing_that_the_actor_lacks(void **state)
{
	struct company *company = *state;
	struct user helper = company_user(company, "helper");
	struct user lead = company_user(company, "fieldworker");
	const struct user_edit kind = { .kind = &external };
	struct change *change;
	struct refusal why = { REASON_NONE, { "", "" } };

	/* of the role, only what helper has takes effect */
	company_sql(company,
	    "INSERT INTO kind_cap SELECT id, 'fieldworker', 'users.view'"
	    " FROM org WHERE plain_names");
	change = company_as(company, &helper);
	assert_int_equal(
	    try_password(company, change, lead.id, &why), FIELD_OK);
	change_abort(change);
	change = company_as(company, &helper);
	assert_int_equal(
	    user_edit(change, lead.id, &kind, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BEYOND_YOURS);
	change_abort(change);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, open_all, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(R14_every_verb_by_every_actor_to_every_person),
		CLAIM(S7_root_and_super_admins_keep_the_last_super_admin),
		CLAIM(S3_callers_who_cannot_act_change_no_person),
		CLAIM(
		    R14_every_other_verb_by_every_actor_in_both_organisations),
		CLAIM(S7_people_cannot_assign_a_role_above_their_own),
		CLAIM(R10_a_lead_adds_only_subworkers_below_themselves),
		CLAIM(
		    A4_actors_cannot_link_records_to_people_with_rights_they_lack),
		CLAIM(
		    A3_a_rule_gives_no_role_and_no_site_that_its_author_lacks),
		CLAIM(R6_another_kind_gives_nothing_that_the_actor_lacks),
	};

	return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
