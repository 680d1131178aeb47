/*
 * Reads, by all people of the company: they see what their role permits, and
 * nothing of another organisation (R14, X4).
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
#include "store/access/viewer.h"
#include "store/verb/user.h"
#include "store/view/log.h"
#include "store/view/person.h"
#include "store/view/role.h"
#include "store/view/source.h"
#include "tests/support/staff.h"

/* What each sees: everything of the organisation, their own data, or
 * nothing. */
enum sees { NONE, OWN, ORG };

static const struct {
	const char *login;
	enum sees people, roles, places, log, policies, sources;
} matrix[] = {
	{ "ada", ORG, ORG, ORG, ORG, ORG, ORG },
	{ "dispatcher", ORG, ORG, OWN, OWN, NONE, NONE },
	{ "sales", OWN, OWN, OWN, OWN, NONE, NONE },
	{ "support", OWN, OWN, OWN, OWN, NONE, NONE },
	{ "accounts", OWN, OWN, OWN, OWN, NONE, ORG },
	{ "fieldworker", OWN, OWN, OWN, OWN, NONE, NONE },
	{ "subworker", OWN, OWN, OWN, OWN, NONE, NONE },
	{ "manager", ORG, ORG, OWN, OWN, NONE, NONE },
	{ "technician", OWN, OWN, OWN, OWN, NONE, NONE },
	{ "viewer", ORG, ORG, OWN, OWN, NONE, NONE },
	{ "plain", OWN, OWN, OWN, OWN, NONE, NONE },
	{ "helper", ORG, ORG, OWN, OWN, NONE, NONE },
};
#define ROWS (sizeof(matrix) / sizeof(matrix[0]))

static struct viewer
view_as(struct company *company, const char *login)
{
	struct user user = company_user(company, login);
	struct actor actor = actor_person(user.id, "control.sock");
	struct viewer viewer;

	assert_int_equal(
	    viewer_load(company->store, &actor, &viewer), FIELD_OK);
	return viewer;
}

static void
R2_every_seeded_role_has_its_row(void **state)
{
	(void)state;
	for (size_t i = 1; staff_roles[i] != NULL; i++) {
		bool found = false;

		for (size_t j = 0; j < ROWS; j++)
			found = found ||
			    strcmp(matrix[j].login, staff_roles[i]) == 0;
		if (!found)
			fail_msg("no row for %s", staff_roles[i]);
	}
}

/* --- people ----------------------------------------------------------------- */

static bool
collect(const struct user_listed *listed, void *context)
{
	return name_list_add(context, listed->user->login) == FIELD_OK;
}

