/*
 * The groups of a person.  Without this function glibc would enumerate all
 * groups at each login (nss/initgroups-fallback.c), and find none where
 * enumeration is disabled.
 */
#include <errno.h>
#include <stdlib.h>

#include "nss_fieldusers/lookup.h"
#include "snapshot/local_gid.h"

NSS_EXPORT enum nss_status _nss_fieldusers_initgroups_dyn(const char *user,
    gid_t group, long int *start, long int *size, gid_t **groupsp,
    long int limit, int *errnop);

/* The caller's growing array, as passed by glibc. */
struct gid_list {
	long int *start, *size;
	gid_t **groups;
	long int limit; /* 0 or less: no limit */
	gid_t primary;
	bool any, full;
};

/* 0 or ENOMEM; as nss/nss_files/files-initgroups.c has it. */
static int
append_gid(struct gid_list *list, gid_t gid)
{
	if (gid == list->primary || list->full)
		return 0;
	if (*list->start == *list->size) {
		long int grown = *list->size > 0 ? *list->size * 2 : 1;
		gid_t *groups;

		if (list->limit > 0 && *list->size >= list->limit) {
			list->full = true;
			return 0;
		}
		if (list->limit > 0 && grown > list->limit)
			grown = list->limit;
		groups = realloc(
		    *list->groups, (size_t)grown * sizeof(*groups));
		if (groups == NULL)
			return ENOMEM;
		*list->groups = groups;
		*list->size = grown;
	}
	(*list->groups)[(*list->start)++] = gid;
	list->any = true;
	return 0;
}

static int
append_gids(struct gid_list *list, const uint8_t *gids, uint32_t count)
{
	int errnum = 0;

	for (uint32_t i = 0; i < count && errnum == 0; i++)
		errnum = append_gid(list, snapshot_gid(gids, i));
	return errnum;
}

/* A privileged group is skipped without affecting the others: the file may be
 * older than a change of the local group numbers. */
static int
append_local_gids(struct gid_list *list, const struct snapshot_person *person)
{
	int errnum = 0;

	for (uint32_t i = 0; i < person->local_gid_count && errnum == 0; i++) {
		uint32_t gid = snapshot_gid(person->local_gids, i);

		if (local_gid_is_harmless(gid))
			errnum = append_gid(list, gid);
	}
	return errnum;
}

static void
append_person(struct snapshot_view *view, const struct snapshot_person *person,
    struct gid_list *list, struct outcome *outcome)
{
	int errnum;

	/* All are checked before the first is returned: an invalid one means
	 * that the file was not made by the writer. */
	if (!snapshot_gids_are_allowed(view, person)) {
		outcome->status = SNAPSHOT_DAMAGED;
		return;
	}
	errnum = append_gids(list, person->gids, person->gid_count);
	if (errnum == 0)
		errnum = append_local_gids(list, person);
	if (errnum != 0) {
		outcome->status = SNAPSHOT_AGAIN;
		view->errnum = errnum;
	} else if (!list->any && !list->full) {
		outcome->status = SNAPSHOT_NONE;
	}
}

enum nss_status
_nss_fieldusers_initgroups_dyn(const char *user, gid_t group, long int *start,
    long int *size, gid_t **groupsp, long int limit, int *errnop)
{
	struct gid_list list = { start, size, groupsp, limit, group, false,
		false };
	struct outcome outcome = { 0 };
	struct snapshot_person person;
	struct snapshot_view view;
	int saved = errno; /* realloc() may change it on success */

	if (user[0] == '\0')
		return lookup_nobody(errnop);
	outcome.status = lookup_enter(&view);
	if (outcome.status == SNAPSHOT_OK) {
		outcome.status = snapshot_by_name(&view, user, &person);
		if (outcome.status == SNAPSHOT_OK)
			append_person(&view, &person, &list, &outcome);
		snapshot_leave(&view);
	}
	outcome.errnum = view.errnum;
	errno = saved;
	return lookup_result(&outcome, errnop);
}
