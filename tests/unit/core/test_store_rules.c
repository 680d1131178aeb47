/* The rules, every verb and every objection (S1-S7, L7, L8, R14, A8, A10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/core/rules.h"

static struct policies policies;
static struct user jane;

/* An active super admin; an administrator; a person without rights. */
static struct rules_actor boss, admin, nobody, root, import;

static int
set_up(void **state)
{
	(void)state;
	policies_init(&policies);
	memset(&jane, 0, sizeof(jane));
	(void)strcpy(jane.id, "jane");
	(void)strcpy(jane.org_id, "acme");
	jane.status = USER_ACTIVE;
	nobody = (struct rules_actor){ .kind = ACTOR_PERSON,
		.id = "actor",
		.org_id = "acme",
		.active = true };
	admin = nobody;
	admin.can_view = admin.can_create = admin.can_edit = true;
	admin.can_delete = admin.can_settings = admin.can_audit = true;
	boss = nobody;
	boss.super_admin = true;
	root = (struct rules_actor){ .kind = ACTOR_ROOT };
	import = (struct rules_actor){ .kind = ACTOR_SYNC };
	return 0;
}

static enum reason
may(const struct rules_actor *actor, enum rules_verb verb)
{
	struct rules_subject subject = { .user = &jane, .covered = true };

	return rules_may(actor, verb, &subject, &policies);
}

/* --- who ---------------------------------------------------------------------- */

/*
 * For an active person of the same organisation who is not a super admin; then
 * for super admins on their own account, and for root on the last super admin.
 */
static const struct {
	const char *name;
	enum rules_verb verb;
	enum reason nobody, admin, boss, import, self, last;
} matrix[] = {
#define NO   REASON_NOT_PERMITTED
#define YES  REASON_NONE
#define SELF REASON_SELF
#define LAST REASON_LAST_SUPER_ADMIN
	{ "add", VERB_USER_ADD, NO, YES, YES, YES, YES, YES },
	{ "edit", VERB_USER_EDIT, NO, YES, YES, YES, YES, YES },
	{ "where codes go", VERB_USER_REACH, NO, YES, YES, YES, YES, YES },
	{ "edit self", VERB_USER_EDIT_SELF, NO, NO, NO, NO, YES, YES },
	{ "confirm address", VERB_USER_CONFIRM_EMAIL, NO, YES, YES, NO, SELF,
	    YES },
	{ "kind, expiry", VERB_USER_LIMIT, NO, YES, YES, YES, SELF, YES },
	{ "password", VERB_USER_PASSWORD, NO, YES, YES, NO, SELF, YES },
	{ "reset", VERB_USER_RESET, NO, YES, YES, NO, SELF, YES },
	{ "force change", VERB_USER_FORCE_CHANGE, NO, YES, YES, NO, YES, YES },
	{ "invite", VERB_USER_INVITE, NO, YES, YES, NO, SELF, YES },
	{ "link", VERB_USER_LINK, NO, YES, YES, NO, SELF, YES },
	/* an administrator does not lead them */
	{ "code", VERB_USER_CODE, NO, NO, YES, NO, SELF, YES },
	{ "recovery codes", VERB_USER_RECOVERY, NO, YES, YES, NO, SELF, YES },
	{ "verify address", VERB_USER_VERIFY_EMAIL, NO, YES, YES, NO, YES,
	    YES },
	{ "activate", VERB_USER_ACTIVATE, NO, YES, YES, YES, YES, YES },
	{ "deactivate", VERB_USER_DEACTIVATE, NO, YES, YES, YES, SELF, LAST },
	{ "block", VERB_USER_BLOCK, NO, YES, YES, NO, SELF, LAST },
	{ "unblock", VERB_USER_UNBLOCK, NO, YES, YES, NO, SELF, YES },
	{ "unlock", VERB_USER_UNLOCK, NO, YES, YES, NO, SELF, YES },
	{ "hold", VERB_USER_HOLD, NO, YES, YES, NO, SELF, LAST },
	{ "release", VERB_USER_RELEASE, NO, YES, YES, NO, SELF, YES },
	{ "delete", VERB_USER_DELETE, NO, YES, YES, NO, SELF, LAST },
	{ "restore", VERB_USER_RESTORE, REASON_SUPER_ADMIN_ONLY,
	    REASON_SUPER_ADMIN_ONLY, REASON_NOT_DELETED, NO, SELF,
	    REASON_NOT_DELETED },
	{ "edit role", VERB_ROLE_EDIT, REASON_SUPER_ADMIN_ONLY,
	    REASON_SUPER_ADMIN_ONLY, YES, NO, YES, YES },
	{ "assign role", VERB_ROLE_ASSIGN, NO, YES, YES, YES, SELF, YES },
	{ "local group", VERB_LOCAL_GROUP, REASON_ROOT_ONLY, REASON_ROOT_ONLY,
	    REASON_ROOT_ONLY, NO, REASON_ROOT_ONLY, YES },
	{ "edit place", VERB_PLACE_EDIT, NO, YES, YES, NO, YES, YES },
	{ "assign place", VERB_PLACE_ASSIGN, NO, YES, YES, YES, YES, YES },
	{ "policy", VERB_POLICY, NO, YES, YES, NO, YES, YES },
	{ "source", VERB_SOURCE, NO, YES, YES, NO, YES, YES },
	{ "import a file", VERB_SOURCE_IMPORT, REASON_SUPER_ADMIN_ONLY,
	    REASON_SUPER_ADMIN_ONLY, YES, NO, YES, YES },
	{ "see the log", VERB_AUDIT_VIEW, NO, YES, YES, NO, YES, YES },
	{ "take home", VERB_USER_TAKE_HOME, REASON_ROOT_ONLY, REASON_ROOT_ONLY,
	    REASON_ROOT_ONLY, NO, REASON_ROOT_ONLY, YES },
	{ "rename", VERB_USER_RENAME, NO, YES, YES, NO, SELF, YES },
	{ "see roles", VERB_ROLE_VIEW, NO, YES, YES, NO, YES, YES },
	{ "see places", VERB_PLACE_VIEW, NO, YES, YES, NO, YES, YES },
	{ "see policies", VERB_POLICY_VIEW, NO, YES, YES, NO, YES, YES },
	{ "see sources", VERB_SOURCE_VIEW, NO, YES, YES, NO, YES, YES },
	{ "mail", VERB_MAIL, NO, YES, YES, NO, YES, YES },
	{ "see mail", VERB_MAIL_VIEW, NO, YES, YES, NO, YES, YES },
	{ "see sessions", VERB_SESSION_VIEW, NO, YES, YES, NO, YES, YES },
	{ "end sessions", VERB_SESSION_END, NO, NO, YES, NO, YES, YES },
	{ "see", VERB_USER_VIEW, NO, YES, YES, YES, YES, YES },
#undef NO
#undef YES
#undef SELF
#undef LAST
};

