#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/nss_case.h"
#include "tests/support/snapshot_sample.h"

struct nss_module nss;
uint64_t nss_case_generation;

int
nss_case_start(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation };

	(void)state;
	(void)unlink(NSS_CASE_KEY_FILE);
	(void)rmdir(FIELDAUTH_SNAPSHOT);
	(void)unlink(FIELDAUTH_SNAPSHOT);
	sample_publish(FIELDAUTH_SNAPSHOT, &sample);
	return nss_module_open(&nss, sample_module_path(), "fieldusers");
}

int
nss_case_end(void **state)
{
	(void)state;
	nss_module_close(&nss);
	return 0;
}

void
assert_lawful(enum nss_status status, int errnum)
{
	assert_true(status == NSS_STATUS_SUCCESS ||
	    status == NSS_STATUS_NOTFOUND || status == NSS_STATUS_UNAVAIL ||
	    status == NSS_STATUS_TRYAGAIN);
	if (status == NSS_STATUS_SUCCESS)
		return;
	assert_int_not_equal(errnum, 0);
	if (status != NSS_STATUS_TRYAGAIN)
		assert_int_not_equal(errnum, ERANGE);
}

enum nss_status
by_name(const char *name, struct answer *a)
{
	a->errnum = 0;
	a->status = nss.getpwnam_r(
	    name, &a->pw, a->buffer, sizeof(a->buffer), &a->errnum);
	assert_lawful(a->status, a->errnum);
	return a->status;
}

enum nss_status
by_uid(uid_t uid, struct answer *a)
{
	a->errnum = 0;
	a->status = nss.getpwuid_r(
	    uid, &a->pw, a->buffer, sizeof(a->buffer), &a->errnum);
	assert_lawful(a->status, a->errnum);
	return a->status;
}

enum nss_status
group_by_name(const char *name, struct answer *a)
{
	a->errnum = 0;
	a->status = nss.getgrnam_r(
	    name, &a->gr, a->buffer, sizeof(a->buffer), &a->errnum);
	assert_lawful(a->status, a->errnum);
	return a->status;
}

enum nss_status
group_by_gid(gid_t gid, struct answer *a)
{
	a->errnum = 0;
	a->status = nss.getgrgid_r(
	    gid, &a->gr, a->buffer, sizeof(a->buffer), &a->errnum);
	assert_lawful(a->status, a->errnum);
	return a->status;
}

bool
jane_is_right(void)
{
	char buffer[1024];
	struct passwd pw;
	struct group gr;
	int e;

	return nss.getpwnam_r("jane", &pw, buffer, sizeof(buffer), &e) ==
	    NSS_STATUS_SUCCESS &&
	    pw.pw_uid == 70000 && strcmp(pw.pw_name, "jane") == 0 &&
	    strcmp(pw.pw_dir, "/home/jane") == 0 &&
	    nss.getgrgid_r(65600, &gr, buffer, sizeof(buffer), &e) ==
	    NSS_STATUS_SUCCESS &&
	    strcmp(gr.gr_name, "role-dispatcher") == 0 &&
	    strcmp(gr.gr_mem[0], "jane") == 0;
}

bool
gecos_is(const char *expected)
{
	char buffer[1024];
	struct passwd pw;
	int e;

	return nss.getpwuid_r(70000, &pw, buffer, sizeof(buffer), &e) ==
	    NSS_STATUS_SUCCESS &&
	    strcmp(pw.pw_gecos, expected) == 0;
}

unsigned
count_lines(const char *path, const char *word)
{
	char line[512];
	unsigned count = 0;
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		count += strstr(line, word) != NULL;
	(void)fclose(file);
	return count;
}
