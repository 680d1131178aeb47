#include <sysexits.h>

#include "base/err.h"
#include "control/change.h"
#include "control/open.h"
#include "store/db/reserve.h"

static enum store_mode
mode_of(unsigned flags)
{
	if ((flags & CONTROL_CREATES) != 0)
		return STORE_CREATE;
	return (flags & CONTROL_CHANGES) != 0 ? STORE_WRITE : STORE_READ;
}

static int
open_store(struct control_call *call, enum store_mode mode)
{
	const struct store_options options = {
		.paths = call->paths,
		.config = call->config,
		.clock = call->clock,
		.mode = mode,
	};

	return store_open(&options, &call->store);
}

int
control_open_as(struct control_call *call, enum store_mode mode)
{
	int rc = open_store(call, mode);

	if (control_is_full(call, rc) && reserve_release(call->paths))
		rc = open_store(call, mode);
	if (rc == FIELD_ENOTFOUND)
		return control_reason(call,
		    store_is_lost(call->paths) ? REASON_DATABASE_MISSING :
						 REASON_NOT_SET_UP,
		    NULL, NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
control_open(struct control_call *call)
{
	if ((call->request->flags & CONTROL_TIDIES) != 0 &&
	    open_store(call, STORE_WRITE) == FIELD_OK)
		return EX_OK;
	return control_open_as(call, mode_of(call->request->flags));
}
