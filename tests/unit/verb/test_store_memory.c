/* Without memory a verb of the store reports it, changes nothing and leaves
 * nothing behind: each allocation of the store, of SQLite and of the other
 * libraries fails once (Q1, Q3).  The sanitizer reports leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/org/user_add.h"
#include "store/publish/publish.h"
#include "store/secret/secret.h"
#include "store/session/session.h"
#include "store/signin/signin.h"
#include "store/verb/user.h"
#include "tests/module/faults.h"
#include "tests/support/books.h"

#define RIGHT "Tall-9-giraffes-mend"

/* Until here every allocation fails once, then every STRIDEth. */
#define DENSE  120
#define STRIDE 9

struct step {
	const char *name;
	int (*run)(struct company *company);
	const char *done; /* 0 before the step, 1 after it; NULL: nothing is */
	const char *undo;
};

static const enum call allocations[] = { CALL_malloc, CALL_calloc, CALL_realloc,
	CALL_strdup };

static int
open_company(void **state)
{
	struct company *company;

	if (books_open(state) != 0)
		return -1;
	company = *state;
	company_policy(company, "argon2_ops", "1");
	company_policy(company, "argon2_memory_mib", "8");
	(void)company_add(company, "jane", "dispatcher");
	company_set_password(company, "jane", RIGHT, false);
	return 0;
}

/* --- what is tried ------------------------------------------------------------- */

typedef int verb(struct change *change, struct refusal *why);

/* A change as fieldctl's --dry-run makes one. */
static int
try_out(struct company *company, verb *run)
{
	struct actor actor = actor_root("fieldctl");
	struct refusal why = { REASON_NONE, { "", "" } };
	struct change *change = NULL;
	int rc = change_begin(company->store, &actor, &change);

	if (rc == FIELD_OK)
		rc = run(change, &why);
	change_abort(change);
	return rc;
}

static struct user jane;

static int
add_kim(struct change *change, struct refusal *why)
{
	static const char *const roles[] = { "dispatcher" };
	const struct user_new in = { .org_id = jane.org_id,
		.login = "kim",
		.first_name = "Kim",
		.last_name = "Keen",
		.email = "kim@acme.example",
		.phone = "",
		.mobile = "",
		.title = "",
		.employee_number = "",
		.site = "depot-north",
		.roles = roles,
		.role_count = 1 };
	struct user user;

	return user_add(change, &in, &user, why);
}

static int
block_jane(struct change *change, struct refusal *why)
{
	return user_block(change, jane.id, why);
}

static int
edit_jane(struct change *change, struct refusal *why)
{
	struct user_edit edit = { .email = "j@acme.example", .title = "Lead" };

	return user_edit(change, jane.id, &edit, why);
}

static int
delete_jane(struct change *change, struct refusal *why)
{
	return user_delete(change, jane.id, why);
}

static int
run_add(struct company *company)
{
	return try_out(company, add_kim);
}

static int
run_block(struct company *company)
{
	struct actor actor = actor_root("fieldctl");
	struct refusal why = { REASON_NONE, { "", "" } };
	struct change_done done;
	struct change *change = NULL;
	int rc = change_begin(company->store, &actor, &change);

	if (rc < 0)
		return rc;
	rc = block_jane(change, &why);
	if (rc == FIELD_OK)
		return change_commit(change, &done);
	change_abort(change);
	return rc;
}

static int
run_edit(struct company *company)
{
	return try_out(company, edit_jane);
}

static int
run_delete(struct company *company)
{
	return try_out(company, delete_jane);
}

static int
run_import(struct company *company)
{
	struct plan_record record = books_record(
	    "7", "Lee", "Long", "lee@acme.example");
	struct source source;
	struct plan_outcome outcome = { .accept_hash = NULL };
	struct actor actor = actor_sync("books");
	struct refusal why = { REASON_NONE, { "", "" } };
	struct change *change = NULL;
	struct plan *plan = NULL;
	char run_id[ID_SIZE];
	int rc = source_by_name(company->store, "books", &source);

	if (rc == FIELD_OK)
		rc = plan_new(company->store, source.id, false, &plan);
	if (rc == FIELD_OK)
		rc = plan_add_record(plan, &record);
	if (rc == FIELD_OK)
		rc = plan_make(plan);
	if (rc == FIELD_OK)
		rc = sync_run_start(
		    company->store, source.id, "hand", false, run_id);
	outcome.run_id = run_id;
	if (rc == FIELD_OK)
		rc = change_begin(company->store, &actor, &change);
	if (rc == FIELD_OK)
		rc = plan_apply(plan, change, &outcome, &why);
	change_abort(change);
	plan_free(plan);
	return rc;
}

