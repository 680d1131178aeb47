/* Goes by the clock of the machine again, after it was wrong. */
#include <sysexits.h>

#include "control/change.h"
#include "control/org/org.h"
#include "control/value.h"
#include "store/verb/place.h"

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	(void)call;
	(void)context;
	return terminal_accept_clock(change, why);
}

int
terminal_clock_request(struct control_call *call)
{
	int status = control_change(call, "terminal.clock", apply, NULL);

	return status == EX_OK ? control_result(call,
				     json_pack("{s:o, s:b}", "time",
					 value_time(store_now_s(call->store)),
					 "dry_run", call->dry_run)) :
				 status;
}
