#include <errno.h>
#include <pwd.h>
#include <security/pam_modutil.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "build_paths.h"
#include "pam_fieldauth/module/person.h"
#include "snapshot/reader.h"

/* Made by `fieldctl setup`: with it, a missing snapshot is a fault. */
#define SET_UP FIELDAUTH_SYSCONFDIR "/secret.key"

static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;

/* The module is unloaded by each pam_end(). */
__attribute__((destructor)) static void
unload(void)
{
	snapshot_cache_close(&cache);
}

static enum snapshot_status
look_up(const char *name, struct person *person)
{
	static const struct snapshot_source source = {
		.path = FIELDAUTH_SNAPSHOT,
		.owner = 0,
	};
	struct snapshot_view view;
	struct snapshot_person found;
	enum snapshot_status status;

	status = snapshot_enter(&cache, &source, &view);
	if (status != SNAPSHOT_OK)
		return status;
	status = snapshot_by_name(&view, name, &found);
	if (status == SNAPSHOT_OK &&
	    (found.uid == 0 || found.login_len >= sizeof(person->login)))
		status = SNAPSHOT_DAMAGED;
	if (status == SNAPSHOT_OK) {
		memcpy(person->login, found.login, found.login_len);
		person->login[found.login_len] = '\0';
		person->uid = found.uid;
	}
	snapshot_leave(&view);
	return status;
}

static bool
has_uid(pam_handle_t *pamh, const char *name, uint32_t uid)
{
	const struct passwd *pw = pam_modutil_getpwnam(pamh, name);

	return pw != NULL && pw->pw_uid == uid;
}

static bool
terminal_is_set_up(void)
{
	struct stat st;

	return stat(SET_UP, &st) == 0 || errno != ENOENT;
}

static enum whose
whose_otherwise(enum snapshot_status status)
{
	switch (status) {
	case SNAPSHOT_OK:
	case SNAPSHOT_NONE:
		return WHOSE_NOBODYS;
	case SNAPSHOT_MISSING:
		return terminal_is_set_up() ? WHOSE_UNKNOWABLE : WHOSE_NOBODYS;
	case SNAPSHOT_DAMAGED:
	case SNAPSHOT_UNREADABLE:
	case SNAPSHOT_AGAIN:
		break;
	}
	return WHOSE_UNKNOWABLE;
}

struct person
person_find(pam_handle_t *pamh, const char *name)
{
	struct person person = { .whose = WHOSE_UNKNOWABLE };
	enum snapshot_status status = look_up(name, &person);

	if (status == SNAPSHOT_OK && has_uid(pamh, name, person.uid) &&
	    has_uid(pamh, person.login, person.uid)) {
		person.whose = WHOSE_OURS;
		return person;
	}
	person.uid = 0;
	person.login[0] = '\0';
	if (pam_modutil_getpwnam(pamh, name) != NULL)
		person.whose = WHOSE_LOCAL;
	else
		person.whose = whose_otherwise(status);
	return person;
}
