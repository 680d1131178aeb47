#include <string.h>

#include "control/request.h"

const struct control_param *
control_param(const struct control_request *request, const char *name)
{
	const struct control_param *param = request->params;

	for (; param != NULL && param->name != NULL; param++)
		if (strcmp(param->name, name) == 0)
			return param;
	return NULL;
}
