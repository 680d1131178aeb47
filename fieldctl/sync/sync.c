
#include "fieldctl/frame/ask.h"
#include "fieldctl/sync/sync.h"

int
sync_check_source(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "source", ctl->args[0]);
	return ctl_do(ctl, "source.find", params);
}
