/*
 * tests/support/staff: a company with people of each kind.
 *
 * One person for each role that `setup' creates, with the same name
 * ('dispatcher'), and the super admin ada; the lead 'fieldworker' with the
 * subworker 'subworker' in their crew; 'plain', without a role; 'helper', who
 * has users.* but no role; 'gone', deleted; and a second organisation, bolt,
 * with its super admin 'bolt', its role 'boss', its site 'far' and its source
 * 'bolt-books'.
 */
#ifndef TESTS_STAFF_H
#define TESTS_STAFF_H

#include "tests/support/company.h"

/* The roles that `setup' creates; terminated by NULL. */
extern const char *const staff_roles[];

/* For cmocka's fixtures, like company_open(). */
int staff_open(void **state);

/* The login names of all people of both organisations; terminated by NULL. */
extern const char *const staff_logins[];

#endif
