/* The names of kinds and states, and a person's full name.  These words are
 * stored and printed: never change one. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "store/core/user.h"

const char *const user_kind_words[] = {
	[USER_INTERNAL] = "internal",
	[USER_EXTERNAL] = "external",
	[USER_FIELDWORKER] = "fieldworker",
	[USER_SUBWORKER] = "subworker",
	[USER_SUBWORKER + 1] = NULL,
};

/* 'blocked' and 'held' are flags beside the status. */
const char *const user_state_words[] = { "active", "inactive", "deleted",
	"blocked", "held", NULL };

static const char *const status_names[] = {
	[USER_ACTIVE] = "active",
	[USER_INACTIVE] = "inactive",
	[USER_DELETED] = "deleted",
	[USER_DELETED + 1] = NULL,
};

const char *const user_secret_words[] = {
	[USER_SECRET_NONE] = "none",
	[USER_SECRET_TEMPORARY] = "temporary",
	[USER_SECRET_PASSWORD] = "password",
	NULL,
};

/* A person without an invitation has no word. */
const char *const user_invited_words[] = {
	[USER_INVITATION_PENDING - 1] = "pending",
	[USER_INVITATION_EXPIRED - 1] = "expired",
	NULL,
};

static int
index_of(const char *const *names, const char *name, unsigned *ret_index)
{
	for (size_t i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], name) == 0) {
			*ret_index = (unsigned)i;
			return FIELD_OK;
		}
	}
	return FIELD_ENOTFOUND;
}

const char *
user_kind_name(enum user_kind kind)
{
	return user_kind_words[kind];
}

int
user_kind_by_name(const char *name, enum user_kind *ret_kind)
{
	unsigned i;
	int rc = index_of(user_kind_words, name, &i);

	if (rc == FIELD_OK)
		*ret_kind = (enum user_kind)i;
	return rc;
}

const char *
user_status_name(enum user_status status)
{
	return status_names[status];
}

bool
user_kind_takes_full_access(enum user_kind kind)
{
	return kind != USER_FIELDWORKER && kind != USER_SUBWORKER;
}

int
user_status_by_name(const char *name, enum user_status *ret_status)
{
	unsigned i;
	int rc = index_of(status_names, name, &i);

	if (rc == FIELD_OK)
		*ret_status = (enum user_status)i;
	return rc;
}

const char *
user_secret_name(enum user_secret secret)
{
	return user_secret_words[secret];
}

int
user_secret_by_name(const char *name, enum user_secret *ret_secret)
{
	unsigned i;
	int rc = index_of(user_secret_words, name, &i);

	if (rc == FIELD_OK)
		*ret_secret = (enum user_secret)i;
	return rc;
}

enum user_secret
user_secret_at(const struct user *user, int64_t now_s)
{
	return user->secret_expires_at != 0 &&
		user->secret_expires_at <= now_s ?
	    USER_SECRET_NONE :
	    user->stored_secret;
}

enum user_invited
user_invited_at(const struct user *user, int64_t now_s)
{
	if (user->invited_until == 0)
		return USER_NOT_INVITED;
	if (user->invited_until > now_s)
		return USER_INVITATION_PENDING;
	return user_secret_at(user, now_s) == USER_SECRET_PASSWORD ?
	    USER_NOT_INVITED :
	    USER_INVITATION_EXPIRED;
}

const char *
user_invited_name(enum user_invited invited)
{
	return invited == USER_NOT_INVITED ? "" :
					     user_invited_words[invited - 1];
}

int
user_invited_by_name(const char *name, enum user_invited *ret_invited)
{
	unsigned i;
	int rc = index_of(user_invited_words, name, &i);

	if (rc == FIELD_OK)
		*ret_invited = (enum user_invited)(i + 1);
	return rc;
}

void
user_full_name(const struct user *user, char *buf, size_t size)
{
	(void)snprintf(buf, size, "%s%s%s", user->first_name,
	    user->first_name[0] != '\0' && user->last_name[0] != '\0' ? " " :
									"",
	    user->last_name);
}