/* On their own account, by a super admin. */
static enum reason
may_self(enum rules_verb verb)
{
	struct rules_subject subject = { .user = &jane, .super_admin = true };
	struct rules_actor self = boss;

	(void)strcpy(self.id, jane.id);
	return rules_may(&self, verb, &subject, &policies);
}

static enum reason
may_last(enum rules_verb verb)
{
	struct rules_subject last = {
		.user = &jane, .super_admin = true, .last_super_admin = true
	};

	return rules_may(&root, verb, &last, &policies);
}

static void
each_verb_is_permitted_as_in_the_matrix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(matrix) / sizeof(matrix[0]); i++) {
		enum rules_verb verb = matrix[i].verb;
		enum reason by_root = verb == VERB_USER_RESTORE ?
		    REASON_NOT_DELETED :
		    REASON_NONE;

		if (may(&nobody, verb) != matrix[i].nobody ||
		    may(&admin, verb) != matrix[i].admin ||
		    may(&boss, verb) != matrix[i].boss ||
		    may(&import, verb) != matrix[i].import ||
		    may(&root, verb) != by_root ||
		    may_self(verb) != matrix[i].self ||
		    may_last(verb) != matrix[i].last)
			fail_msg("%s", matrix[i].name);
	}
}

static void
S7_every_verb_has_its_row_in_the_matrix(void **state)
{
	(void)state;
	for (int verb = 0; verb < RULES_VERB_COUNT; verb++) {
		size_t rows = 0;

		for (size_t i = 0; i < sizeof(matrix) / sizeof(matrix[0]); i++)
			rows += matrix[i].verb == (enum rules_verb)verb;
		if (rows != 1)
			fail_msg("verb %d has %zu rows", verb, rows);
	}
}

