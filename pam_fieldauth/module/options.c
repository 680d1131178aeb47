/* The module's options.  Errors must be logged and never ignored. */
#include <security/pam_ext.h>
#include <stddef.h>
#include <syslog.h>

#include "pam_fieldauth/module/options.h"
#include "pamconf/options.h"

static const char *
fault_text(enum pamconf_fault fault)
{
	switch (fault) {
	case PAMCONF_FAULT_NONE:
		break;
	case PAMCONF_FAULT_UNKNOWN:
		return "unknown option";
	case PAMCONF_FAULT_VALUE:
		return "option with a bad value";
	case PAMCONF_FAULT_TWICE:
		return "option given twice";
	}
	return "";
}

struct options
options_read(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const struct pamconf_options words = pamconf_options_read(argc, argv);

	if (words.fault != PAMCONF_FAULT_NONE)
		pam_syslog(pamh, LOG_ERR,
		    "%s: '%s': people of fieldauth are refused",
		    fault_text(words.fault), words.word);
	return (struct options){
		.use_first_pass = words.use_first_pass,
		.try_first_pass = words.try_first_pass,
		.use_authtok = words.use_authtok,
		.debug = words.debug,
		.required = words.required != NULL ? words.required : "",
		.bad = words.fault != PAMCONF_FAULT_NONE,
		.silent = (flags & PAM_SILENT) != 0,
	};
}
