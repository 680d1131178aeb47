/* Events, as they are committed, for callers who may see them (X1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/after.h"
#include "store/core/audit.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/asking.h"

/* --- a follower
 * ------------------------------------------------------------------ */

/* One step for each time that the follower waits; after the last it
 * disconnects. */
struct following {
	struct company *company;
	struct user jane;
	void (*steps[8])(struct following *following);
	size_t step;
};

static bool
take_step(void *context, int fd)
{
	struct following *following = context;

	assert_true(fd >= 0);
	if (following->steps[following->step] == NULL)
		return false;
	following->steps[following->step++](following);
	return true;
}

static struct asked
follow(struct following *following, const struct user *who, const char *params)
{
	struct control_host host = host_of(following->company, who);
	struct asked asked;

	host.await = take_step;
	host.await_context = following;
	asked = ask_by(&host, "events", params, false);
	assert_null(following->steps[following->step]); /* all were received */
	return asked;
}

static void
commit(struct change *change)
{
	struct after_report after;

	assert_int_equal(after_end(change, FIELD_OK, &after), FIELD_OK);
}

static void
log_about(struct following *following, const char *action, const char *subject)
{
	const struct audit_entry entry = { .action = action,
		.subject = subject,
		.org_id = following->company->ada.org_id };
	struct change *change = company_root(following->company);

	assert_int_equal(audit_append(change, &entry), FIELD_OK);
	commit(change);
}

static void
change_jane(struct following *following)
{
	log_about(following, "user.edit", following->jane.id);
}

static void
change_ada(struct following *following)
{
	log_about(following, "user.edit", following->company->ada.id);
}

static void
refuse_jane(struct following *following)
{
	const struct actor actor = actor_person(following->jane.id, "fieldctl");
	struct refusal why;

	(void)refuse(&why, REASON_SELF, "user.block", NULL);
	assert_int_equal(audit_refused(following->company->store, &actor,
			     "user.block", following->jane.id, &why),
	    FIELD_OK);
}

static void
block_jane(struct following *following)
{
	struct change *change = company_root(following->company);
	struct refusal why;

	assert_int_equal(
	    user_block(change, following->jane.id, &why), FIELD_OK);
	commit(change);
}

static void
do_nothing(struct following *following)
{
	(void)following;
}

static struct following
following_in(struct company *company)
{
	return (struct following){ .company = company,
		.jane = company_add(company, "jane", NULL) };
}

static const char *
text_of(const struct asked *asked, size_t index, const char *key)
{
	const char *text = json_string_value(
	    json_object_get(json_array_get(asked->rows, index), key));

	return text != NULL ? text : "(none)";
}

/* --- events
 * -------------------------------------------------------------------------- */

