/*
 * pam_fieldauth/protocol: requests and answers between the PAM module and
 * fieldauth-signin.
 * Layer: both ends; libc only, since it is linked into the module.
 * Users: pam_fieldauth/module, pam_fieldauth/signin, the fuzzer.
 *
 * A message is a header of 12 bytes (magic, version, kind, length of the body,
 * all little-endian) and a body of fields in a fixed order: numbers of 4 bytes;
 * strings preceded by their length in 2 bytes, without NUL.  A body that is too
 * short, too long, or has trailing bytes is invalid.  Both ends come from one
 * package; a different version is rejected.
 */
#ifndef PAM_FIELDAUTH_PROTOCOL_H
#define PAM_FIELDAUTH_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROTOCOL_VERSION  3
#define PROTOCOL_HEADER   12
#define PROTOCOL_BODY_MAX 8192
#define PROTOCOL_MAX      (PROTOCOL_HEADER + PROTOCOL_BODY_MAX)

/* Size of a secret with its NUL: PAM_MAX_RESP_SIZE of
 * <security/_pam_types.h>. */
#define PROTOCOL_SECRET_SIZE 512

enum protocol_verb {
	PROTOCOL_AUTHENTICATE = 1,
	PROTOCOL_ACCOUNT,
	PROTOCOL_CHECK_CHANGE, /* chauthtok, preliminary */
	PROTOCOL_CHANGE,       /* chauthtok, update */
	PROTOCOL_OPEN_SESSION,
	PROTOCOL_CLOSE_SESSION,
	PROTOCOL_VERB_END,
};

/* PROTOCOL_CHECK_CHANGE, PROTOCOL_CHANGE: the host runs as root, and changes
 * another user's password without knowing the old one. */
#define PROTOCOL_WITHOUT_OLD 1u
/* PROTOCOL_ACCOUNT: from a host that changes only expired passwords: whether
 * this one must be changed; not a sign-in. */
#define PROTOCOL_ONLY_ASKING 2u
/* PAM_USER is an e-mail address, not the login name.  For unknown names: it has
 * an @. */
#define PROTOCOL_ALIAS 4u
/* An option of the module in the PAM file is invalid: refuse. */
#define PROTOCOL_BAD_OPTION 8u
/* PROTOCOL_CHANGE: the new password was typed differently the second time, and
 * is not sent: only the next prompt is requested. */
#define PROTOCOL_MISTYPED 16u
#define PROTOCOL_FLAGS    31u

struct protocol_request {
	uint32_t verb; /* enum protocol_verb */
	uint32_t flags;
	uint32_t uid;    /* from the snapshot; 0: unknown name */
	uint32_t leader; /* process id of a session's leader */
	uint32_t caller; /* the host's real uid */
	char login[64];  /* from the snapshot; "" for unknown names */
	char service[64];
	char tty[64];
	char address[256]; /* PAM_RHOST */
	char invoker[64];  /* PAM_RUSER: the user that the host serves, or "" */
	char required[64]; /* require=, or "" */
	char method[32];   /* PROTOCOL_OPEN_SESSION: "" if not known */
	char session[40];  /* PROTOCOL_CLOSE_SESSION */
	char secret[PROTOCOL_SECRET_SIZE];     /* the old one, in a change */
	char new_secret[PROTOCOL_SECRET_SIZE]; /* PROTOCOL_CHANGE */
};

struct protocol_answer {
	uint32_t code;        /* a PAM code */
	uint32_t must_change; /* 0 or 1: of the account */
	uint32_t retry;       /* 0 or 1: another new password may be accepted */
	char sentence[512];   /* for the person, or "" */
	char method[32];      /* how the person was authenticated */
	char session[40];     /* PROTOCOL_OPEN_SESSION */
	char role[64], site[64], landing[256];
	/* With the reason, because greeters do not show the sentence.
	 * PROTOCOL_ONLY_ASKING: for the current password of a person who must
	 * change it.  PROTOCOL_CHANGE with retry: for another new password. */
	char prompt[640];
	char prompt_again[128];
};

/* Encode the message into BUF of PROTOCOL_MAX bytes.  Returns its length, never
 * 0: all members are limited in size, and BUF is large enough for them. */
size_t protocol_put_request(
    const struct protocol_request *message, unsigned char *buf);
size_t protocol_put_answer(
    const struct protocol_answer *message, unsigned char *buf);

/*
 * Length of the whole message, from its first PROTOCOL_HEADER bytes; 0 when
 * they are no header of a request (ANSWER false) or an answer.
 */
size_t protocol_message_len(const unsigned char *header, bool answer);

/* Decode a whole message.  False, and *ret wiped, when it is invalid. */
bool protocol_get_request(
    const unsigned char *message, size_t len, struct protocol_request *ret);
bool protocol_get_answer(
    const unsigned char *message, size_t len, struct protocol_answer *ret);

/* Copy TEXT (NULL: ""), truncated to fit at a character boundary. */
void protocol_set(char *buf, size_t size, const char *text);

/* --- the wire --------------------------------------------------------------- */

/* Receive one whole message into BUF of PROTOCOL_MAX bytes, before DEADLINE as
 * in base/stream.  Returns its length, or 0 with errno. */
size_t protocol_receive_message(
    int fd, bool answer, unsigned char *buf, int64_t deadline);

#endif
