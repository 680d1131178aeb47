/*
 * syncd/pipe/request: requests of the agent to fieldauth-fetch, and its acks.
 * Layer: pipe (base, jansson).  Users: syncd (agent), syncd/fetch (worker).
 *
 * One line of JSON as in message.h.  A request contains secrets: its line is
 * sent only through the pipe, is wiped by its creator (pipe_line_free()), and
 * is never logged.
 */
#ifndef SYNCD_PIPE_REQUEST_H
#define SYNCD_PIPE_REQUEST_H

#include "syncd/pipe/message.h"

#define PIPE_CA_MAX 40960 /* bytes in base64: room for other members */

enum pipe_provider { PIPE_QUICKBOOKS, PIPE_XERO };

enum pipe_operation {
	PIPE_PULL,               /* people */
	PIPE_TENANTS,            /* Xero: the connections of the consent */
	PIPE_EXCHANGE,           /* authorization code -> tokens */
	PIPE_CLIENT_CREDENTIALS, /* Xero custom connection -> tokens */
	PIPE_REVOKE,             /* end the connection at the provider */
};

/*
 * Addresses: https, or http to a loopback address, without a trailing slash
 * (config_url_is_safe()).  NULL: the provider's own (request.c has the table).
 */
struct pipe_request {
	enum pipe_operation operation;
	enum pipe_provider provider;
	const char *api_url, *token_url, *revoke_url, *connections_url;
	/* The only trusted certificate authorities, PEM in base64 (RFC 4648):
	 * the worker cannot read files of root.  NULL: the system's. */
	const char *ca;
	const char *client_id;     /* never NULL */
	const char *client_secret; /* NULL: a PKCE client without one */
	bool custom_connection;    /* Xero: renew by client credentials */
	bool sandbox;              /* QuickBooks: the sandbox's API address */

	/* pull, tenants, revoke */
	/* QuickBooks realmId, Xero tenantId (not needed for a custom
	 * connection) */
	const char *tenant;
	const char *access_token, *refresh_token;
	int64_t expires_at_s; /* of the access token, UTC; 0: unknown */

	/* exchange, client_credentials */
	const char *code, *code_verifier, *redirect_url;
	const char *scope;

	/* pull */
	/* selected entities, by enum pipe_entity */
	bool entities[PIPE_ENTITY_COUNT];
	const char *contact_groups[PIPE_GROUPS_MAX]; /* names, selected */
	size_t contact_group_count;
	bool full;          /* list everything, ignoring the cursor */
	const char *cursor; /* of the last run's done; NULL: full */

	bool limits; /* stay within the provider's limits proactively */
	struct pipe_limit limit_state; /* as the last run left them */
	int64_t
	    max_wait_s; /* longest wait for a limit before giving up; 0: 120 */
	/* time limit of the whole run, from its start; 0: 1800 */
	int64_t deadline_s;
};

/* As for messages.  Encoded requests are wiped and freed by
 * pipe_line_free(). */
int pipe_request_encode(
    const struct pipe_request *request, char **ret_line, size_t *ret_len);
int pipe_request_decode(const char *line, size_t len,
    struct pipe_request *ret_request, json_t **ret_root);

/* The acknowledgement "these tokens are durable", with its newline. */
extern const char pipe_ack_line[];
/* Whether LINE (without newline) is that acknowledgement. */
bool pipe_line_is_ack(const char *line, size_t len);

#endif
