/*
 * syncd/pipe/order: what the agent tells fieldauth-mail.
 * Layer: pipe (base, jansson).  Users: syncd (agent), syncd/mail (worker).
 *
 * Lines as in message.h.  The first order is either
 *
 *   server     then any number of mails and texts, one at a time: each is
 *              answered by a `result' before the next is sent.  The end of the
 *              input ends the worker, with `done'.
 *   consent    answered by `device' (unless tokens are only renewed), `tokens'
 *              and `done', or by `error'.
 *
 * Orders contain secrets: their lines are sent only through the pipe, wiped by
 * their creator (pipe_line_free()) and never logged.
 * Tested by tests/unit/pipe/test_pipe_order.c.
 */
#ifndef SYNCD_PIPE_ORDER_H
#define SYNCD_PIPE_ORDER_H

#include "syncd/pipe/request.h"

#define PIPE_ADDRESS_MAX 254   /* bytes of an e-mail address */
#define PIPE_BODY_MAX    16384 /* bytes of a mail or of a text's request */
#define PIPE_IMAGE_MAX   16384 /* bytes in base64 */
#define PIPE_HEADER_MAX  1024

enum pipe_auth { PIPE_AUTH_NONE, PIPE_AUTH_PASSWORD, PIPE_AUTH_XOAUTH2 };

/*
 * The mail server.  Every mail leaves either by TLS with a verified server, or
 * by plain or unverified TLS to a loopback address (`loopback'), where nothing
 * is signed in to: never otherwise.
 */
struct pipe_server {
	const char *url; /* smtp://HOST:PORT, smtps://HOST:PORT; NULL: none */
	bool loopback;   /* TLS only if it is offered, and only 127/8 or ::1 */
	enum pipe_auth auth;
	const char *username, *secret; /* a password or an access token */
	/* The only trusted certificate authorities, PEM in base64; NULL: the
	 * system's. */
	const char *ca;
	/* Seconds for connecting, and for each response; 0: the defaults. */
	int connect_s, reply_s;
};

struct pipe_mail {
	const char *id;               /* of the row: visible ASCII */
	const char *to, *to_name;     /* names may be NULL */
	const char *from, *from_name; /* the header */
	const char *envelope_from;    /* the envelope; also Sender if other */
	const char *reply_to;         /* NULL: none */
	const char *subject;          /* one line */
	const char *body;             /* UTF-8, lines end with \n */
	const char *image;            /* a PNG in base64, or NULL */
	int64_t date_s;               /* UTC */
};

/* A request to a text gateway: POST, or GET without a body. */
struct pipe_text {
	const char *id;
	const char *url;    /* https, or http to a loopback address */
	const char *header; /* "Name: value", may be a secret; or NULL */
	const char *body;   /* NULL: GET */
	const char *ca;     /* as above */
};

/*
 * Sign-in at the mail server by OAuth 2.0: the device authorization grant (RFC
 * 8628), or, with a refresh token, renewal (RFC 6749 section 6).
 */
struct pipe_consent {
	const char *device_url, *token_url;
	const char *client_id;
	const char *client_secret; /* or NULL */
	const char *scope;
	const char *refresh_token; /* NULL: ask a person */
	const char *ca;
};

enum pipe_order_type {
	PIPE_ORDER_SERVER,
	PIPE_ORDER_MAIL,
	PIPE_ORDER_TEXT,
	PIPE_ORDER_CONSENT,
};

struct pipe_order {
	enum pipe_order_type type;
	union {
		struct pipe_server server;
		struct pipe_mail mail;
		struct pipe_text text;
		struct pipe_consent consent;
	} u;
	json_t *root; /* owns the strings of a decoded order */
};

/* As for messages.  Encoded orders are wiped and freed by pipe_line_free(). */
int pipe_order_encode(
    const struct pipe_order *order, char **ret_line, size_t *ret_len);
int pipe_order_decode(
    const char *line, size_t len, struct pipe_order *ret_order);
void pipe_order_release(struct pipe_order *order);

#endif
