/* Computes a person's permissions from plain data.  A permission that is not
 * granted explicitly is never in the result. */
#include <string.h>

#include "store/people/access.h"
#include "store/people/permission.h"

#define WORDS (ACCESS_MAX / 64)

void
access_add(struct access_set *set, size_t index)
{
	if (index < ACCESS_MAX)
		set->words[index / 64] |= UINT64_C(1) << index % 64;
}

bool
access_has(const struct access_set *set, size_t index)
{
	return index < ACCESS_MAX &&
	    (set->words[index / 64] >> index % 64 & 1) != 0;
}

void
access_join(struct access_set *set, const struct access_set *other)
{
	for (size_t i = 0; i < WORDS; i++)
		set->words[i] |= other->words[i];
}

bool
access_is_above_subworkers(const char *permission)
{
	static const char *const modules[] = { "payments.", "refunds.",
		"customers.", "settings." };

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (strncmp(permission, modules[i], strlen(modules[i])) == 0)
			return true;
	return permission_is_privileged(permission);
}

struct access_set
access_effective(const struct access_facts *facts)
{
	struct access_set set = { { 0 } };

	for (size_t i = 0; i < WORDS; i++) {
		uint64_t bits = facts->by_roles->words[i];

		if (facts->cap != NULL)
			bits &= facts->cap->words[i];
		bits |= facts->grants->words[i];
		bits &= ~facts->denials->words[i];
		if (facts->kind == USER_SUBWORKER)
			bits &= ~facts->above->words[i];
		set.words[i] = facts->full_access ? UINT64_MAX : bits;
	}
	return set;
}
