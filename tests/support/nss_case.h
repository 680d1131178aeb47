/*
 * tests/support/nss_case: the start of tests of the NSS module, and their
 * lookups. Layer: tests. Users: tests/module/test_nss_*.
 */
#ifndef TESTS_NSS_CASE_H
#define TESTS_NSS_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "build_paths.h"
#include "tests/support/nss_module.h"

#define NSS_CASE_KEY_FILE FIELDAUTH_SYSCONFDIR "/secret.key"

/* The module under test, and the last generation that was published. */
extern struct nss_module nss;
extern uint64_t nss_case_generation;

/* Set-up and tear-down of a test: a module without state of the previous test,
 * the sample published, and no key file. */
int nss_case_start(void **state);
int nss_case_end(void **state);

/* What glibc relies on after any call (1.1.1, 1.1.2, 1.1.3, 1.1.5). */
void assert_lawful(enum nss_status status, int errnum);

struct answer {
	enum nss_status status;
	int errnum;
	struct passwd pw;
	struct group gr;
	char buffer[4096];
};

/* Looks up, and checks that the answer obeys the contract. */
enum nss_status by_name(const char *name, struct answer *a);
enum nss_status by_uid(uid_t uid, struct answer *a);
enum nss_status group_by_name(const char *name, struct answer *a);
enum nss_status group_by_gid(gid_t gid, struct answer *a);

/* Whether jane and her group are correct in all fields that matter; safe in
 * threads, children and signal handlers. */
bool jane_is_right(void);
bool gecos_is(const char *expected); /* jane's */

/* The number of lines with WORD in the file PATH. */
unsigned count_lines(const char *path, const char *word);

#endif
