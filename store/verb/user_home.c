/* Transfers an existing home folder to a person. */
#include "base/err.h"
#include "store/core/detail.h"
#include "store/verb/user_home.h"
#include "store/verb/user_verb.h"

int
user_take_home(struct change *change, const char *person_id, const char *path,
    uint32_t from, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct user_verb verb;
	int rc = user_verb_begin(&verb, change, VERB_USER_TAKE_HOME,
	    "user.take-home", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	detail_text(&detail, "home", path);
	detail_int(&detail, "from_uid", from);
	return user_verb_audit(&verb, &detail);
}