/* S7: the rank of a super admin, by what prevents them from signing in. */
static void
S7_a_super_admin_who_cannot_sign_in_does_not_count(void **state)
{
	struct user user = jane;
	struct rules_sign_in in = { .user = &user,
		.policies = &policies,
		.now_s = 100,
		.org_exists = true,
		.org_admitted = true,
		.at_site = true };

	(void)state;
	/* a missing password is temporary */
	assert_int_equal(rules_admins_of(&in), ADMINS_HERE);
	user.expires_at = 101;
	assert_int_equal(rules_admins_of(&in), ADMINS_HERE_FOR_A_TIME);
	in.org_admitted = false;
	assert_int_equal(rules_admins_of(&in), ADMINS_ELSEWHERE_FOR_A_TIME);
	user.expires_at = 0;
	assert_int_equal(rules_admins_of(&in), ADMINS_ELSEWHERE);
	in.org_admitted = true;
	(void)strcpy(policies.value[POLICY_REQUIRE_VERIFIED_EMAIL], "yes");
	(void)strcpy(user.email, "jane@acme.example");
	assert_int_equal(rules_admins_of(&in), ADMINS_ELSEWHERE);
	user.email_verified_at = 1;
	assert_int_equal(rules_admins_of(&in), ADMINS_HERE);
	in.at_site = false;
	(void)strcpy(policies.value[POLICY_SITE_GATE], "assigned");
	assert_int_equal(rules_admins_of(&in), ADMINS_ELSEWHERE);
	in.at_site = true;
	/* signing in is not enough to act */
	(void)strcpy(policies.value[POLICY_INACTIVE_LOGIN], "allow");
	user.status = USER_INACTIVE;
	assert_int_equal(rules_admins_of(&in), ADMINS_NONE);
	user.status = USER_ACTIVE;
	user.expires_at = 100;
	assert_int_equal(rules_admins_of(&in), ADMINS_NONE);
	user.expires_at = 0;
	user.held = true;
	assert_int_equal(rules_admins_of(&in), ADMINS_NONE);
	user.held = false;
	user.blocked = true;
	assert_int_equal(rules_admins_of(&in), ADMINS_NONE);
}

