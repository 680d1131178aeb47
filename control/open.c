#include <sysexits.h>

#include "base/err.h"
#include "control/change.h"
#include "control/open.h"
#include "store/db/reserve.h"

int
control_open(struct control_call *call)
{
	const struct store_options options = {
		.paths = call->paths,
		.config = call->config,
		.clock = call->clock,
		.mode = (call->request->flags & CONTROL_CHANGES) != 0 ?
		    STORE_WRITE :
		    STORE_READ,
	};
	int err = store_open(&options, &call->store);

	if (control_is_full(call, err) && reserve_release(call->paths))
		err = store_open(&options, &call->store);
	if (err == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NOT_SET_UP, NULL, NULL);
	return err == FIELD_OK ? EX_OK : control_failed(call, err, NULL);
}