static int
sign_in(struct company *company, const char *text, enum reason expected)
{
	struct signin_request request = {
		.login = "jane", .uid = jane.uid, .service = "sshd"
	};
	struct signin_verdict verdict = { 0 };
	struct secret secret;
	int rc = secret_init(&secret, text, strlen(text));

	if (rc == FIELD_OK)
		rc = signin_authenticate(
		    company->store, &request, &secret, &verdict);
	secret_release(&secret);
	if (rc == FIELD_OK && verdict.reason != expected)
		fail_msg("the verdict on %s is %s", text,
		    reason_code(verdict.reason));
	return rc;
}

static int
run_right(struct company *company)
{
	return sign_in(company, RIGHT, REASON_NONE);
}

static int
run_wrong(struct company *company)
{
	return sign_in(company, "nonsense", REASON_WRONG_SECRET);
}

static int
run_session(struct company *company)
{
	struct signin_request request = {
		.login = "jane", .uid = jane.uid, .service = "sshd"
	};
	struct session_new session = { .service = "sshd",
		.tty = "ssh",
		.address = "",
		.method = "password",
		.leader = getpid() };
	struct signin_verdict verdict = { 0 };
	char id[ID_SIZE];
	int rc = signin_open_session(
	    company->store, &request, &session, &verdict, id);

	if (rc == FIELD_OK && verdict.reason != REASON_NONE)
		fail_msg("the verdict is %s", reason_code(verdict.reason));
	return rc;
}

static int
run_quality(struct company *company)
{
	struct policies policies;
	struct refusal why = { REASON_NONE, { "", "" } };
	struct secret secret = { 0 };
	int rc = policies_load(company->store, jane.org_id, &policies);

	if (rc == FIELD_OK)
		rc = secret_init(&secret, RIGHT, strlen(RIGHT));
	if (rc == FIELD_OK)
		rc = secret_check_new(
		    company->store, &secret, NULL, &jane, &policies, &why);
	secret_release(&secret);
	return rc;
}

static int
run_publish(struct company *company)
{
	return publish(company->store, true);
}

static const struct step steps[] = {
	{ "user_add", run_add, NULL, NULL },
	{ "user_edit", run_edit, NULL, NULL },
	{ "user_delete", run_delete, NULL, NULL },
	{ "import", run_import, NULL, NULL },
	{ "user_block", run_block,
	    "SELECT count(*) FROM person WHERE login = 'jane' AND blocked",
	    "UPDATE person SET blocked = 0; DELETE FROM ending" },
	{ "sign-in", run_right, NULL, NULL },
	{ "guess", run_wrong,
	    "SELECT coalesce(sum(failure_count), 0) FROM attempt",
	    "DELETE FROM attempt" },
	{ "session", run_session, "SELECT count(*) FROM session",
	    "DELETE FROM session" },
	{ "quality", run_quality, NULL, NULL },
	{ "publish", run_publish, NULL, NULL },
};

/* --- each allocation once -------------------------------------------------------- */

static int
run_with_fault(
    const struct step *step, struct company *company, enum call call, int nth)
{
	int rc;

	*fault = (struct fault){ .armed = true, .call = call, .nth = nth };
	rc = step->run(company);
	fault->armed = false;
	return rc;
}

static bool
is_refusal(int rc)
{
	return rc == FIELD_EDENIED || rc == FIELD_ENOTFOUND ||
	    rc == FIELD_EEXIST || rc == FIELD_EINVAL || rc == FIELD_ECORRUPT ||
	    rc == FIELD_EFULL;
}

static int
tell(const struct step *step, const char *what)
{
	print_error("%s, %s %d: %s\n", step->name, fault_names[fault->call],
	    fault->nth, what);
	return 1;
}

/* The step was done completely or not at all; returns the number of faults. */
static int
look(const struct step *step, struct company *company, int rc)
{
	int64_t done;

	if (is_refusal(rc) || (!fault->fired && rc < 0))
		return tell(step, field_strerror(rc));
	if (step->done == NULL)
		return 0;
	done = company_count(company, step->done);
	if (done != 0)
		company_sql(company, step->undo);
	return done == (rc == FIELD_OK) ?
	    0 :
	    tell(step, rc == FIELD_OK ? "not done" : "half done");
}

static int
sweep(const struct step *step, enum call call, struct company *company)
{
	int faults = 0, nth = 1;

	do {
		int rc = run_with_fault(step, company, call, nth);

		faults += look(step, company, rc);
		nth += nth < DENSE ? 1 : STRIDE;
	} while (fault->fired);
	return faults;
}

static void
no_memory_leaves_no_verdict_and_no_partial_change(void **state)
{
	struct company *company = *state;
	int faults = 0;

	jane = company_user(company, "jane");
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (size_t j = 0; j < BOOKS_COUNT(allocations); j++)
			faults += sweep(&steps[i], allocations[j], company);
	assert_int_equal(faults, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    no_memory_leaves_no_verdict_and_no_partial_change,
		    open_company, company_close),
	};

	fault_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