static void
R5_R10_a_kind_is_a_ceiling(void **state)
{
	static const struct {
		enum user_kind kind;
		bool full_access, power;
		enum reason reason;
	} cases[] = {
		{ USER_INTERNAL, true, true, REASON_NONE },
		{ USER_EXTERNAL, true, true, REASON_NONE },
		{ USER_FIELDWORKER, false, true, REASON_NONE },
		{ USER_FIELDWORKER, true, false, REASON_KIND_FULL_ACCESS },
		{ USER_SUBWORKER, false, false, REASON_NONE },
		{ USER_SUBWORKER, true, false, REASON_KIND_FULL_ACCESS },
		{ USER_SUBWORKER, false, true, REASON_KIND_ROLE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(rules_kind_may_hold(cases[i].kind,
				     cases[i].full_access, cases[i].power),
		    cases[i].reason);
}

static void
a_verb_without_a_rule_is_refused(void **state)
{
	(void)state;
	assert_int_equal(
	    may(&root, (enum rules_verb)4711), REASON_NOT_PERMITTED);
}

static void
each_right_permits_only_its_own_verbs(void **state)
{
	struct rules_actor editor = nobody;

	(void)state;
	editor.can_edit = true;
	assert_int_equal(may(&editor, VERB_USER_BLOCK), REASON_NONE);
	assert_int_equal(may(&editor, VERB_USER_DELETE), REASON_NOT_PERMITTED);
	assert_int_equal(may(&editor, VERB_USER_ADD), REASON_NOT_PERMITTED);
	assert_int_equal(may(&editor, VERB_POLICY), REASON_NOT_PERMITTED);
	assert_int_equal(may(&editor, VERB_AUDIT_VIEW), REASON_NOT_PERMITTED);
}

static void
an_actor_who_is_not_active_may_do_nothing(void **state)
{
	(void)state;
	boss.active = false;
	for (size_t i = 0; i < sizeof(matrix) / sizeof(matrix[0]); i++)
		assert_int_equal(
		    may(&boss, matrix[i].verb), REASON_NOT_PERMITTED);
}

static void
no_person_can_act_on_another_organisation(void **state)
{
	(void)state;
	(void)strcpy(jane.org_id, "other");
	assert_int_equal(may(&admin, VERB_USER_EDIT), REASON_OTHER_ORG);
	assert_int_equal(may(&boss, VERB_USER_BLOCK), REASON_OTHER_ORG);
	assert_int_equal(may(&boss, VERB_USER_VIEW), REASON_OTHER_ORG);
	assert_int_equal(may(&root, VERB_USER_BLOCK), REASON_NONE);
}

static void
creating_people_can_be_kept_for_super_admins(void **state)
{
	(void)state;
	(void)strcpy(policies.value[POLICY_CREATE_PEOPLE], "super-admin");
	assert_int_equal(may(&admin, VERB_USER_ADD), REASON_SUPER_ADMIN_ONLY);
	assert_int_equal(may(&boss, VERB_USER_ADD), REASON_NONE);
}

/* --- oneself (S7) ------------------------------------------------------------------ */

static void
people_cannot_do_these_to_themselves(void **state)
{
	static const enum rules_verb verbs[] = { VERB_USER_DEACTIVATE,
		VERB_USER_BLOCK, VERB_USER_UNBLOCK, VERB_USER_HOLD,
		VERB_USER_RELEASE, VERB_USER_DELETE, VERB_ROLE_ASSIGN,
		VERB_USER_PASSWORD, VERB_USER_RESET };

	(void)state;
	(void)strcpy(jane.id, "actor");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		assert_int_equal(may(&boss, verbs[i]), REASON_SELF);
		assert_int_equal(may(&admin, verbs[i]), REASON_SELF);
	}
	assert_int_equal(may(&admin, VERB_PLACE_ASSIGN), REASON_SELF);
	assert_int_equal(may(&boss, VERB_PLACE_ASSIGN), REASON_NONE);
}

static void
U5_people_see_themselves_and_edit_themselves_with_self_edit(void **state)
{
	struct rules_actor self = nobody;

	(void)state;
	(void)strcpy(jane.id, "actor");
	assert_int_equal(may(&nobody, VERB_USER_VIEW), REASON_NONE);
	assert_int_equal(
	    may(&nobody, VERB_USER_EDIT_SELF), REASON_NOT_PERMITTED);
	self.can_self = true;
	assert_int_equal(may(&self, VERB_USER_EDIT_SELF), REASON_NONE);
	assert_int_equal(may(&self, VERB_USER_EDIT), REASON_NOT_PERMITTED);
	/* it is about oneself alone */
	(void)strcpy(jane.id, "jane");
	assert_int_equal(may(&self, VERB_USER_EDIT_SELF), REASON_NOT_PERMITTED);
	(void)strcpy(jane.id, "actor");
	assert_int_equal(may(&nobody, VERB_USER_EDIT), REASON_NOT_PERMITTED);
}

/* --- upward --------------------------------------------------------------------------- */

static void
only_super_admins_act_on_super_admins(void **state)
{
	struct rules_subject subject = { .user = &jane, .super_admin = true };

	(void)state;
	assert_int_equal(
	    rules_may(&admin, VERB_USER_PASSWORD, &subject, &policies),
	    REASON_SUPER_ADMIN_ONLY);
	assert_int_equal(
	    rules_may(&admin, VERB_USER_BLOCK, &subject, &policies),
	    REASON_SUPER_ADMIN_ONLY);
	assert_int_equal(rules_may(&admin, VERB_USER_VIEW, &subject, &policies),
	    REASON_NONE);
	assert_int_equal(rules_may(&boss, VERB_USER_BLOCK, &subject, &policies),
	    REASON_NONE);
}

static void
privileged_roles_are_assigned_by_super_admins_and_never_by_an_import(
    void **state)
{
	struct rules_subject subject = { .user = &jane,
		.role_privileged = true };

	(void)state;
	assert_int_equal(
	    rules_may(&admin, VERB_ROLE_ASSIGN, &subject, &policies),
	    REASON_SUPER_ADMIN_ONLY);
	assert_int_equal(
	    rules_may(&import, VERB_ROLE_ASSIGN, &subject, &policies),
	    REASON_PRIVILEGED_ROLE);
	assert_int_equal(
	    rules_may(&boss, VERB_ROLE_ASSIGN, &subject, &policies),
	    REASON_NONE);
}

/* R10: exactly what a lead may do, and to which people. */
static void
R10_a_lead_adds_and_disables_only_their_own_crew(void **state)
{
	static const enum rules_verb as_lead[] = { VERB_USER_ADD,
		VERB_USER_BLOCK, VERB_USER_DEACTIVATE, VERB_SESSION_END };
	struct rules_actor lead = nobody;
	struct rules_subject subject = { .user = &jane, .covered = true };
	size_t allowed = 0;

	(void)state;
	lead.can_crew = true;
	jane.kind = USER_SUBWORKER;
	(void)strcpy(jane.lead_id, "actor");
	for (int verb = 0; verb < RULES_VERB_COUNT; verb++)
		allowed += rules_may(&lead, (enum rules_verb)verb, &subject,
			       &policies) == REASON_NONE;
	assert_int_equal(allowed, sizeof(as_lead) / sizeof(as_lead[0]));
	for (size_t i = 0; i < sizeof(as_lead) / sizeof(as_lead[0]); i++) {
		assert_int_equal(
		    rules_may(&lead, as_lead[i], &subject, &policies),
		    REASON_NONE);
		assert_int_equal(
		    rules_may(&nobody, as_lead[i], &subject, &policies),
		    REASON_NOT_PERMITTED);
		jane.kind = USER_FIELDWORKER;
		assert_int_equal(
		    rules_may(&lead, as_lead[i], &subject, &policies),
		    REASON_NOT_PERMITTED);
		jane.kind = USER_SUBWORKER;
		(void)strcpy(jane.lead_id, "other");
		assert_int_equal(
		    rules_may(&lead, as_lead[i], &subject, &policies),
		    REASON_NOT_PERMITTED);
		(void)strcpy(jane.lead_id, "actor");
	}
	/* roles and places while adding, and not later */
	subject.is_new = true;
	assert_int_equal(
	    rules_may(&lead, VERB_ROLE_ASSIGN, &subject, &policies),
	    REASON_NONE);
	assert_int_equal(
	    rules_may(&lead, VERB_PLACE_ASSIGN, &subject, &policies),
	    REASON_NONE);
	subject.role_privileged = true;
	assert_int_equal(
	    rules_may(&lead, VERB_ROLE_ASSIGN, &subject, &policies),
	    REASON_SUPER_ADMIN_ONLY);
	(void)strcpy(policies.value[POLICY_CREATE_PEOPLE], "super-admin");
	assert_int_equal(rules_may(&lead, VERB_USER_ADD, &subject, &policies),
	    REASON_SUPER_ADMIN_ONLY);
}

/* Verbs that reveal or redirect a secret give all rights of the person. */
static void
S7_actors_cannot_take_over_accounts_with_rights_they_lack(void **state)
{
	static const enum rules_verb gains[] = { VERB_USER_PASSWORD,
		VERB_USER_RESET, VERB_USER_RELEASE, VERB_USER_CONFIRM_EMAIL,
		VERB_USER_REACH, VERB_USER_RENAME, VERB_USER_INVITE,
		VERB_USER_LINK, VERB_USER_CODE, VERB_USER_RECOVERY };
	size_t count = 0;

	(void)state;
	/* the right of a lead, about their own crew */
	admin.can_codes = true;
	(void)strcpy(jane.lead_id, admin.id);
	for (int verb = 0; verb < RULES_VERB_COUNT; verb++)
		count += rules_gains((enum rules_verb)verb);
	assert_int_equal(count, sizeof(gains) / sizeof(gains[0]));
	for (size_t i = 0; i < sizeof(gains) / sizeof(gains[0]); i++) {
		struct rules_subject subject = { .user = &jane };

		assert_true(rules_gains(gains[i]));
		assert_int_equal(
		    rules_may(&admin, gains[i], &subject, &policies),
		    REASON_BEYOND_YOURS);
		assert_int_equal(
		    rules_may(&boss, gains[i], &subject, &policies),
		    REASON_NONE);
		assert_int_equal(
		    rules_may(&root, gains[i], &subject, &policies),
		    REASON_NONE);
		/* without any right, the missing one is not named */
		assert_int_equal(
		    rules_may(&nobody, gains[i], &subject, &policies),
		    REASON_NOT_PERMITTED);
		subject.covered = true;
		assert_int_equal(
		    rules_may(&admin, gains[i], &subject, &policies),
		    REASON_NONE);
	}
	assert_int_equal(may(&admin, VERB_USER_BLOCK), REASON_NONE);
}

/* R14: what is seen with each right. */
static void
R14_a_read_shows_what_the_actor_may_see(void **state)
{
	static const struct {
		enum rules_verb verb;
		enum rules_sight nobody, admin, import;
	} cases[] = {
		{ VERB_USER_VIEW, SIGHT_OWN, SIGHT_ORG, SIGHT_ALL },
		{ VERB_ROLE_VIEW, SIGHT_OWN, SIGHT_ORG, SIGHT_NONE },
		{ VERB_PLACE_VIEW, SIGHT_OWN, SIGHT_ORG, SIGHT_NONE },
		{ VERB_AUDIT_VIEW, SIGHT_OWN, SIGHT_ORG, SIGHT_NONE },
		{ VERB_SESSION_VIEW, SIGHT_OWN, SIGHT_ORG, SIGHT_NONE },
		{ VERB_POLICY_VIEW, SIGHT_NONE, SIGHT_ORG, SIGHT_NONE },
		{ VERB_SOURCE_VIEW, SIGHT_NONE, SIGHT_ORG, SIGHT_NONE },
		{ VERB_MAIL_VIEW, SIGHT_NONE, SIGHT_ORG, SIGHT_NONE },
	};
	struct rules_actor idle = boss;

	(void)state;
	idle.active = false;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum rules_verb verb = cases[i].verb;

		assert_int_equal(rules_sight(&nobody, verb), cases[i].nobody);
		assert_int_equal(rules_sight(&admin, verb), cases[i].admin);
		assert_int_equal(rules_sight(&boss, verb), SIGHT_ORG);
		assert_int_equal(rules_sight(&import, verb), cases[i].import);
		assert_int_equal(rules_sight(&root, verb), SIGHT_ALL);
		assert_int_equal(rules_sight(&idle, verb), SIGHT_NONE);
	}
}

