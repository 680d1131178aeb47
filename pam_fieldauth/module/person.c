#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/account.h"
#include "base/err.h"
#include "build_paths.h"
#include "pam_fieldauth/module/person.h"
#include "snapshot/reader.h"

/* Created by `fieldctl setup`: if it exists, a missing snapshot is an error. */
#define SET_UP FIELDAUTH_SYSCONFDIR "/secret.key"

#define PASSWD_LINE_MAX 4096

static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;

/* Each pam_end() unloads the module. */
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

/* --- the name according to NSS
 * -------------------------------------------------- */

enum known {
	KNOWN_NOT, /* every source was asked, and none knows the name */
	KNOWN,
	KNOWN_UNSURE, /* the question could not be answered */
};

/*
 * Not pam_modutil_getpwnam(): it does not distinguish "out of memory" from "no
 * such user", and the former would pass one of our people to the modules
 * behind.
 */
static enum known
ask_machine(const char *name, uint32_t *ret_uid)
{
	struct account account;

	switch (account_find(name, &account)) {
	case FIELD_OK:
		*ret_uid = account.uid;
		return KNOWN;
	case FIELD_ENOTFOUND:
		return KNOWN_NOT;
	default:
		return KNOWN_UNSURE;
	}
}

/* Read the file itself: NSS has its own mapping of the snapshot, and may still
 * know a person when we cannot read it. */
static bool
is_in_passwd_file(const char *name)
{
	FILE *file = fopen("/etc/passwd", "re");
	bool found = false;
	struct passwd *entry;
	char buf[PASSWD_LINE_MAX];
	struct passwd pw;

	if (file == NULL)
		return false;
	while (!found && fgetpwent_r(file, &pw, buf, sizeof(buf), &entry) == 0)
		found = strcmp(pw.pw_name, name) == 0;
	(void)fclose(file);
	return found;
}

/* --- both together ----------------------------------------------------------------- */

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

/* The name is known to NSS, and the snapshot did not identify it as ours. */
static enum whose
whose_if_known(const char *name, enum snapshot_status status)
{
	switch (status) {
	case SNAPSHOT_OK: /* with another uid: another account */
	case SNAPSHOT_NONE:
	case SNAPSHOT_MISSING: /* NSS does not know the person either */
	case SNAPSHOT_DAMAGED:
		return WHOSE_LOCAL;
	case SNAPSHOT_UNREADABLE:
	case SNAPSHOT_AGAIN:
		break;
	}
	return is_in_passwd_file(name) ? WHOSE_LOCAL : WHOSE_UNKNOWABLE;
}

static enum whose
find_whose(const char *name, enum snapshot_status status,
    const struct person *candidate)
{
	uint32_t uid = 0, login_uid = 0;
	enum known known = ask_machine(name, &uid);

	if (status == SNAPSHOT_OK && known == KNOWN && uid == candidate->uid) {
		enum known login = ask_machine(candidate->login, &login_uid);

		if (login == KNOWN && login_uid == uid)
			return WHOSE_OURS;
		if (login == KNOWN_UNSURE)
			return WHOSE_UNKNOWABLE;
	}
	if (known == KNOWN)
		return whose_if_known(name, status);
	if (status == SNAPSHOT_OK && known == KNOWN_UNSURE)
		return WHOSE_UNKNOWABLE;
	return whose_otherwise(status);
}

struct person
module_person(const char *name)
{
	struct person person = { .whose = WHOSE_UNKNOWABLE };
	enum snapshot_status status = look_up(name, &person);

	person.whose = find_whose(name, status, &person);
	if (person.whose != WHOSE_OURS) {
		person.uid = 0;
		person.login[0] = '\0';
	}
	person.alias = person.whose == WHOSE_OURS ?
	    strcmp(name, person.login) != 0 :
	    strchr(name, '@') != NULL;
	return person;
}
