/*
 * tests/support/books: a company with accounting: the source 'books'
 * (QuickBooks), and imports into it out of records that a test makes up.
 *
 * *state is the struct company of tests/support/company.
 */
#ifndef TESTS_BOOKS_H
#define TESTS_BOOKS_H

#include "store/import/plan.h"
#include "store/source/source.h"
#include "tests/support/company.h"

/* Fixtures: company_open() with the source. */
int books_open(void **state);

struct source books_source(struct company *company);

/* An active record of kind "employee"; the rest is unknown. */
struct plan_record books_record(
    const char *id, const char *first, const char *last, const char *email);

/* A plan of RECORDS, compared.  COMPLETE: a full listing of "employee" that
 * is known to be whole. */
struct plan *books_plan(struct company *company, bool complete,
    const struct plan_record *records, size_t count);

/* Apply, with the accepted hash or NULL; plan_apply()'s code. */
int books_apply(struct company *company, struct plan *plan,
    const char *accept_hash, struct refusal *why);

/* Plan, apply past the guard, free: what accounting said earlier. */
void books_import(struct company *company, bool complete,
    const struct plan_record *records, size_t count);

/* An administrator's word about the "employee" ID; ABOUT as source_decide()
 * has it. */
void books_decide(struct company *company, const char *id,
    enum source_decision decision, const char *about);

/* books_import() of people who share addresses: each a person of its own. */
void books_import_family(
    struct company *company, const struct plan_record *records, size_t count);

/* The line of a record, or of a missing one; NULL if it has none. */
const struct plan_line *books_line(
    const struct plan *plan, const char *external_id);

/* What the plan of RECORD alone says of it. */
void books_assert_line(struct company *company, struct plan_record record,
    enum plan_action action, enum reason reason, const char *login);

#define BOOKS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