static void
R10_R14_people_are_seen_with_the_right_by_leads_and_by_oneself(void **state)
{
	struct rules_actor lead = nobody;

	(void)state;
	lead.can_crew = true;
	assert_false(rules_may_see(&nobody, &jane));
	assert_false(rules_may_see(&lead, &jane));
	assert_true(rules_may_see(&admin, &jane));
	(void)strcpy(jane.lead_id, "actor");
	assert_true(rules_may_see(&lead, &jane));
	assert_false(rules_may_see(&nobody, &jane)); /* no crew.manage */
	jane.status = USER_DELETED;
	assert_false(rules_may_see(&lead, &jane));
	assert_false(rules_may_see(&admin, &jane));
	assert_true(rules_may_see(&boss, &jane));
	jane.status = USER_ACTIVE;
	(void)strcpy(jane.org_id, "bolt");
	assert_false(rules_may_see(&admin, &jane));
	assert_false(rules_may_see(&boss, &jane));
	assert_false(rules_may_see(&lead, &jane));
	assert_true(rules_may_see(&root, &jane));
	(void)strcpy(jane.id, "actor");
	(void)strcpy(jane.org_id, "acme");
	assert_true(rules_may_see(&nobody, &jane));
}

static void
the_last_super_admin_stays_even_against_root(void **state)
{
	static const enum rules_verb verbs[] = { VERB_USER_DEACTIVATE,
		VERB_USER_BLOCK, VERB_USER_HOLD, VERB_USER_DELETE };
	struct rules_subject subject = {
		.user = &jane, .super_admin = true, .last_super_admin = true
	};

	(void)state;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		assert_int_equal(
		    rules_may(&root, verbs[i], &subject, &policies),
		    REASON_LAST_SUPER_ADMIN);
		assert_int_equal(
		    rules_may(&boss, verbs[i], &subject, &policies),
		    REASON_LAST_SUPER_ADMIN);
	}
	assert_int_equal(
	    rules_may(&import, VERB_USER_DEACTIVATE, &subject, &policies),
	    REASON_LAST_SUPER_ADMIN);
	assert_int_equal(
	    rules_may(&root, VERB_USER_EDIT, &subject, &policies), REASON_NONE);
	assert_int_equal(
	    rules_may(&root, VERB_ROLE_ASSIGN, &subject, &policies),
	    REASON_NONE);
}

