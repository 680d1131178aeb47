/* The group map: groups by name, by gid, and all of them. */
#include <grp.h>
#include <stdatomic.h>
#include <string.h>

#include "nss_fieldusers/lookup.h"

NSS_EXPORT enum nss_status _nss_fieldusers_getgrnam_r(const char *name,
    struct group *result, char *buffer, size_t buflen, int *errnop);
NSS_EXPORT enum nss_status _nss_fieldusers_getgrgid_r(
    gid_t gid, struct group *result, char *buffer, size_t buflen, int *errnop);
NSS_EXPORT enum nss_status _nss_fieldusers_setgrent(int stay_open);
NSS_EXPORT enum nss_status _nss_fieldusers_getgrent_r(
    struct group *result, char *buffer, size_t buflen, int *errnop);
NSS_EXPORT enum nss_status _nss_fieldusers_endgrent(void);

static _Atomic uint64_t position = SNAPSHOT_CURSOR_START;
static _Atomic uint32_t position_hint;

/* Bytes to skip so that BUFFER, of any alignment, can hold pointers. */
static size_t
padding_of(const char *buffer)
{
	size_t odd = (size_t)((uintptr_t)buffer % _Alignof(char *));

	return odd == 0 ? 0 : _Alignof(char *) - odd;
}

static size_t
group_need(const struct snapshot_group *group, const char *buffer)
{
	return padding_of(buffer) +
	    ((size_t)group->member_count + 1) * sizeof(char *) +
	    group->strings_len;
}

/* Pointers first, then the strings as they are stored in the record. */
static bool
fill_group(const struct snapshot_group *group, struct group *result,
    char *buffer, size_t buflen)
{
	char **members, *strings;

	if (buflen < group_need(group, buffer))
		return false;
	members = (char **)(void *)(buffer + padding_of(buffer));
	strings = (char *)(members + group->member_count + 1);
	memcpy(strings, group->strings, group->strings_len);
	for (uint32_t i = 0; i < group->member_count; i++)
		members[i] = strings + snapshot_member(group, i);
	members[group->member_count] = NULL;
	result->gr_name = strings;
	result->gr_passwd = strings + group->name_len + 1;
	result->gr_gid = group->gid;
	result->gr_mem = members;
	return true;
}

enum nss_status
_nss_fieldusers_getgrnam_r(const char *name, struct group *result, char *buffer,
    size_t buflen, int *errnop)
{
	struct outcome outcome = { 0 };
	struct snapshot_group group;
	struct snapshot_view view;

	if (name[0] == '\0')
		return lookup_nobody(errnop);
	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		outcome.status = snapshot_group_by_name(&view, name, &group);
		if (outcome.status == SNAPSHOT_OK)
			outcome.too_small = !fill_group(
			    &group, result, buffer, buflen);
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	return lookup_result(&outcome, errnop);
}

enum nss_status
_nss_fieldusers_getgrgid_r(
    gid_t gid, struct group *result, char *buffer, size_t buflen, int *errnop)
{
	struct outcome outcome = { 0 };
	struct snapshot_group group;
	struct snapshot_view view;

	if (gid == (gid_t)-1)
		return lookup_nobody(errnop);
	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		outcome.status = snapshot_group_by_gid(&view, gid, &group);
		if (outcome.status == SNAPSHOT_OK)
			outcome.too_small = !fill_group(
			    &group, result, buffer, buflen);
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	return lookup_result(&outcome, errnop);
}

enum nss_status
_nss_fieldusers_setgrent(int stay_open)
{
	(void)stay_open;
	atomic_store(&position, SNAPSHOT_CURSOR_START);
	return NSS_STATUS_SUCCESS;
}

enum nss_status
_nss_fieldusers_endgrent(void)
{
	atomic_store(&position, SNAPSHOT_CURSOR_START);
	return NSS_STATUS_SUCCESS;
}

/* One attempt: false when another thread took the same entry first. */
static bool
next_group(struct snapshot_view *view, struct group *result, char *buffer,
    size_t buflen, struct outcome *outcome)
{
	uint64_t here = atomic_load(&position), next = SNAPSHOT_CURSOR_END;
	uint32_t hint = atomic_load(&position_hint);
	struct snapshot_group group;

	outcome->status = snapshot_next_group(view, here, &hint, &next, &group);
	if (outcome->status == SNAPSHOT_OK &&
	    buflen < group_need(&group, buffer)) {
		outcome->too_small = true; /* and the position is unchanged */
		return true;
	}
	if (outcome->status != SNAPSHOT_OK && outcome->status != SNAPSHOT_NONE)
		return true;
	if (!atomic_compare_exchange_strong(&position, &here, next))
		return false;
	atomic_store(&position_hint, hint);
	if (outcome->status == SNAPSHOT_OK)
		(void)fill_group(&group, result, buffer, buflen);
	return true;
}

enum nss_status
_nss_fieldusers_getgrent_r(
    struct group *result, char *buffer, size_t buflen, int *errnop)
{
	struct outcome outcome = { 0 };
	struct snapshot_view view;

	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		while (!next_group(&view, result, buffer, buflen, &outcome))
			continue;
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	return lookup_result(&outcome, errnop);
}
