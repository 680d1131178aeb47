/*
 * tests/support/nss_module: the shipped NSS module, called as glibc calls it.
 * Layer: tests. Users: tests/module/test_nss_*, bench/nss.
 */
#ifndef TESTS_NSS_MODULE_H
#define TESTS_NSS_MODULE_H

#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <stddef.h>

struct nss_module {
	void *handle;
	enum nss_status (*getpwnam_r)(
	    const char *, struct passwd *, char *, size_t, int *);
	enum nss_status (*getpwuid_r)(
	    uid_t, struct passwd *, char *, size_t, int *);
	enum nss_status (*setpwent)(int);
	enum nss_status (*getpwent_r)(struct passwd *, char *, size_t, int *);
	enum nss_status (*endpwent)(void);
	enum nss_status (*getgrnam_r)(
	    const char *, struct group *, char *, size_t, int *);
	enum nss_status (*getgrgid_r)(
	    gid_t, struct group *, char *, size_t, int *);
	enum nss_status (*setgrent)(int);
	enum nss_status (*getgrent_r)(struct group *, char *, size_t, int *);
	enum nss_status (*endgrent)(void);
	enum nss_status (*initgroups_dyn)(const char *, gid_t, long int *,
	    long int *, gid_t **, long int, int *);
};

/* dlopen() of PATH, functions named _nss_SERVICE_*; 0 or -1. */
int nss_module_open(
    struct nss_module *module, const char *path, const char *service);
void nss_module_close(struct nss_module *module);

#endif
