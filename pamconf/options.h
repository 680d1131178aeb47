/*
 * pamconf/options: the words after pam_fieldauth.so in a PAM file.
 * Layer: pamconf; libc alone, for it is linked into the module.
 * Users: pam_fieldauth/module; fieldctl explain and doctor.
 * Man page: pam_fieldauth(8).
 */
#ifndef PAMCONF_OPTIONS_H
#define PAMCONF_OPTIONS_H

#include <stdbool.h>

/* With its NUL; no permission has a longer name. */
#define PAMCONF_REQUIRED_SIZE 64

enum pamconf_fault {
	PAMCONF_FAULT_NONE,
	PAMCONF_FAULT_UNKNOWN, /* the word is no option */
	PAMCONF_FAULT_VALUE,   /* require= without a value, or of no use */
	PAMCONF_FAULT_TWICE,   /* an option stands twice */
};

struct pamconf_options {
	bool use_first_pass, try_first_pass, use_authtok, debug;
	const char *required; /* require=, one of the words; or NULL */
	/* The first thing that is wrong.  A gate that is misspelt must not be
	 * an open gate: with a fault, people of ours are refused. */
	enum pamconf_fault fault;
	const char *word; /* with it */
};

struct pamconf_options pamconf_options_read(int argc, const char *const *argv);

#endif
