#include "base/err.h"

const char *
field_strerror(int code)
{
	switch ((enum field_err)code) {
	case FIELD_OK:
		return "success";
	case FIELD_EINVAL:
		return "invalid input";
	case FIELD_ENOTFOUND:
		return "not found";
	case FIELD_EEXIST:
		return "already exists";
	case FIELD_EDENIED:
		return "refused by a rule";
	case FIELD_EBUSY:
		return "busy";
	case FIELD_ENOMEM:
		return "out of memory or descriptors";
	case FIELD_EIO:
		return "system error";
	case FIELD_ECORRUPT:
		return "damaged data";
	case FIELD_EVERSION:
		return "data newer than this program";
	case FIELD_EFULL:
		return "disk full or read-only";
	case FIELD_ECONFLICT:
		return "changed meanwhile";
	case FIELD_ENET:
		return "network failure";
	case FIELD_EAUTH:
		return "remote credentials refused";
	}
	return "unknown error";
}
