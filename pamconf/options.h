/*
 * pamconf/options: the words after pam_fieldauth.so in a PAM file.
 * Layer: pamconf; libc only, since it is linked into the module.
 * Users: pam_fieldauth/module; fieldctl explain and doctor.
 * Man page: pam_fieldauth(8).
 */
#ifndef PAMCONF_OPTIONS_H
#define PAMCONF_OPTIONS_H

#include <stdbool.h>

/* Size with the NUL; permission names are not longer. */
#define PAMCONF_REQUIRED_SIZE 64

enum pamconf_fault {
	PAMCONF_FAULT_NONE,
	PAMCONF_FAULT_UNKNOWN, /* unknown option */
	PAMCONF_FAULT_VALUE,   /* value of require= missing or invalid */
	PAMCONF_FAULT_TWICE,   /* repeated option */
};

struct pamconf_options {
	bool use_first_pass, try_first_pass, use_authtok, debug;
	const char *required; /* require=, one of the words; or NULL */
	/* The first problem.  A misspelt gate must not become an open gate: if
	 * there is a problem, our people are refused. */
	enum pamconf_fault fault;
	const char *word; /* the word concerned */
};

struct pamconf_options pamconf_options_read(int argc, const char *const *argv);

#endif
