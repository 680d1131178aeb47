/*
 * base/err: the error codes of the whole project.
 * Layer: base.  Users: everybody above, never the two modules' hosts.
 *
 * A function that can fail returns 0 or one negative enum field_err: one code
 * for each different thing that a caller does about it.  Lower layers never
 * log, print or exit.  Each boundary maps the codes once, in a switch without
 * default: to PAM codes, NSS statuses or exit codes.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum field_err {
	FIELD_OK = 0,
	FIELD_EINVAL = -1,     /* the input is bad: say why, change nothing */
	FIELD_ENOTFOUND = -2,  /* no such thing */
	FIELD_EEXIST = -3,     /* the name or number is taken */
	FIELD_EDENIED = -4,    /* a rule refuses: a struct refusal says which */
	FIELD_EBUSY = -5,      /* somebody else holds the lock: try again */
	FIELD_ENOMEM = -6,     /* out of memory or descriptors */
	FIELD_EIO = -7,        /* the system failed; errno is kept */
	FIELD_ECORRUPT = -8,   /* stored data is damaged: restore */
	FIELD_EVERSION = -9,   /* stored data is newer than this program */
	FIELD_EFULL = -10,     /* disk full or read-only */
	FIELD_ECONFLICT = -11, /* changed by somebody else meanwhile */
	FIELD_ENET = -12,      /* network or remote side: try again later */
	FIELD_EAUTH = -13,     /* remote credentials are dead: connect again */
};

/* An English phrase for CODE, static, never NULL, for logs and tests. */
const char *field_strerror(int code);

#endif
