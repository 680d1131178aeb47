/*
 * base/err: the error codes of the whole project.
 * Layer: base.  Users: all other rooms; never the hosts of the two modules.
 *
 * A function that can fail returns 0 or one negative enum field_err: one code
 * for each distinct action that a caller may take.  Lower layers never log,
 * print or exit.  Each boundary maps the codes once, in a switch without a
 * default, to PAM codes, NSS statuses or exit codes.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum field_err {
	FIELD_OK = 0,
	FIELD_EINVAL = -1,     /* invalid input: say why, change nothing */
	FIELD_ENOTFOUND = -2,  /* no such thing */
	FIELD_EEXIST = -3,     /* the name or number is taken */
	FIELD_EDENIED = -4,    /* a rule refuses: a struct refusal says which */
	FIELD_EBUSY = -5,      /* another process holds the lock: retry */
	FIELD_ENOMEM = -6,     /* out of memory or descriptors */
	FIELD_EIO = -7,        /* the system failed; errno is kept */
	FIELD_ECORRUPT = -8,   /* stored data is damaged: restore */
	FIELD_EVERSION = -9,   /* stored data is newer than this program */
	FIELD_EFULL = -10,     /* disk full or read-only */
	FIELD_ECONFLICT = -11, /* changed by another process meanwhile */
	FIELD_ENET = -12,      /* network or remote failure: retry later */
	FIELD_EAUTH = -13,     /* remote credentials are dead: connect again */
};

/* An English phrase for CODE, static, never NULL, for logs and tests. */
const char *field_strerror(int code);

#endif
