#include "base/err.h"
#include "syncd/fetch/xero.h"

int
xero_pull(struct pull *pull)
{
	return fault_set(pull->fault, PIPE_ERROR_SETTING, "x");
}

int
xero_tenants(struct api *api, struct fault *ret_fault)
{
	(void)api;
	return fault_set(ret_fault, PIPE_ERROR_SETTING, "x");
}
