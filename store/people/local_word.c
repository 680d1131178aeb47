/*
 * The reserved words.  Sources: base-passwd's master files (users and groups of
 * every Debian), systemd's "Users, Groups, UIDs and GIDs on systemd systems",
 * and the users that Debian's packages of common daemons create.  Groups are in
 * snapshot/local_group.def, which other files use as well.
 */
#include <string.h>

#include "store/people/local_word.h"

/* The groups in snapshot/local_group.def, by name. */
#define POWER_AT(gid, name, why) name,
#define POWER(name, why)         name,
#define POWER_PREFIX(prefix, why)
#define HARMLESS(name, why)
static const char *const powerful_groups[] = {
#include "snapshot/local_group.def"
};
#undef POWER_AT
#undef POWER
#undef POWER_PREFIX
#undef HARMLESS

#define POWER_AT(gid, name, why)
#define POWER(name, why)
#define POWER_PREFIX(prefix, why) prefix,
#define HARMLESS(name, why)
static const char *const powerful_prefixes[] = {
#include "snapshot/local_group.def"
};
#undef POWER_PREFIX
#undef HARMLESS

#define POWER_PREFIX(prefix, why)
#define HARMLESS(name, why) name,
static const char *const harmless_groups[] = {
#include "snapshot/local_group.def"
};

/* Words that are not groups, or harmless ones; the groups of the list are
 * reserved, too. */
static const char *const reserved_words[] = {
	/* users of base-passwd and of other systems */
	"sync", "ubuntu", "debian", "halt", "shutdown", "reboot", "toor",
	/* ours */
	"assignable", "fieldctl", "syncd",
	/* words that programs accept in place of a person */
	"all", "any", "none", "everyone", "self", "me"
};

/* 'gone-' is the prefix of a purged person's name in NSS. */
static const char *const reserved_prefixes[] = { "role-", "perm-", "site-",
	"crew-", "cal-", "veh-", "appr-", "org-", "gone-" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_listed(const char *name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, words[i]) == 0)
			return true;
	return false;
}

static bool
has_prefix(const char *name, const char *const *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static bool
is_powerful(const char *name)
{
	return is_listed(name, powerful_groups, COUNT(powerful_groups)) ||
	    has_prefix(name, powerful_prefixes, COUNT(powerful_prefixes));
}

bool
local_name_is_reserved(const char *name)
{
	return is_powerful(name) ||
	    has_prefix(name, reserved_prefixes, COUNT(reserved_prefixes)) ||
	    is_listed(name, harmless_groups, COUNT(harmless_groups)) ||
	    is_listed(name, reserved_words, COUNT(reserved_words));
}

/* LIST contains names, separated by spaces or commas. */
static bool
is_in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (*list != '\0') {
		size_t word_len = strcspn(list, " ,\t");

		if (word_len == len && strncmp(list, name, len) == 0)
			return true;
		list += word_len;
		list += strspn(list, " ,\t");
	}
	return false;
}

bool
local_word_is_powerful(const struct config *config, const char *name)
{
	return is_powerful(name) ||
	    (config != NULL && is_in_list(config->denied_groups, name));
}
