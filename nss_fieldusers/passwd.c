/* The passwd map: people by name, by uid, and all of them. */
#include <pwd.h>
#include <stdatomic.h>
#include <string.h>

#include "nss_fieldusers/lookup.h"

NSS_EXPORT enum nss_status _nss_fieldusers_getpwnam_r(const char *name,
    struct passwd *result, char *buffer, size_t buflen, int *errnop);
NSS_EXPORT enum nss_status _nss_fieldusers_getpwuid_r(
    uid_t uid, struct passwd *result, char *buffer, size_t buflen, int *errnop);
NSS_EXPORT enum nss_status _nss_fieldusers_setpwent(int stay_open);
NSS_EXPORT enum nss_status _nss_fieldusers_getpwent_r(
    struct passwd *result, char *buffer, size_t buflen, int *errnop);
NSS_EXPORT enum nss_status _nss_fieldusers_endpwent(void);

/* The position of the process's enumeration: a key (see reader.h), which needs
 * neither a lock nor an unchanged file. */
static _Atomic uint64_t position = SNAPSHOT_CURSOR_START;
static _Atomic uint32_t position_hint;

/* The strings of the record can be copied as they are. */
static bool
fill_passwd(const struct snapshot_person *person, struct passwd *result,
    char *buffer, size_t buflen)
{
	if (buflen < person->strings_len)
		return false;
	memcpy(buffer, person->strings, person->strings_len);
	result->pw_name = buffer;
	result->pw_passwd = buffer + person->login_len + 1;
	result->pw_uid = person->uid;
	result->pw_gid = person->gid;
	result->pw_gecos = buffer + (person->gecos - person->strings);
	result->pw_dir = buffer + (person->home - person->strings);
	result->pw_shell = buffer + (person->shell - person->strings);
	return true;
}

enum nss_status
_nss_fieldusers_getpwnam_r(const char *name, struct passwd *result,
    char *buffer, size_t buflen, int *errnop)
{
	struct outcome outcome = { 0 };
	struct snapshot_person person;
	struct snapshot_view view;

	if (name[0] == '\0')
		return lookup_nobody(errnop);
	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		outcome.status = snapshot_by_name(&view, name, &person);
		if (outcome.status == SNAPSHOT_OK)
			outcome.too_small = !fill_passwd(
			    &person, result, buffer, buflen);
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	return lookup_result(&outcome, errnop);
}

enum nss_status
_nss_fieldusers_getpwuid_r(
    uid_t uid, struct passwd *result, char *buffer, size_t buflen, int *errnop)
{
	struct outcome outcome = { 0 };
	struct snapshot_person person;
	struct snapshot_view view;

	if (uid == (uid_t)-1)
		return lookup_nobody(errnop);
	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		outcome.status = snapshot_by_uid(&view, uid, &person);
		if (outcome.status == SNAPSHOT_OK)
			outcome.too_small = !fill_passwd(
			    &person, result, buffer, buflen);
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	return lookup_result(&outcome, errnop);
}

enum nss_status
_nss_fieldusers_setpwent(int stay_open)
{
	(void)stay_open; /* no descriptor is ever kept open */
	atomic_store(&position, SNAPSHOT_CURSOR_START);
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_fieldusers_endpwent(void)
{
	atomic_store(&position, SNAPSHOT_CURSOR_START);
	return NSS_STATUS_SUCCESS;
}

/* One attempt: false when another thread took the same entry first. */
static bool
next_passwd(struct snapshot_view *view, struct passwd *result, char *buffer,
    size_t buflen, struct outcome *outcome)
{
	uint64_t here = atomic_load(&position), next = SNAPSHOT_CURSOR_END;
	uint32_t hint = atomic_load(&position_hint);
	struct snapshot_person person;

	outcome->status = snapshot_next_person(
	    view, here, &hint, &next, &person);
	if (outcome->status == SNAPSHOT_OK && buflen < person.strings_len) {
		outcome->too_small = true; /* and the position is unchanged */
		return true;
	}
	if (outcome->status != SNAPSHOT_OK && outcome->status != SNAPSHOT_NONE)
		return true;
	if (!atomic_compare_exchange_strong(&position, &here, next))
		return false;
	atomic_store(&position_hint, hint);
	if (outcome->status == SNAPSHOT_OK)
		(void)fill_passwd(&person, result, buffer, buflen);
	return true;
}

enum nss_status
_nss_fieldusers_getpwent_r(
    struct passwd *result, char *buffer, size_t buflen, int *errnop)
{
	struct outcome outcome = { 0 };
	struct snapshot_view view;

	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		while (!next_passwd(&view, result, buffer, buflen, &outcome))
			continue;
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	return lookup_result(&outcome, errnop);
}