static void
X1_follower_hears_each_change_once_in_order(void **state)
{
	struct following following = following_in(*state);
	struct asked asked;

	following.steps[0] = change_jane;
	following.steps[1] = do_nothing; /* woken without an event */
	following.steps[2] = refuse_jane;
	following.steps[3] = change_ada;
	asked = follow(&following, NULL, "{\"follow\":true}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 3);
	assert_string_equal(text_of(&asked, 0, "kind"), "person");
	assert_string_equal(text_of(&asked, 0, "subject_login"), "jane");
	assert_string_equal(text_of(&asked, 1, "kind"), "refusal");
	assert_string_equal(text_of(&asked, 1, "reason"), "self");
	assert_string_equal(text_of(&asked, 2, "subject_login"), "ada");
	asked_release(&asked);
}

static void
X1_since_begins_after_a_number(void **state)
{
	struct following following = following_in(*state);
	int64_t end = company_count(*state, "SELECT max(seq) FROM audit");
	char params[64];
	struct asked asked;

	change_jane(&following);
	change_ada(&following);
	(void)snprintf(
	    params, sizeof(params), "{\"since\":%lld}", (long long)end + 1);
	asked = ask_as_root(*state, "events", params);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(text_of(&asked, 0, "subject_login"), "ada");
	asked_release(&asked);
	(void)snprintf(params, sizeof(params),
	    "{\"since\":%lld,\"follow\":true}", (long long)end);
	following.steps[0] = change_jane;
	asked = follow(&following, NULL, params);
	assert_int_equal(json_array_size(asked.rows), 3);
	asked_release(&asked);
	asked = ask_as_root(*state, "events", "{\"since\":999999}");
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
}

/* More than a page, while the follower does not wait. */
static void
X1_many_at_once_come_each_once(void **state)
{
	struct following following = following_in(*state);
	struct asked asked;

	for (int i = 0; i < 450; i++)
		change_jane(&following);
	asked = ask_as_root(*state, "events", "{\"since\":0}");
	assert_int_equal(json_array_size(asked.rows),
	    company_count(*state, "SELECT count(*) FROM audit"));
	asked_release(&asked);
	asked = ask_as_root(*state, "events", NULL);
	assert_int_equal(json_array_size(asked.rows), 100);
	asked_release(&asked);
}

/* --- visibility
 * ------------------------------------------------------------------------- */

static void
R14_follower_hears_what_is_its_own_and_no_more(void **state)
{
	struct following following = following_in(*state);
	struct asked asked;

	following.steps[0] = change_ada;
	following.steps[1] = change_jane;
	following.steps[2] = change_ada;
	asked = follow(&following, &following.jane, "{\"follow\":true}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(text_of(&asked, 0, "subject_login"), "jane");
	asked_release(&asked);
}

static void
R14_super_admin_hears_of_the_organisation(void **state)
{
	struct following following = following_in(*state);
	struct user ada = following.company->ada;
	struct asked asked;

	following.steps[0] = change_jane;
	following.steps[1] = refuse_jane;
	asked = follow(&following, &ada, "{\"follow\":true}");
	assert_int_equal(json_array_size(asked.rows), 2);
	asked_release(&asked);
}

/* A right is removed by SQL, which ends no session: the next event is checked
 * without it. */
static void
demote_ada(struct following *following)
{
	company_sql(following->company,
	    "DELETE FROM role_permission WHERE permission IN"
	    " ('settings.super-admin', 'audit-logs.view')");
	change_jane(following);
}

static void
R14_each_event_is_judged_by_the_rights_of_its_moment(void **state)
{
	struct following following = following_in(*state);
	struct user ada = following.company->ada;
	struct asked asked;

	following.steps[0] = change_jane;
	following.steps[1] = demote_ada;
	following.steps[2] = change_jane;
	following.steps[3] = change_ada;
	asked = follow(&following, &ada, "{\"follow\":true}");
	assert_int_equal(json_array_size(asked.rows), 2);
	assert_string_equal(text_of(&asked, 0, "subject_login"), "jane");
	assert_string_equal(text_of(&asked, 1, "subject_login"), "ada");
	asked_release(&asked);
}

static void
X2_stream_ends_with_its_persons_sessions(void **state)
{
	struct following following = following_in(*state);
	struct asked asked;

	following.steps[0] = change_jane;
	following.steps[1] = block_jane;
	asked = follow(&following, &following.jane, "{\"follow\":true}");
	assert_int_not_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 1);
	asked_release(&asked);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, asking_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(X1_follower_hears_each_change_once_in_order),
		CLAIM(X1_since_begins_after_a_number),
		CLAIM(X1_many_at_once_come_each_once),
		CLAIM(R14_follower_hears_what_is_its_own_and_no_more),
		CLAIM(R14_super_admin_hears_of_the_organisation),
		CLAIM(R14_each_event_is_judged_by_the_rights_of_its_moment),
		CLAIM(X2_stream_ends_with_its_persons_sessions),
	};

	return cmocka_run_group_tests_name("control_events", tests, NULL, NULL);
}
