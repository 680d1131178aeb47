/*
 * tests/support/books: a company with a source of accounting data, 'books'
 * (QuickBooks), and imports of records that a test defines.
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

/* An active record of kind "employee"; all other fields are unknown. */
struct plan_record books_record(
    const char *id, const char *first, const char *last, const char *email);

/* A plan of RECORDS, compared with the people. COMPLETE: a full listing of
 * "employee" that is known to be complete. */
struct plan *books_plan(struct company *company, bool complete,
    const struct plan_record *records, size_t count);

/* Applies the plan with the accepted hash, or NULL; returns the code of
 * plan_apply(). */
int books_apply(struct company *company, struct plan *plan,
    const char *accept_hash, struct refusal *why);

/* Plans, applies without the guard, and frees the plan: an earlier import. */
void books_import(struct company *company, bool complete,
    const struct plan_record *records, size_t count);

/* An administrator's decision about the "employee" ID; ABOUT as in
 * source_decide(). */
void books_decide(struct company *company, const char *id,
    enum source_decision decision, const char *about);

/* books_import() of people who share addresses: each is a separate person. */
void books_import_family(
    struct company *company, const struct plan_record *records, size_t count);

/* The line of a record, or of a missing one; NULL if it has none. */
const struct plan_line *books_line(
    const struct plan *plan, const char *external_id);

/* The action that a plan of only RECORD has for it. */
void books_assert_line(struct company *company, struct plan_record record,
    enum plan_action action, enum reason reason, const char *login);

#define BOOKS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
