#include <stdio.h>

#include "base/err.h"
#include "syncd/say.h"

int
say(json_t *object)
{
	int rc = object != NULL &&
		json_dumpf(object, stdout, JSON_COMPACT) == 0 ?
	    FIELD_OK :
	    FIELD_EIO;

	json_decref(object);
	if (fputc('\n', stdout) == EOF || fflush(stdout) == EOF)
		rc = FIELD_EIO;
	return rc;
}
