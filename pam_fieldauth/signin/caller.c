/* pam_fieldauth/signin/caller: see the header. */
#include <string.h>

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
	str_word(caller->login, sizeof(caller->login), request->login);
	str_word(caller->required, sizeof(caller->required), request->required);
	if (uid == 0) {
		str_word(
		    caller->service, sizeof(caller->service), request->service);
		str_word(caller->tty, sizeof(caller->tty), request->tty);
		str_word(
		    caller->address, sizeof(caller->address), request->address);
		return;
	}
	(void)str_copy(
	    caller->service, sizeof(caller->service), CALLER_SERVICE);
	/* a refusal names it: only what the product knows */
	if (caller->required[0] != '\0' &&
	    !permission_exists(request->required))
		(void)str_copy(caller->required, sizeof(caller->required), "?");
	peer_describe(uid, pid, caller->kernel, sizeof(caller->kernel));
}
