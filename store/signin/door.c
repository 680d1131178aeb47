/* Decides who may connect.  Their rights there are decided by rules. */
#include "base/err.h"
#include "store/signin/door.h"
#include "store/access/standing.h"

static enum reason
judge(struct store *store, const struct user *user, int *ret_err)
{
	const struct signin_request request = {
		.login = user->login,
		.uid = user->uid,
		.service = DOOR_SERVICE,
		.exempt_from_change = true,
	};
	enum reason reason = REASON_NOT_A_PERSON;
	struct standing standing;

	*ret_err = standing_load(store, &request, &standing);
	if (*ret_err != FIELD_OK)
		return reason;
	if (standing.found) {
		standing.in.has_secret = true;
		reason = rules_may_sign_in(&standing.in);
	}
	standing_release(&standing);
	return reason;
}

int
door_judge(
    struct store *store, uid_t uid, struct user *ret_user, struct refusal *why)
{
	struct user user;
	enum reason reason;
	int rc = uid == 0 ? FIELD_ENOTFOUND : user_by_uid(store, uid, &user);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NOT_A_PERSON, NULL, NULL);
	if (rc != FIELD_OK)
		return rc;
	reason = judge(store, &user, &rc);
	if (rc != FIELD_OK)
		return rc;
	if (reason != REASON_NONE)
		return refuse(why, reason, NULL, NULL);
	*ret_user = user;
	return FIELD_OK;
}