/* --- states ------------------------------------------------------------------------------ */

static void
deleted_people_can_only_be_seen_and_restored(void **state)
{
	(void)state;
	assert_int_equal(may(&root, VERB_USER_RESTORE), REASON_NOT_DELETED);
	jane.status = USER_DELETED;
	assert_int_equal(may(&root, VERB_USER_ACTIVATE), REASON_IS_DELETED);
	assert_int_equal(may(&import, VERB_USER_ACTIVATE), REASON_IS_DELETED);
	assert_int_equal(may(&root, VERB_USER_UNBLOCK), REASON_IS_DELETED);
	assert_int_equal(may(&root, VERB_USER_PASSWORD), REASON_IS_DELETED);
	assert_int_equal(may(&root, VERB_USER_DELETE), REASON_IS_DELETED);
	assert_int_equal(may(&root, VERB_USER_VIEW), REASON_NONE);
	assert_int_equal(may(&root, VERB_USER_RESTORE), REASON_NONE);
	assert_int_equal(may(&boss, VERB_USER_RESTORE), REASON_NONE);
	assert_int_equal(
	    may(&admin, VERB_USER_RESTORE), REASON_SUPER_ADMIN_ONLY);
	assert_int_equal(may(&import, VERB_USER_RESTORE), REASON_NOT_PERMITTED);
}

static void
purging_is_final(void **state)
{
	(void)state;
	jane.status = USER_DELETED;
	(void)strcpy(policies.value[POLICY_DELETE_MODE], "purge");
	assert_int_equal(may(&root, VERB_USER_DELETE), REASON_NONE);
	jane.purged = true;
	assert_int_equal(may(&root, VERB_USER_DELETE), REASON_IS_DELETED);
	assert_int_equal(may(&root, VERB_USER_RESTORE), REASON_IS_PURGED);
}

static void
resets_wait_for_release_and_activation(void **state)
{
	(void)state;
	jane.held = true;
	assert_int_equal(may(&admin, VERB_USER_RESET), REASON_RESET_HELD);
	assert_int_equal(may(&root, VERB_USER_FORCE_CHANGE), REASON_RESET_HELD);
	/* given while held, it replaces the temporary one (S6) */
	assert_int_equal(may(&admin, VERB_USER_PASSWORD), REASON_NONE);
	jane.held = false;
	jane.status = USER_INACTIVE;
	assert_int_equal(may(&admin, VERB_USER_RESET), REASON_RESET_INACTIVE);
	(void)strcpy(policies.value[POLICY_RESET_INACTIVE], "allow");
	assert_int_equal(may(&admin, VERB_USER_RESET), REASON_NONE);
	assert_int_equal(
	    may(&admin, VERB_USER_FORCE_CHANGE), REASON_RESET_INACTIVE);
}

