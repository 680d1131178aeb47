#include "base/err.h"
#include "store/lock/lock.h"
#include "store/verb/user_unlock.h"
#include "store/verb/user_verb.h"

int
user_unlock(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_UNLOCK, "user.unlock", person_id, why);

	if (rc == FIELD_OK)
		rc = lock_forget(change, person_id);
	if (rc != FIELD_OK || db_changes(verb.store) == 0)
		return rc;
	return user_verb_audit(&verb, NULL);
}