static bool
has(const struct name_list *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

static bool
expects(size_t row, const char *login)
{
	const char *self = matrix[row].login;
	bool crew = strcmp(self, "fieldworker") == 0 &&
	    strcmp(login, "subworker") == 0;

	if (strcmp(login, "bolt") == 0)
		return false;
	if (strcmp(login, "gone") == 0)
		return strcmp(self, "ada") == 0;
	return matrix[row].people == ORG || strcmp(self, login) == 0 || crew;
}

static void
expect_found(struct company *company, const struct viewer *viewer,
    const char *login, const char *who, bool expected)
{
	struct user user, person = company_user(company, who);
	struct refusal why;
	bool by_login = view_person_find(viewer, who, &user, &why) == FIELD_OK;
	bool by_id = view_person_by_id(viewer, person.id, &user) == FIELD_OK;
	bool by_typed_id = view_person_find(viewer, person.id, &user, &why) ==
	    FIELD_OK;
	struct user_ties ties;
	bool tied = view_person_ties(viewer, person.id, &ties) == FIELD_OK;

	if (by_login != expected || by_id != expected ||
	    by_typed_id != expected || tied != expected)
		fail_msg("%s and %s: %d %d %d %d", login, who, by_login, by_id,
		    by_typed_id, tied);
}

static void
R14_people_are_found_and_listed_only_by_callers_who_may_see_them(void **state)
{
	const struct user_filter all = { .status = -1,
		.with_deleted = true,
		.kind = -1,
		.blocked = -1,
		.held = -1 };
	struct company *company = *state;

	for (size_t i = 0; i < ROWS; i++) {
		struct viewer viewer = view_as(company, matrix[i].login);
		struct name_list seen = { NULL, 0 };

		assert_int_equal(
		    view_person_each(&viewer, &all, collect, &seen), FIELD_OK);
		for (size_t j = 0; staff_logins[j] != NULL; j++) {
			const char *who = staff_logins[j];
			bool expected = expects(i, who);

			if (has(&seen, who) != expected)
				fail_msg("%s lists %s: %d", matrix[i].login,
				    who, !expected);
			expect_found(
			    company, &viewer, matrix[i].login, who, expected);
		}
		name_list_release(&seen);
	}
}

/* Without the right to see others, their existence cannot be found out. */
static void
R14_a_name_that_is_not_shown_is_refused_like_one_that_is_not_there(void **state)
{
	static const char *const names[] = { "ada", "gone", "bolt", "nothere",
		"ada@acme.example", "nothere@acme.example" };
	struct company *company = *state;
	struct viewer sales = view_as(company, "sales");
	struct viewer manager = view_as(company, "manager");
	struct user user;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct refusal why = { REASON_NONE, { "", "" } };

		assert_int_equal(
		    view_person_find(&sales, names[i], &user, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_NOT_PERMITTED);
		assert_string_equal(why.text[0], "user.view");
	}
	for (size_t i = 1; i < 4; i++) {
		struct refusal why = { REASON_NONE, { "", "" } };

		assert_int_equal(
		    view_person_find(&manager, names[i], &user, &why),
		    FIELD_ENOTFOUND);
		assert_int_equal(why.reason, REASON_NO_SUCH_PERSON);
	}
}

static void
X4_a_filter_cannot_reach_into_another_organisation(void **state)
{
	static const char *const orgs[] = { "bolt", "nothere" };
	struct company *company = *state;
	struct viewer ada = view_as(company, "ada");
	struct user *users = NULL;
	size_t count = 1;

	for (size_t i = 0; i < sizeof(orgs) / sizeof(orgs[0]); i++) {
		struct user_filter filter = { .org_id = orgs[i],
			.status = -1,
			.kind = -1,
			.blocked = -1,
			.held = -1 };

		assert_int_equal(
		    view_person_list(&ada, &filter, &users, &count), FIELD_OK);
		assert_int_equal(count, 0);
		free(users);
	}
}

/* U7: an address in both organisations reveals nothing about the other one. */
static void
X4_a_shared_address_shows_only_ones_own_side(void **state)
{
	struct company *company = *state;
	struct viewer ada = view_as(company, "ada");
	struct viewer bolt = view_as(company, "bolt");
	struct name_list names;
	struct user user;
	struct refusal why;

	company_sql(company,
	    "UPDATE person SET email = 'one@x.example',"
	    " email_folded = 'one@x.example'"
	    " WHERE login IN ('bolt', 'manager')");
	assert_int_equal(
	    view_person_find(&ada, "one@x.example", &user, &why), FIELD_OK);
	assert_string_equal(user.login, "manager");
	assert_int_equal(view_person_sharing(&ada, &user, &names), FIELD_OK);
	assert_int_equal(names.count, 0);
	name_list_release(&names);
	assert_int_equal(
	    view_person_find(&bolt, "one@x.example", &user, &why), FIELD_OK);
	assert_string_equal(user.login, "bolt");
	company_sql(company,
	    "UPDATE person SET email = 'one@x.example',"
	    " email_folded = 'one@x.example' WHERE login = 'viewer'");
	assert_int_equal(view_person_find(&ada, "one@x.example", &user, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_AMBIGUOUS);
	assert_null(strstr(why.text[1], "bolt"));
}

/* --- roles, places, organisations ---------------------------------------------- */

static void
R14_roles_are_listed_to_callers_who_may_see_them(void **state)
{
	struct company *company = *state;

	for (size_t i = 0; i < ROWS; i++) {
		const char *login = matrix[i].login;
		struct viewer viewer = view_as(company, login);
		struct role *roles = NULL, role;
		size_t count = 0;
		bool has_role = strcmp(login, "plain") != 0 &&
		    strcmp(login, "helper") != 0;

		assert_int_equal(
		    view_role_list(&viewer, &roles, &count), FIELD_OK);
		if (count != (matrix[i].roles == ORG ? 10u : has_role))
			fail_msg("%s: %zu", login, count);
		for (size_t j = 0; j < count; j++)
			assert_string_not_equal(roles[j].name, "boss");
		free(roles);
		assert_int_equal(
		    view_role_by_name(&viewer, "boss", &role), FIELD_ENOTFOUND);
		assert_int_equal(view_role_by_name(&viewer, "admin", &role),
		    matrix[i].roles == ORG ? FIELD_OK : FIELD_ENOTFOUND);
	}
}

static void
R7_places_are_listed_to_their_people_and_with_full_access(void **state)
{
	struct company *company = *state;

	company_sql(company,
	    "INSERT INTO place (id, org_id, kind, name, title, created_at)"
	    " SELECT 'yard', id, 'site', 'yard', 'Yard', 1 FROM org"
	    " WHERE plain_names;"
	    "INSERT INTO person_place (id, person_id, place_id, granted_by,"
	    " granted_at) SELECT login, id, 'yard', 'root', 1 FROM person"
	    " WHERE org_id <> 'bolt' AND login <> 'ada'");
	for (size_t i = 0; i < ROWS; i++) {
		struct viewer viewer = view_as(company, matrix[i].login);
		struct place *places = NULL, place;
		size_t count = 0;

		assert_int_equal(
		    view_place_list(&viewer, "site", &places, &count),
		    FIELD_OK);
		assert_int_equal(count, matrix[i].places == ORG ? 2 : 1);
		free(places);
		assert_int_equal(
		    view_place_by_name(&viewer, "site", "far", &place),
		    FIELD_ENOTFOUND);
		assert_int_equal(
		    view_place_by_name(&viewer, "site", "yard", &place),
		    FIELD_OK);
		assert_int_equal(
		    view_place_by_name(&viewer, "site", "depot-north", &place),
		    matrix[i].places == ORG ? FIELD_OK : FIELD_ENOTFOUND);
	}
}

static void
X4_people_see_their_own_organisation(void **state)
{
	struct company *company = *state;

	for (size_t i = 0; i < ROWS; i++) {
		struct viewer viewer = view_as(company, matrix[i].login);
		struct org *orgs = NULL, org;
		size_t count = 0;

		assert_int_equal(
		    view_org_list(&viewer, &orgs, &count), FIELD_OK);
		assert_int_equal(count, 1);
		assert_string_equal(orgs[0].name, "acme");
		free(orgs);
		assert_int_equal(
		    view_org_by_name(&viewer, "bolt", &org), FIELD_ENOTFOUND);
	}
}

/* --- the log, policies, sources -------------------------------------------------- */

struct seen_rows {
	const char *own_id;
	size_t all, foreign, others;
};

static bool
count_row(const struct audit_row *row, void *context)
{
	struct seen_rows *seen = context;

	seen->all++;
	seen->foreign += strcmp(row->subject_login, "bolt") == 0 ||
	    strcmp(row->actor_login, "bolt") == 0;
	seen->others += strcmp(row->actor, seen->own_id) != 0 &&
	    strcmp(row->subject, seen->own_id) != 0;
	return true;
}

static void
X1_the_log_shows_the_organisation_or_ones_own_rows(void **state)
{
	const struct audit_filter all = { .limit = 0 };
	struct company *company = *state;
	struct refusal why;

	/* by and about the other organisation's */
	company_sql(company,
	    "DROP TRIGGER audit_is_append_only;"
	    "UPDATE audit SET org_id = 'bolt' WHERE subject ="
	    " (SELECT id FROM person WHERE login = 'bolt')");
	for (size_t i = 0; i < ROWS; i++) {
		struct viewer viewer = view_as(company, matrix[i].login);
		struct seen_rows seen = { .own_id = viewer.actor.id };
		struct archive_fault bad;

		assert_int_equal(
		    view_audit_list(&viewer, &all, count_row, &seen), FIELD_OK);
		assert_true(seen.all > 0);
		assert_int_equal(seen.foreign, 0);
		assert_int_equal(seen.others > 0, matrix[i].log == ORG);
		if (matrix[i].log == ORG)
			continue;
		assert_int_equal(
		    view_audit_verify(&viewer, &bad, &why), FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	}
}

/* The fields of a row with the location of its actor and the person behind
 * it. */
static bool
says_where(const struct audit_row *row, void *context)
{
	size_t *said = context;

	*said += row->behind[0] != '\0';
	*said += row->behind_login[0] != '\0';
	*said += row->via[0] != '\0';
	*said += row->via_login[0] != '\0';
	*said += strstr(row->detail, "10.1.2.3") != NULL;
	*said += strstr(row->detail, "pts/7") != NULL;
	*said += strstr(row->detail, "exe=") != NULL;
	return true;
}

static size_t
said_to(struct company *company, const char *login,
    const struct audit_filter *filter)
{
	struct viewer viewer = view_as(company, login);
	size_t said = 0;

	assert_int_equal(
	    view_audit_list(&viewer, filter, says_where, &said), FIELD_OK);
	return said;
}

/* How many rows viewer sees. */
static size_t
rows_for(struct company *company, const struct audit_filter *filter)
{
	struct viewer viewer = view_as(company, "viewer");
	struct seen_rows seen = { .own_id = viewer.actor.id };

	assert_int_equal(
	    view_audit_list(&viewer, filter, count_row, &seen), FIELD_OK);
	return seen.all;
}

/* ada, through root's account, edits viewer: 'local:jlocal' was on the way. */
static void
X1_people_limited_to_their_own_rows_do_not_see_where_others_act(void **state)
{
	static const char *const texts[] = { "10.1.2.3", "pts/7",
		"exe=", "jlocal" };
	const struct user_edit edit = { .title = "Clerk" };
	struct audit_filter all = { .action = "user.edit" };
	struct company *company = *state;
	struct user viewer = company_user(company, "viewer");
	struct change *change;
	struct actor actor = actor_root("fieldctl");
	struct refusal why;

	(void)strcpy(actor.address, "10.1.2.3");
	(void)strcpy(actor.tty, "pts/7");
	(void)strcpy(actor.caller, "uid=0 exe=/x");
	assert_int_equal(
	    change_begin(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(user_edit(change, viewer.id, &edit, &why), FIELD_OK);
	company_end(change);
	company_sql(company,
	    "DROP TRIGGER audit_is_append_only;"
	    "UPDATE audit SET via = 'local:jlocal', behind ="
	    " (SELECT id FROM person WHERE login = 'ada')"
	    " WHERE action = 'user.edit'");
	assert_int_equal(said_to(company, "ada", &all), 7);
	assert_int_equal(said_to(company, "viewer", &all), 0);
	assert_int_equal(rows_for(company, &all), 1);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		/* nor by looking for it */
		all.text = texts[i];
		assert_int_equal(rows_for(company, &all), 0);
	}
	/* the location of sign-ins to one's own account */
	company_sql(company,
	    "UPDATE audit SET action = 'sign-in.secret'"
	    " WHERE action = 'user.edit'");
	all = (struct audit_filter){ .action = "sign-in.secret" };
	assert_int_equal(said_to(company, "viewer", &all), 7);
}

static void
R14_policies_and_sources_require_the_right(void **state)
{
	struct company *company = *state;

	for (size_t i = 0; i < ROWS; i++) {
		struct viewer viewer = view_as(company, matrix[i].login);
		struct policies policies;
		struct source *sources = NULL, source;
		struct sync_run *runs = NULL;
		size_t count = 0;
		struct refusal why;
		int err = view_policies(
		    &viewer, company->org.id, &policies, &why);

		assert_int_equal(
		    err, matrix[i].policies == ORG ? FIELD_OK : FIELD_EDENIED);
		assert_int_equal(
		    view_policies(&viewer, "bolt", &policies, &why),
		    FIELD_EDENIED);
		err = view_source_list(&viewer, &sources, &count, &why);
		assert_int_equal(
		    err, matrix[i].sources == ORG ? FIELD_OK : FIELD_EDENIED);
		if (err != FIELD_OK)
			continue;
		assert_int_equal(count, 1);
		assert_string_equal(sources[0].name, "books");
		free(sources);
		assert_int_equal(
		    view_source_by_name(&viewer, "bolt-books", &source, &why),
		    FIELD_ENOTFOUND);
		assert_int_equal(
		    view_source_runs(&viewer, NULL, 0, &runs, &count, &why),
		    FIELD_OK);
		free(runs);
	}
}

static void
X4_runs_of_another_organisation_are_not_shown(void **state)
{
	struct company *company = *state;
	struct viewer ada = view_as(company, "ada");
	struct sync_run *runs = NULL;
	size_t count = 0;
	struct refusal why;

	company_sql(company,
	    "INSERT INTO sync_run (id, source_id, started_at, trigger,"
	    " full_listing, outcome) VALUES"
	    " ('1', 'bolt-books', 3, 'hand', 1, 'applied'),"
	    " ('2', 'books', 2, 'hand', 1, 'applied'),"
	    " ('3', 'books', 1, 'hand', 1, 'applied')");
	assert_int_equal(
	    view_source_runs(&ada, NULL, 0, &runs, &count, &why), FIELD_OK);
	assert_int_equal(count, 2);
	free(runs);
	assert_int_equal(
	    view_source_runs(&ada, NULL, 1, &runs, &count, &why), FIELD_OK);
	assert_int_equal(count, 1);
	assert_string_equal(runs[0].id, "2");
	free(runs);
	assert_int_equal(
	    view_source_runs(&ada, "bolt-books", 0, &runs, &count, &why),
	    FIELD_OK);
	assert_int_equal(count, 0);
	free(runs);
}

/* --- who may not act ------------------------------------------------------------- */

static void
S3_callers_who_cannot_act_see_nothing(void **state)
{
	static const char *const states[] = { "blocked = 1", "held = 1",
		"status = 'inactive'",
		"status = 'deleted', deleted_at = 1, deactivated_at = NULL",
		"status = 'active', deleted_at = NULL, expires_at = 1" };
	const struct user_filter all = {
		.status = -1, .kind = -1, .blocked = -1, .held = -1
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct name_list seen = { NULL, 0 };
		struct viewer viewer;
		struct user user;
		struct refusal why;
		char sql[200];

		(void)snprintf(sql, sizeof(sql),
		    "UPDATE person SET blocked = 0, held = 0;"
		    "UPDATE person SET %s WHERE login = 'manager'",
		    states[i]);
		company_sql(company, sql);
		viewer = view_as(company, "manager");
		assert_int_equal(
		    view_person_each(&viewer, &all, collect, &seen), FIELD_OK);
		assert_int_equal(seen.count, 0);
		assert_int_equal(
		    view_person_find(&viewer, "manager", &user, &why),
		    FIELD_EDENIED);
	}
}

static void
root_sees_everything(void **state)
{
	const struct user_filter all = { .status = -1,
		.with_deleted = true,
		.kind = -1,
		.blocked = -1,
		.held = -1 };
	struct company *company = *state;
	struct viewer root = viewer_root(company->store);
	struct name_list seen = { NULL, 0 };
	size_t count = 0;

	assert_int_equal(
	    view_person_each(&root, &all, collect, &seen), FIELD_OK);
	for (; staff_logins[count] != NULL; count++)
		assert_true(has(&seen, staff_logins[count]));
	assert_int_equal(seen.count, count);
	name_list_release(&seen);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, staff_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(R2_every_seeded_role_has_its_row),
		CLAIM(
		    R14_people_are_found_and_listed_only_by_callers_who_may_see_them),
		CLAIM(
		    R14_a_name_that_is_not_shown_is_refused_like_one_that_is_not_there),
		CLAIM(X4_a_filter_cannot_reach_into_another_organisation),
		CLAIM(X4_a_shared_address_shows_only_ones_own_side),
		CLAIM(R14_roles_are_listed_to_callers_who_may_see_them),
		CLAIM(
		    R7_places_are_listed_to_their_people_and_with_full_access),
		CLAIM(X4_people_see_their_own_organisation),
		CLAIM(X1_the_log_shows_the_organisation_or_ones_own_rows),
		CLAIM(
		    X1_people_limited_to_their_own_rows_do_not_see_where_others_act),
		CLAIM(R14_policies_and_sources_require_the_right),
		CLAIM(X4_runs_of_another_organisation_are_not_shown),
		CLAIM(S3_callers_who_cannot_act_see_nothing),
		CLAIM(root_sees_everything),
	};

	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