static void
callers_without_the_right_learn_nothing_about_the_state(void **state)
{
	(void)state;
	jane.status = USER_DELETED;
	assert_int_equal(may(&nobody, VERB_USER_BLOCK), REASON_NOT_PERMITTED);
}

/* --- signing in ---------------------------------------------------------------------------- */

static struct rules_sign_in
good(void)
{
	return (struct rules_sign_in){
		.user = &jane,
		.policies = &policies,
		.now_s = 1000,
		.org_admitted = true,
		.org_exists = true,
		.at_site = true,
		.has_secret = true,
		.change_counts = true,
	};
}

static void
an_active_person_at_their_site_signs_in(void **state)
{
	struct rules_sign_in in = good();

	(void)state;
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
}

static void
missing_facts_mean_refusal(void **state)
{
	struct rules_sign_in in;

	(void)state;
	memset(&in, 0, sizeof(in));
	assert_int_equal(rules_may_sign_in(&in), REASON_NOT_OURS);
	in.policies = &policies;
	in.user = &jane;
	assert_int_equal(rules_may_sign_in(&in), REASON_WRONG_ORG);
	jane.status = (enum user_status)77;
	assert_int_equal(rules_may_sign_in(&in), REASON_DELETED);
}

static void
make_blocked(struct rules_sign_in *in)
{
	(void)in;
	jane.blocked = true;
}

static void
make_held(struct rules_sign_in *in)
{
	(void)in;
	jane.held = true;
}

static void
make_inactive(struct rules_sign_in *in)
{
	(void)in;
	jane.status = USER_INACTIVE;
}

static void
make_deleted(struct rules_sign_in *in)
{
	(void)in;
	jane.status = USER_DELETED;
}

static void
make_purged(struct rules_sign_in *in)
{
	(void)in;
	jane.purged = true;
}

static void
make_expired(struct rules_sign_in *in)
{
	(void)in;
	jane.expires_at = 1000;
}

static void
make_not_admitted(struct rules_sign_in *in)
{
	in->org_admitted = false;
}

static void
make_without_org(struct rules_sign_in *in)
{
	in->org_exists = false;
}

static void
make_portal_closed(struct rules_sign_in *in)
{
	in->portal_closed = true;
}

static void
make_without_secret(struct rules_sign_in *in)
{
	in->has_secret = false;
}

static void
make_must_change(struct rules_sign_in *in)
{
	in->must_change = true;
}

static void
make_unverified(struct rules_sign_in *in)
{
	(void)in;
	(void)strcpy(policies.value[POLICY_REQUIRE_VERIFIED_EMAIL], "yes");
	(void)strcpy(jane.email, "jane@acme.example");
	jane.email_verified_at = 0;
}

static void
make_without_permission(struct rules_sign_in *in)
{
	in->required_permission = "map.view";
}

static void
make_elsewhere(struct rules_sign_in *in)
{
	(void)strcpy(policies.value[POLICY_SITE_GATE], "assigned");
	in->at_site = false;
}

static const struct {
	const char *name;
	void (*make)(struct rules_sign_in *in);
	enum reason reason;
	bool full_access_bypasses;
} flaws[] = {
	{ "blocked", make_blocked, REASON_BLOCKED, false },
	{ "held", make_held, REASON_HELD, false },
	{ "inactive", make_inactive, REASON_INACTIVE, false },
	{ "deleted", make_deleted, REASON_DELETED, false },
	{ "purged", make_purged, REASON_DELETED, false },
	{ "expired", make_expired, REASON_EXPIRED, false },
	{ "not admitted", make_not_admitted, REASON_WRONG_ORG, false },
	{ "without org", make_without_org, REASON_WRONG_ORG, false },
	{ "portal closed", make_portal_closed, REASON_PORTAL_CLOSED, false },
	{ "without secret", make_without_secret, REASON_NO_SECRET, false },
	{ "must change", make_must_change, REASON_MUST_CHANGE, false },
	{ "unverified", make_unverified, REASON_EMAIL_UNVERIFIED, false },
	{ "without permission", make_without_permission,
	    REASON_LACKS_PERMISSION, true },
	{ "elsewhere", make_elsewhere, REASON_WRONG_SITE, true },
};

/* One flaw at a time, with and without full access. */
static void
each_objection_refuses_and_full_access_bypasses_few(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++)
		for (int full = 0; full < 2; full++) {
			struct rules_sign_in in;
			enum reason want = full &&
				flaws[i].full_access_bypasses ?
			    REASON_NONE :
			    flaws[i].reason;
			enum reason got;

			(void)set_up(NULL);
			jane.full_access = full;
			jane.email_verified_at = 1;
			in = good();
			assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
			flaws[i].make(&in);
			got = rules_may_sign_in(&in);
			if (got != want)
				fail_msg("%s, full access %d: %s",
				    flaws[i].name, full, reason_code(got));
		}
}

