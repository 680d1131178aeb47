#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "tests/support/books.h"

static void
add_section(struct company *company)
{
	struct config *config = &company->config;

	config->sources = calloc(1, sizeof(*config->sources));
	assert_non_null(config->sources);
	config->source_count = 1;
	(void)str_copy(
	    config->sources[0].name, sizeof(config->sources[0].name), "books");
	config->sources[0].type = CONFIG_QUICKBOOKS;
}

int
books_open(void **state)
{
	struct company *company;
	struct change *change;
	struct source source;
	struct refusal why;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	add_section(company);
	change = company_root(company);
	assert_int_equal(source_ensure(change, "books", &source, &why), 0);
	company_end(change);
	return 0;
}

struct source
books_source(struct company *company)
{
	struct source source;

	assert_int_equal(source_by_name(company->store, "books", &source), 0);
	return source;
}

struct plan_record
books_record(
    const char *id, const char *first, const char *last, const char *email)
{
	return (struct plan_record){ .entity = "employee",
		.external_id = id,
		.first_name = first,
		.last_name = last,
		.display_name = "",
		.email = email,
		.phone = "",
		.mobile = "",
		.title = "",
		.department = "",
		.employee_number = "",
		.provider_role = "",
		.kind_hint = "employee",
		.active = true,
		.inactive_reason = "",
		.ends_on = "",
		.merged_to = "" };
}

struct plan *
books_plan(struct company *company, bool complete,
    const struct plan_record *records, size_t count)
{
	struct source source = books_source(company);
	struct plan *plan;

	assert_int_equal(
	    plan_new(company->store, source.id, complete, &plan), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(plan_add_record(plan, &records[i]), 0);
	if (complete)
		assert_int_equal(plan_set_complete(plan, "employee"), 0);
	assert_int_equal(plan_make(plan), 0);
	return plan;
}

int
books_apply(struct company *company, struct plan *plan, const char *accept_hash,
    struct refusal *why)
{
	struct source source = books_source(company);
	struct plan_outcome outcome = { .accept_hash = accept_hash };
	struct change *change;
	char run_id[ID_SIZE];
	int rc;

	assert_int_equal(
	    sync_run_start(company->store, source.id, "hand", false, run_id),
	    0);
	outcome.run_id = run_id;
	change = company_sync(company);
	*why = (struct refusal){ REASON_NONE, { "", "" } };
	rc = plan_apply(plan, change, &outcome, why);
	if (rc < 0)
		change_abort(change);
	else
		company_end(change);
	return rc;
}

void
books_import(struct company *company, bool complete,
    const struct plan_record *records, size_t count)
{
	struct plan *plan = books_plan(company, complete, records, count);
	struct refusal why;

	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
}

void
books_decide(struct company *company, const char *id,
    enum source_decision decision, const char *about)
{
	struct source source = books_source(company);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(source_decide(change, source.id, "employee", id,
			     decision, about, &why),
	    0);
	company_end(change);
}

void
books_import_family(
    struct company *company, const struct plan_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		books_decide(company, records[i].external_id, SOURCE_ADD, NULL);
	books_import(company, false, records, count);
}

const struct plan_line *
books_line(const struct plan *plan, const char *external_id)
{
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);

		if (strcmp(line->external_id, external_id) == 0)
			return line;
	}
	return NULL;
}

void
books_assert_line(struct company *company, struct plan_record record,
    enum plan_action action, enum reason reason, const char *login)
{
	struct plan *plan = books_plan(company, false, &record, 1);
	const struct plan_line *line = books_line(plan, record.external_id);

	assert_non_null(line);
	assert_string_equal(
	    plan_action_name(line->action), plan_action_name(action));
	assert_string_equal(reason_code(line->why.reason), reason_code(reason));
	assert_string_equal(line->login, login);
	plan_free(plan);
}
