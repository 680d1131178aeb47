/*
 * pam_fieldauth/module/options: the words after the module's name in a PAM
 * file.
 * Layer: module.  Users: the entry points.  Man page: pam_fieldauth(8).
 */
#ifndef PAM_FIELDAUTH_MODULE_OPTIONS_H
#define PAM_FIELDAUTH_MODULE_OPTIONS_H

#include <security/pam_modules.h>
#include <stdbool.h>

struct options {
	bool use_first_pass, try_first_pass, use_authtok, debug;
	const char *required; /* require=, or "" */
	bool bad;             /* an option is invalid: our people are refused */
	bool silent;          /* PAM_SILENT */
};

/* Errors are logged at every sign-in. */
struct options options_read(
    pam_handle_t *pamh, int flags, int argc, const char **argv);

#endif
