#include <sysexits.h>

#include "base/err.h"
#include "fieldctl/person/person.h"

int
person_find(struct ctl *ctl, const char *who, struct user *ret_user)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc = user_find(ctl->store, who, ret_user, &why);

	if (rc == FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_PERSON, who, NULL);
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, &why);
}
