/* Temporary passwords, made by libsodium's generator alone. */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "store/secret/secret.h"
#include "store/secret/temporary.h"

/* That a random text is too weak, or contains the person's name, is rare. */
#define TRIES 100

static size_t
group_count(const struct policies *policies)
{
	const size_t min = (size_t)policy_number(
	    policies, POLICY_MIN_PASSWORD_LENGTH);
	/* with its dash each group but the first adds one more */
	const size_t count = (min + 1 + TEMPORARY_GROUP) /
	    (TEMPORARY_GROUP + 1);

	return count > TEMPORARY_GROUPS_MIN ? count : TEMPORARY_GROUPS_MIN;
}

static int
make_one(size_t groups, struct secret *ret_password)
{
	static const char digits[] = TEMPORARY_DIGITS;
	char text[SECRET_TYPED_MAX];
	size_t len = 0;
	int rc;

	for (size_t i = 0; i < groups * TEMPORARY_GROUP; i++) {
		if (i > 0 && i % TEMPORARY_GROUP == 0)
			text[len++] = '-';
		text[len++] = digits[randombytes_uniform(sizeof(digits) - 1)];
	}
	rc = secret_init(ret_password, text, len);
	sodium_memzero(text, sizeof(text));
	return rc;
}

int
temporary_make(struct store *store, const struct user *user,
    struct secret *ret_password, struct refusal *why)
{
	struct policies policies;
	int rc = policies_load(store, user->org_id, &policies);

	if (rc != FIELD_OK)
		return rc;
	rc = FIELD_EDENIED;
	for (int i = 0; i < TRIES && rc == FIELD_EDENIED; i++) {
		struct secret password = SECRET_INIT;

		rc = make_one(group_count(&policies), &password);
		if (rc == FIELD_OK)
			rc = secret_check_new(
			    store, &password, NULL, user, &policies, why);
		if (rc == FIELD_OK)
			*ret_password = password; /* transferred */
		else
			secret_release(&password);
	}
	return rc;
}
