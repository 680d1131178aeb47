/* pam_fieldauth/signin/caller: see caller.h. */
#include <string.h>

#include "base/escape.h"
#include "base/str.h"
#include "pam_fieldauth/signin/caller.h"
#include "store/people/permission.h"
#include "store/session/peer.h"

void
caller_describe(const struct protocol_request *request, uid_t uid, pid_t pid,
    struct caller *ret_caller)
{
	struct caller *caller = ret_caller;

	memset(caller, 0, sizeof(*caller));
	(void)escape_copy(
	    caller->login, sizeof(caller->login), request->login, ESCAPE_WORD);
	(void)escape_copy(caller->required, sizeof(caller->required),
	    request->required, ESCAPE_WORD);
	if (uid == 0) {
		(void)escape_copy(caller->service, sizeof(caller->service),
		    request->service, ESCAPE_WORD);
		(void)escape_copy(caller->tty, sizeof(caller->tty),
		    request->tty, ESCAPE_WORD);
		(void)escape_copy(caller->address, sizeof(caller->address),
		    request->address, ESCAPE_WORD);
		return;
	}
	(void)str_copy(
	    caller->service, sizeof(caller->service), CALLER_SERVICE);
	/* refusals mention it: only known permissions are named */
	if (caller->required[0] != '\0' &&
	    !permission_exists(request->required))
		(void)str_copy(caller->required, sizeof(caller->required), "?");
	peer_describe(uid, pid, caller->kernel, sizeof(caller->kernel));
}
