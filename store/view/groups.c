/*
 * Groups as the name service of this machine gives them.  Never asks it about
 * a name that the viewer may not see.
 */
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/view/groups.h"

#define ENTRY_SIZE 65536 /* a group may have many members */
#define GROUPS_MAX 65536 /* NGROUPS_MAX */

/* Whether the machine knows the person by name and number. */
static bool
is_known(const struct user *user, char *buf)
{
	struct passwd entry, *found = NULL;

	return getpwnam_r(user->login, &entry, buf, ENTRY_SIZE, &found) == 0 &&
	    found != NULL && found->pw_uid == user->uid;
}

static int
add_group(struct name_list *names, gid_t gid, char *buf)
{
	struct group entry, *found = NULL;

	return getgrgid_r(gid, &entry, buf, ENTRY_SIZE, &found) == 0 &&
		found != NULL ?
	    name_list_add(names, found->gr_name) :
	    FIELD_OK;
}

static int
add_groups(const struct user *user, struct name_list *names, char *buf)
{
	int count = 64, size = count;
	gid_t *gids = NULL, *grown;
	int rc = FIELD_OK;

	do {
		size = count > size ? count : size;
		grown = reallocarray(gids, (size_t)size, sizeof(*gids));
		if (grown == NULL) {
			free(gids);
			return FIELD_ENOMEM;
		}
		gids = grown;
		count = size;
	} while (getgrouplist(user->login, user->uid, gids, &count) < 0 &&
	    count > size && count <= GROUPS_MAX);
	for (int i = 0; rc == FIELD_OK && i < count && i < size; i++)
		rc = add_group(names, gids[i], buf);
	free(gids);
	return rc;
}

int
view_person_groups(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_names)
{
	struct name_list names = { NULL, 0 };
	char *buf;
	int rc = FIELD_OK;

	if (!rules_may_see(&viewer->actor, user))
		return FIELD_ENOTFOUND;
	buf = malloc(ENTRY_SIZE);
	if (buf == NULL)
		return FIELD_ENOMEM;
	if (is_known(user, buf))
		rc = add_groups(user, &names, buf);
	free(buf);
	if (rc != FIELD_OK) {
		name_list_release(&names);
		return rc;
	}
	*ret_names = names; /* transferred */
	return FIELD_OK;
}

int
view_person_sessions(const struct viewer *viewer, const struct user *user,
    bool (*visit)(const struct session_row *row, void *context), void *context)
{
	if (!rules_may_see(&viewer->actor, user) ||
	    !rules_may_see_sessions(&viewer->actor, user))
		return FIELD_OK;
	return session_list(viewer->store, user->id, 0, visit, context);
}
