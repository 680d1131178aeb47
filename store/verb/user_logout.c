#include "base/err.h"
#include "store/verb/user_logout.h"
#include "store/verb/user_verb.h"

int
user_logout(struct change *change, const char *person_id, const char *reason,
    struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_SESSION_END, "session.end", person_id, why);

	if (rc == FIELD_OK)
		rc = user_verb_end_sessions(&verb);
	if (rc != FIELD_OK)
		return rc;
	if (reason[0] != '\0')
		detail_text(&detail, "reason", reason);
	rc = user_verb_audit(&verb, &detail);
	detail_release(&detail);
	return rc;
}
