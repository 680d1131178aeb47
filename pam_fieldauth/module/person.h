/*
 * pam_fieldauth/module/person: whose name is it?
 * Layer: module; libc and the snapshot reader.  Users: the entry
 * points.
 */
#ifndef PAM_FIELDAUTH_MODULE_PERSON_H
#define PAM_FIELDAUTH_MODULE_PERSON_H

#include <stdbool.h>
#include <stdint.h>

enum whose {
	WHOSE_OURS,    /* getpwnam() of both names gives the snapshot's uid */
	WHOSE_LOCAL,   /* getpwnam() knows it, and it is not ours */
	WHOSE_NOBODYS, /* nobody knows it */
	WHOSE_UNKNOWABLE, /* may be ours, for the snapshot of this terminal
	                   * cannot be read or getpwnam() failed: refused, and
	                   * never handed on */
	WHOSE_COUNT,
};

struct person {
	enum whose whose;
	uint32_t uid;   /* WHOSE_OURS; else 0 */
	char login[64]; /* WHOSE_OURS; else "" */
	/* The name is not the login name; or, WHOSE_NOBODYS, looks as if it
	 * were not, so that both cost the helper the same. */
	bool alias;
};

/* NAME is PAM_USER: a login name or an e-mail address, of any length. */
struct person module_person(const char *name);

#endif
