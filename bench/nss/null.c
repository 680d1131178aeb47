/*
 * An NSS module that finds every name without a lookup: it measures the dispatch
 * of libc, which is the minimum for all modules.
 */
#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT enum nss_status _nss_benchnull_getpwnam_r(const char *name,
    struct passwd *result, char *buffer, size_t buflen, int *errnop);
EXPORT enum nss_status _nss_benchnull_getpwuid_r(
    uid_t uid, struct passwd *result, char *buffer, size_t buflen, int *errnop);
EXPORT enum nss_status _nss_benchnull_getgrnam_r(const char *name,
    struct group *result, char *buffer, size_t buflen, int *errnop);
EXPORT enum nss_status _nss_benchnull_getgrgid_r(
    gid_t gid, struct group *result, char *buffer, size_t buflen, int *errnop);
EXPORT enum nss_status _nss_benchnull_setpwent(int stay_open);
EXPORT enum nss_status _nss_benchnull_getpwent_r(
    struct passwd *result, char *buffer, size_t buflen, int *errnop);
EXPORT enum nss_status _nss_benchnull_endpwent(void);
EXPORT enum nss_status _nss_benchnull_setgrent(int stay_open);
EXPORT enum nss_status _nss_benchnull_getgrent_r(
    struct group *result, char *buffer, size_t buflen, int *errnop);
EXPORT enum nss_status _nss_benchnull_endgrent(void);
EXPORT enum nss_status _nss_benchnull_initgroups_dyn(const char *user,
    gid_t group, long int *start, long int *size, gid_t **groupsp,
    long int limit, int *errnop);

static enum nss_status
person(struct passwd *result, char *buffer)
{
	(void)buffer;
	*result = (struct passwd){ "p", "x", 70006, 70006, "", "/", "/" };
	return NSS_STATUS_SUCCESS;
}

static enum nss_status
nobody(int *errnop)
{
	*errnop = 2; /* ENOENT */
	return NSS_STATUS_NOTFOUND;
}

enum nss_status
_nss_benchnull_getpwnam_r(const char *name, struct passwd *result, char *buffer,
    size_t buflen, int *errnop)
{
	(void)buflen;
	return name[0] == 'p' ? person(result, buffer) : nobody(errnop);
}

enum nss_status
_nss_benchnull_getpwuid_r(
    uid_t uid, struct passwd *result, char *buffer, size_t buflen, int *errnop)
{
	(void)uid;
	(void)buflen;
	(void)errnop;
	return person(result, buffer);
}

static enum nss_status
some_group(struct group *result)
{
	static char *none = NULL;

	*result = (struct group){ "g", "x", 65700, &none };
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_benchnull_getgrnam_r(const char *name, struct group *result, char *buffer,
    size_t buflen, int *errnop)
{
	(void)name;
	(void)buffer;
	(void)buflen;
	(void)errnop;
	return some_group(result);
}

enum nss_status
_nss_benchnull_getgrgid_r(
    gid_t gid, struct group *result, char *buffer, size_t buflen, int *errnop)
{
	(void)gid;
	(void)buffer;
	(void)buflen;
	(void)errnop;
	return some_group(result);
}

enum nss_status
_nss_benchnull_setpwent(int stay_open)
{
	(void)stay_open;
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_benchnull_getpwent_r(
    struct passwd *result, char *buffer, size_t buflen, int *errnop)
{
	(void)result;
	(void)buffer;
	(void)buflen;
	return nobody(errnop);
}

enum nss_status
_nss_benchnull_endpwent(void)
{
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_benchnull_setgrent(int stay_open)
{
	(void)stay_open;
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_benchnull_getgrent_r(
    struct group *result, char *buffer, size_t buflen, int *errnop)
{
	(void)result;
	(void)buffer;
	(void)buflen;
	return nobody(errnop);
}

enum nss_status
_nss_benchnull_endgrent(void)
{
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_benchnull_initgroups_dyn(const char *user, gid_t group, long int *start,
    long int *size, gid_t **groupsp, long int limit, int *errnop)
{
	(void)user;
	(void)group;
	(void)start;
	(void)size;
	(void)groupsp;
	(void)limit;
	return nobody(errnop);
}
