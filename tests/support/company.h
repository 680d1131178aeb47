/*
 * tests/support/company: a company in a folder of its own.
 *
 * A store with a machine key that org_setup() has filled: organisation acme, terminal van-7 at
 * the site depot-north, super admin ada; the clock stands; the machine has
 * root, daemon, backup and a user jlocal, and the groups root, sudo, dialout
 * and docker.
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

/* For cmocka's fixtures: *state becomes the struct company.  _empty leaves
 * out org_setup(). */
int company_open(void **state);
int company_open_empty(void **state);
int company_close(void **state);

/* A change by root, by a person, by an import.  Each fails the test on error;
 * company_end() commits, _abort() does not. */
struct change *company_root(struct company *company);
struct change *company_as(struct company *company, const struct user *who);
struct change *company_sync(struct company *company);
void company_end(struct change *change);

/* A new internal person without a password, active; REST may be NULL or a
 * role's name. */
struct user company_add(
    struct company *company, const char *login, const char *role);
/* The person as it is now. */
struct user company_user(struct company *company, const char *login);
void company_policy(
    struct company *company, const char *name, const char *value);

/* A verb of store/people/user that takes a person and nothing else. */
typedef int company_verb(
    struct change *change, const char *person_id, struct refusal *why);
/* By root, with success; the person afterwards. */
struct user company_do(
    struct company *company, company_verb *verb, const struct user *user);
/* It must be refused for that reason; ends CHANGE. */
void company_refuses(struct change *change, company_verb *verb,
    const struct user *user, enum reason expected);

/* The first column of the first row of SQL, through a connection of its own:
 * what is stored, not what the code says. */
int64_t company_count(struct company *company, const char *sql);
/* Run SQL that no verb has. */
void company_sql(struct company *company, const char *sql);

#endif
