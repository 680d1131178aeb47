/*
 * Invariants of every import (A4, A6, A8, A10): records of a made-up company,
 * run after run, from a small stock in which everything collides. The stock
 * contains hostile texts; the order of the numbers is fixed.
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
#include "store/core/user.h"
#include "store/people/user.h"
#include "store/verb/user.h"
#include "tests/support/books.h"

#define RUNS    150
#define RECORDS 14

static uint32_t seed;

/* Numerical Recipes' generator: the same numbers everywhere. */
static size_t
pick(size_t count)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (seed >> 8) % count;
}

#define PICK(array) ((array)[pick(BOOKS_COUNT(array))])

static struct plan_record
any_record(const char *id)
{
	static const char *const firsts[] = { "Jane", "Joe", "Zoë", "王小明",
		"", "root", "Jane:0", "A\nB", "Ada" };
	static const char *const lasts[] = { "Doe", "Poe", "Admin", "", "Sudo",
		"O'Brien", "\xff", "Smith" };
	static const char *const emails[] = { "", "a@acme.example",
		"A@ACME.example", "b@acme.example", "ada@acme.example",
		"nonsense", "c@acme.example, d@acme.example",
		"x <b@acme.example>" };
	static const char *const ends[] = { "", "", "", "2026-11-20",
		"2026-12-31", "2026-13-01" };
	static const char *const kinds[] = { "employee", "employee",
		"contractor", "user", "adviser", "customer", "company", "" };
	static const char *const titles[] = { "", "Lead", "Boss", "B:ss" };
	static const char *const numbers[] = { "", "1", "2", "3" };
	static const char *const ids[] = { "", "", "", "", "", "1", "2", "3" };
	static const char *const entities[] = { "employee", "employee",
		"user" };
	struct plan_record record = books_record(
	    id, PICK(firsts), PICK(lasts), PICK(emails));

	record.entity = PICK(entities);
	record.active = pick(5) != 0;
	record.ends_on = PICK(ends);
	record.kind_hint = PICK(kinds);
	record.title = PICK(titles);
	record.employee_number = PICK(numbers);
	record.merged_to = PICK(ids);
	return record;
}

/* What may never be touched by an import, of all people, as one text. */
static void
freeze(struct company *company, char *buf, size_t size)
{
	struct user_filter filter = { .status = -1,
		.with_deleted = true,
		.kind = -1,
		.blocked = -1,
		.held = -1 };
	struct user *users;
	size_t count, len = 0;

	assert_int_equal(user_list(company->store, &filter, &users, &count), 0);
	buf[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(buf + len, size - len,
		    "%s %s %u %d %d %d %s\n", users[i].id, users[i].login,
		    (unsigned)users[i].uid, users[i].blocked, users[i].held,
		    users[i].status == USER_DELETED,
		    users[i].full_access ? "full" : "");
	assert_true(len < size);
	free(users);
}

/* Each line of BEFORE is still in AFTER: people are added, and none is
 * removed. */
static void
assert_kept(char *before, const char *after)
{
	char *rest = NULL;

	for (char *line = strtok_r(before, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		assert_non_null(strstr(after, line));
}

/* Some of the things that administrators do between two imports. */
static void
meddle(struct company *company)
{
	static const char *const logins[] = { "jdoe", "jpoe", "jsmith",
		"aadmin", "zdoe", "doe" };
	static int (*const verbs[])(
	    struct change *, const char *, struct refusal *) = { user_block,
		user_unblock, user_hold, user_release, user_activate,
		user_deactivate, user_delete, user_restore };
	struct change *change = company_root(company);
	struct user user;
	struct refusal why;

	if (user_by_login(company->store, PICK(logins), &user) == 0 &&
	    PICK(verbs)(change, user.id, &why) == 0)
		company_end(change);
	else
		change_abort(change);
}

/* Plan and apply; whether there was anything to do. */
static bool
import_once(struct company *company, bool complete,
    const struct plan_record *records, size_t count)
{
	static char before[40000], after[40000];
	struct plan *plan = books_plan(company, complete, records, count);
	struct refusal why = { REASON_NONE, { "", "" } };
	bool empty = plan_is_empty(plan);

	freeze(company, before, sizeof(before));
	/* What was planned is never refused when it is carried out. */
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
	freeze(company, after, sizeof(after));
	assert_kept(before, after);
	return !empty;
}

/* An address that one person gives up and another wants needs a second run;
 * more runs would mean that two records compete for one person. */
static void
import_until_done(struct company *company)
{
	static const char *const all_ids[] = { "1", "2", "3", "4", "5", "6",
		"7", "8", "9", "10", "11", "12", "13", "14" };
	struct plan_record records[RECORDS];
	size_t count = 0;
	bool complete = pick(3) == 0;

	for (size_t i = 0; i < RECORDS; i++)
		if (pick(6) != 0)
			records[count++] = any_record(all_ids[i]);
	(void)import_once(company, complete, records, count);
	if (import_once(company, false, records, count))
		(void)import_once(company, false, records, count);
	assert_false(import_once(company, false, records, count));
}

static void
any_import_keeps_its_invariants_and_ends(void **state)
{
	struct company *company = *state;

	seed = 20261124;
	for (int run = 0; run < RUNS; run++) {
		if (run == RUNS / 2) {
			company_policy(company, "match_employee_number", "yes");
			company_policy(company, "email_unique", "yes");
		}
		import_until_done(company);
		meddle(company);
		assert_int_equal(
		    company_count(company,
			"SELECT count(DISTINCT n.person_id) FROM person_role n"
			" JOIN role r ON r.id = n.role_id WHERE r.privileged"),
		    1);
	}
	assert_string_equal(
	    company_user(company, "ada").email, "ada@acme.example");
	assert_int_equal(company_user(company, "ada").status, USER_ACTIVE);
	/* Not everything was refused. */
	assert_true(company_count(company, "SELECT count(*) FROM person") > 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    any_import_keeps_its_invariants_and_ends, books_open,
		    company_close),
	};

	/* Days are days of the machine's zone. */
	if (setenv("TZ", "UTC0", 1) != 0)
		return 1;
	return cmocka_run_group_tests_name("plan: any", tests, NULL, NULL);
}
