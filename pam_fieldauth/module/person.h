/*
 * pam_fieldauth/module/person: which directory a user name belongs to.
 * Layer: module; libc and the snapshot reader.  Users: the entry points.
 */
#ifndef PAM_FIELDAUTH_MODULE_PERSON_H
#define PAM_FIELDAUTH_MODULE_PERSON_H

#include <stdbool.h>
#include <stdint.h>

enum whose {
	WHOSE_OURS,    /* the snapshot and getpwnam() agree on the uid */
	WHOSE_LOCAL,   /* known to getpwnam(), but not ours */
	WHOSE_NOBODYS, /* unknown */
	/* may be ours: the snapshot of this terminal cannot be read, or
	 * getpwnam() failed; refused, and never passed to other modules */
	WHOSE_UNKNOWABLE,
	WHOSE_COUNT,
};

struct person {
	enum whose whose;
	uint32_t uid;   /* WHOSE_OURS; otherwise 0 */
	char login[64]; /* WHOSE_OURS; otherwise "" */
	/* The name is not the login name.  For unknown names: it has the form
	 * of an address, so that both cost the helper the same. */
	bool alias;
};

/* NAME is PAM_USER: a login name or an e-mail address of any length. */
struct person module_person(const char *name);

#endif
