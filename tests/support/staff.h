/*
 * tests/support/staff: a company with somebody of each kind in it.
 *
 * One person for each role that `setup' seeds, called like it ('dispatcher'),
 * the super admin ada; the lead 'fieldworker' with the subworker 'subworker' in
 * their crew; 'plain', without any role; 'helper', who has users.* and no role;
 * 'gone', deleted; and a second organisation, bolt, with its super admin
 * 'bolt', its role 'boss', its site 'far' and its source 'bolt-books'.
 */
#ifndef TESTS_STAFF_H
#define TESTS_STAFF_H

#include "tests/support/company.h"

/* What `setup' seeds; NULL ends it. */
extern const char *const staff_roles[];

/* For cmocka's fixtures, as company_open(). */
int staff_open(void **state);

/* Everybody's login name, of both organisations; NULL ends it. */
extern const char *const staff_logins[];

#endif