static void
policies_decide_on_inactive_people_and_on_sites(void **state)
{
	struct rules_sign_in in;

	(void)state;
	jane.status = USER_INACTIVE;
	(void)strcpy(policies.value[POLICY_INACTIVE_LOGIN], "allow");
	in = good();
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
	jane.blocked = true; /* and no policy affects a block */
	assert_int_equal(rules_may_sign_in(&in), REASON_BLOCKED);
	jane.blocked = false;
	in.at_site = false;
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
	(void)strcpy(policies.value[POLICY_SITE_GATE], "assigned");
	assert_int_equal(rules_may_sign_in(&in), REASON_WRONG_SITE);
	jane.full_access = true;
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
}

static void
an_expiry_takes_effect_to_the_second(void **state)
{
	struct rules_sign_in in = good();

	(void)state;
	jane.expires_at = 1001;
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
}

static void
U9_people_without_an_address_need_not_verify_one(void **state)
{
	struct rules_sign_in in = good();

	(void)state;
	make_unverified(&in);
	assert_int_equal(rules_may_sign_in(&in), REASON_EMAIL_UNVERIFIED);
	/* the new address has replaced one that is not verified either */
	(void)strcpy(jane.mail_address, jane.email);
	jane.email[0] = '\0';
	assert_int_equal(rules_may_sign_in(&in), REASON_EMAIL_UNVERIFIED);
	jane.mail_address[0] = '\0';
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
}

static void
L1_no_password_is_needed_where_none_is_required(void **state)
{
	struct rules_sign_in in = good();

	(void)state;
	in.has_secret = false;
	in.must_change = true; /* a temporary password that has expired */
	assert_int_equal(rules_may_sign_in(&in), REASON_NO_SECRET);
	(void)strcpy(policies.value[POLICY_PASSWORD_REQUIRED], "no");
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
	in.has_secret = true;
	assert_int_equal(rules_may_sign_in(&in), REASON_MUST_CHANGE);
	in.has_secret = false;
	jane.blocked = true;
	assert_int_equal(rules_may_sign_in(&in), REASON_BLOCKED);
}

static void
a_service_without_password_changes_admits(void **state)
{
	struct rules_sign_in in = good();

	(void)state;
	in.must_change = true;
	in.change_counts = false;
	assert_int_equal(rules_may_sign_in(&in), REASON_NONE);
	jane.held = true;
	assert_int_equal(rules_may_sign_in(&in), REASON_HELD);
}

#define CLAIM(name) cmocka_unit_test_setup(name, set_up)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(each_verb_is_permitted_as_in_the_matrix),
		CLAIM(S7_every_verb_has_its_row_in_the_matrix),
		CLAIM(S7_a_super_admin_who_cannot_sign_in_does_not_count),
		CLAIM(R5_R10_a_kind_is_a_ceiling),
		CLAIM(a_verb_without_a_rule_is_refused),
		CLAIM(each_right_permits_only_its_own_verbs),
		CLAIM(an_actor_who_is_not_active_may_do_nothing),
		CLAIM(no_person_can_act_on_another_organisation),
		CLAIM(creating_people_can_be_kept_for_super_admins),
		CLAIM(people_cannot_do_these_to_themselves),
		CLAIM(
		    U5_people_see_themselves_and_edit_themselves_with_self_edit),
		CLAIM(only_super_admins_act_on_super_admins),
		CLAIM(
		    privileged_roles_are_assigned_by_super_admins_and_never_by_an_import),
		CLAIM(R10_a_lead_adds_and_disables_only_their_own_crew),
		CLAIM(
		    S7_actors_cannot_take_over_accounts_with_rights_they_lack),
		CLAIM(R14_a_read_shows_what_the_actor_may_see),
		CLAIM(
		    R10_R14_people_are_seen_with_the_right_by_leads_and_by_oneself),
		CLAIM(the_last_super_admin_stays_even_against_root),
		CLAIM(deleted_people_can_only_be_seen_and_restored),
		CLAIM(purging_is_final),
		CLAIM(resets_wait_for_release_and_activation),
		CLAIM(callers_without_the_right_learn_nothing_about_the_state),
		CLAIM(an_active_person_at_their_site_signs_in),
		CLAIM(missing_facts_mean_refusal),
		CLAIM(each_objection_refuses_and_full_access_bypasses_few),
		CLAIM(policies_decide_on_inactive_people_and_on_sites),
		CLAIM(an_expiry_takes_effect_to_the_second),
		CLAIM(U9_people_without_an_address_need_not_verify_one),
		CLAIM(L1_no_password_is_needed_where_none_is_required),
		CLAIM(a_service_without_password_changes_admits),
	};

	return cmocka_run_group_tests_name("store_rules", tests, NULL, NULL);
}
