#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "syncd/work/frame/fault.h"

int
fault_set(
    struct fault *fault, enum pipe_error_code code, const char *format, ...)
{
	va_list args;

	fault->code = code;
	va_start(args, format);
	(void)vsnprintf(fault->sentence, sizeof(fault->sentence), format, args);
	va_end(args);
	return FIELD_ENET;
}

int
fault_internal(struct fault *fault, int rc, const char *what)
{
	fault->http_status = 0;
	fault->correlation_id[0] = '\0';
	return fault_set(fault, PIPE_ERROR_INTERNAL,
	    "The worker failed at "
	    "%s: %s.",
	    what, field_strerror(rc));
}
