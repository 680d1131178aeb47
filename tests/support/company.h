/*
 * tests/support/company: a company in a separate folder.
 *
 * A store with a machine key, initialised by org_setup(): organisation acme,
 * terminal van-7 at the site depot-north, super admin ada. The clock does not
 * advance. The machine has root, daemon, backup and a user jlocal, and the
 * groups root, sudo, dialout and docker.
 */
#ifndef TESTS_COMPANY_H
#define TESTS_COMPANY_H

#include "conf/config.h"
#include "conf/paths.h"
#include "store/core/change.h"
#include "store/people/org.h"
#include "store/people/user.h"

#define COMPANY_NOW      INT64_C(1795557600) /* 2026-11-24T22:00:00Z */
#define COMPANY_PASSWORD "correct horse battery staple"

struct company {
	char root[64];
	struct paths paths;
	struct config config;
	struct clock clock;
	struct store *store;
	struct org org;
	struct user ada;
};

/* For cmocka's fixtures: *state becomes the struct company. _empty omits
 * org_setup(). */
int company_open(void **state);
int company_open_empty(void **state);
int company_close(void **state);

/* A change by root, by a person, by an import. Each fails the test on error.
 * company_end() commits, company_abort() does not. */
struct change *company_root(struct company *company);
struct change *company_as(struct company *company, const struct user *who);
struct change *company_sync(struct company *company);
void company_end(struct change *change);

/* Adds an active internal person without a password. REST may be NULL or the
 * name of a role. */
struct user company_add(
    struct company *company, const char *login, const char *role);
/* The current state of the person. */
struct user company_user(struct company *company, const char *login);
void company_policy(
    struct company *company, const char *name, const char *value);

/* By root, hashed with the policies' parameters. */
void company_set_password(struct company *company, const char *login,
    const char *text, bool must_change);

/* A verb of store/people/user that takes only a person. */
typedef int company_verb(
    struct change *change, const char *person_id, struct refusal *why);
/* Runs VERB by root, which must succeed; returns the person afterwards. */
struct user company_do(
    struct company *company, company_verb *verb, const struct user *user);
/* Fails the test unless the change was refused for this reason; ends CHANGE. */
void company_refuses(struct change *change, company_verb *verb,
    const struct user *user, enum reason expected);

/* The first column of the first row of SQL, read through a separate connection:
 * the stored value, independent of the code under test. */
int64_t company_count(struct company *company, const char *sql);
/* The same as text, in BUF. */
void company_text(
    struct company *company, const char *sql, char *buf, size_t size);
/* Runs SQL that no verb has. */
void company_sql(struct company *company, const char *sql);

#endif
