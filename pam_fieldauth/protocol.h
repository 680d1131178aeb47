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
 *
 * A dialogue has rounds.  Each is one request and one answer: an answer may ask
 * for one more prompt (its `step`), and the module then sends the same request
 * again with that step and the reply.  Nothing is kept between rounds except in
 * the host: a person may think for minutes, and holds no helper, slot, lock or
 * place at the gate meanwhile.  A step is a claim like the rest of a request,
 * and does not grant anything alone.
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
	PROTOCOL_PROFILE, /* after a sign-in: notices, fields of the profile */
	PROTOCOL_VERB_END,
};

/* What a request brings, and what an answer asks for. */
enum protocol_step {
	PROTOCOL_STEP_NONE, /* the host's own prompt; no more prompts */
	PROTOCOL_STEP_CODE, /* authenticate: `reply` is a one-time code */
	/* authenticate: `secret` as before, and `reply` is the code that was
	 * mailed to verify the address, or "" to have one mailed */
	PROTOCOL_STEP_VERIFY,
	PROTOCOL_STEP_FIELD, /* profile: `reply` is the value of `field` */
	PROTOCOL_STEP_END,
};

/* The prompts of one dialogue after the first: a code is asked for again twice.
 * The helper counts as well, by the request's `round`. */
#define PROTOCOL_ROUNDS 3
/* Prompts for profile fields, all together. */
#define PROTOCOL_FIELD_ROUNDS 12

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
/* PROTOCOL_AUTHENTICATE: the secret is what sshd substitutes for the input of a
 * user whom it will not admit, as long as that input. */
#define PROTOCOL_JUNK 32u
/* PROTOCOL_AUTHENTICATE: the host is sshd, which may substitute input. */
#define PROTOCOL_SSHD 64u
/* PROTOCOL_CHECK_CHANGE, PROTOCOL_CHANGE: without the old password, in a session
 * that permits it once: it was opened with a one-time code. */
#define PROTOCOL_BY_SESSION 128u
#define PROTOCOL_FLAGS      255u

struct protocol_request {
	uint32_t verb; /* enum protocol_verb */
	uint32_t flags;
	uint32_t uid;    /* from the snapshot; 0: unknown name */
	uint32_t leader; /* process id of a session's leader */
	uint32_t caller; /* the host's real uid */
	uint32_t step;   /* enum protocol_step */
	uint32_t round; /* prompts of this dialogue that were answered so far */
	char login[64]; /* from the snapshot; "" for unknown names */
	char service[64];
	char tty[64];
	char address[256]; /* PAM_RHOST */
	char invoker[64];  /* PAM_RUSER: the user that the host serves, or "" */
	char required[64]; /* require=, or "" */
	char method[32];   /* PROTOCOL_OPEN_SESSION: "" if not known */
	char session[40];  /* PROTOCOL_CLOSE_SESSION */
	char sign_in[40];  /* of the answer to PROTOCOL_AUTHENTICATE */
	char field[32];    /* PROTOCOL_PROFILE */
	char secret[PROTOCOL_SECRET_SIZE];     /* the old one, in a change */
	char new_secret[PROTOCOL_SECRET_SIZE]; /* PROTOCOL_CHANGE */
	char reply[PROTOCOL_SECRET_SIZE];      /* to the prompt of `step` */
};

struct protocol_answer {
	uint32_t code;        /* a PAM code */
	uint32_t must_change; /* 0 or 1: of the account */
	/* PROTOCOL_STEP_NONE: this is the verdict.  Otherwise prompt for that,
	 * and until it is answered the code counts. */
	uint32_t step;
	uint32_t echo; /* 0 or 1: the reply may be shown */
	/* 0 or 1: after a refusal, another new password may be accepted; with a
	 * PAM_SUCCESS of PROTOCOL_AUTHENTICATE, one is offered */
	uint32_t retry;
	uint32_t profile;   /* 0 or 1: continue with PROTOCOL_PROFILE */
	char sentence[512]; /* for the person, or "" */
	/* PROTOCOL_AUTHENTICATE: the id of the sign-in, for the requests that
	 * follow; "" if it could not be recorded. */
	char sign_in[40];
	/* 0 or 1: it was by a one-time code, which permits a change without the
	 * old password. */
	uint32_t by_code;
	char field[32];   /* PROTOCOL_STEP_FIELD */
	char method[32];  /* how the person was authenticated */
	char session[40]; /* PROTOCOL_OPEN_SESSION */
	char role[64], site[64], landing[256];
	/* Of `step`.  Otherwise with the reason, because greeters do not show the
	 * sentence: with retry, for a new password; with PROTOCOL_ONLY_ASKING,
	 * for the current password of a person who must change it, or with
	 * `sign_in`, which takes its place, for the new one. */
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
