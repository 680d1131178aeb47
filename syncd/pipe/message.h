/*
 * syncd/pipe/message: messages between the agent and its workers,
 * fieldauth-fetch and fieldauth-mail.
 * Layer: pipe (base, jansson).  Users: syncd (agent); syncd/work, syncd/fetch,
 * syncd/mail (workers).
 *
 * One JSON object per line (RFC 8259, UTF-8, no raw newline inside), at most
 * PIPE_LINE_MAX bytes including the newline.  Every object has "type".
 *
 *   agent -> worker    one request (request.h) or orders (order.h), and an ack
 *                      for each tokens message
 *   worker -> agent    hello, any of the others, and finally one done or error
 *
 * The agent runs as root and does not trust the worker: the decoder rejects
 * unknown types and fields, wrong JSON types, repeated keys, text that is too
 * long or that str_is_printable() rejects, identifiers with anything but
 * visible ASCII, impossible dates, numbers out of range.  A listing is valid
 * only once its done has arrived: people of a run that ends in an error, or
 * without an end, must be discarded.
 *
 * Memory: the strings of a decoded message or request belong to it and are
 * valid until its release.  NULL means "not given".  Strings to be encoded are
 * only borrowed.  Nothing here logs or prints.
 * Tested by tests/unit/pipe/test_pipe_message.c and
 * tests/fuzz/fuzz_pipe_message.c.
 */
#ifndef SYNCD_PIPE_MESSAGE_H
#define SYNCD_PIPE_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syncd/pipe/line.h"
#include "syncd/pipe/names.h"

#define PIPE_VERSION 1

#define PIPE_TEXT_MAX       512  /* bytes of a name, title, phone number, ... */
#define PIPE_ID_MAX         128  /* bytes of a provider's identifier */
#define PIPE_TOKEN_MAX      8192 /* bytes of one token; a Xero JWT has 2k */
#define PIPE_CURSOR_MAX     2048 /* bytes of a cursor */
#define PIPE_URL_MAX        2048
#define PIPE_GROUPS_MAX     64 /* contact groups of one person */
#define PIPE_LISTINGS_MAX   8
#define PIPE_LEFT_OUT_MAX   16
#define PIPE_LEFT_OUT_STATE "active"

/* One person in a form independent of the provider.  updated_at is ISO 8601
 * with its zone; the other dates are "YYYY-MM-DD".  NULL: not given by the
 * provider. */
struct pipe_person {
	enum pipe_entity entity;
	const char *external_id; /* never NULL */
	const char *first_name, *last_name;
	const char *display_name; /* without the provider's " (deleted)" */
	/* one address, or text that is not an address */
	const char *email;
	const char *phone, *mobile;
	const char *title, *department, *employee_number;
	const char *groups[PIPE_GROUPS_MAX]; /* contact groups by name */
	size_t group_count;
	const char *provider_role; /* Xero OrganisationRole; any value */
	enum pipe_kind kind_hint;
	bool active;
	const char *inactive_reason; /* the provider's word; NULL if active */
	const char *start_date, *end_date; /* end_date may be in the future */
	const char *updated_at;
	const char *merged_to; /* external id of the record that lives on */
	/* Members above for which the record has an unreadable value.
	 * PIPE_LEFT_OUT_STATE: whether it is active, so that `active' is only a
	 * guess. */
	const char *left_out[PIPE_LEFT_OUT_MAX];
	size_t left_out_count;
};

/*
 * A row that exists but cannot be read as a person: neither a leaver nor
 * missing.  external_id is NULL when even that could not be read; the listing
 * is then incomplete.
 */
struct pipe_skip {
	enum pipe_entity entity;
	const char *external_id;
	const char *reason;
};

/* A record that is no longer listed: deleted (confirmed by reading it by its
 * id), or a vendor or contact that has lost the property by which it was
 * listed.  Only in incremental runs; treat it like one missing from a complete
 * listing.  The id may be unknown here. */
struct pipe_gone {
	enum pipe_entity entity;
	const char *external_id;
};

/* New tokens.  The worker must not use them before pipe_ack has arrived, which
 * the agent sends once they are durable.  Times are UTC seconds; 0: not given.
 * refresh_token NULL: this grant has none (client credentials). */
struct pipe_tokens {
	const char *access_token, *refresh_token;
	int64_t expires_at_s, refresh_expires_at_s;
	int64_t refresh_hard_expires_at_s; /* QuickBooks: the five-year limit */
	const char *scope;                 /* as returned; NULL: not given */
};

/* One connection of a Xero consent. */
struct pipe_tenant {
	const char *connection_id, *tenant_id, *tenant_type, *tenant_name;
};

struct pipe_progress {
	int64_t people, page, requests;
	int64_t people_per_s;
	int64_t minute_remaining, day_remaining; /* calls; -1: not known */
};

/*
 * The state of a source's limits, which must survive a restart: the agent
 * stores the last one and passes it in the next request.
 */
#define PIPE_BLOCK_MAX_S (10 * 86400) /* longer waits are not trusted */

struct pipe_limit {
	enum pipe_limit_cause cause;
	int64_t blocked_until_s; /* UTC; 0: not blocked */
	int64_t day_remaining;   /* calls left today; -1: not known */
	int64_t day_known_at_s;  /* the time of that value */
	int64_t recent_calls;    /* made in the minute before recent_at_s */
	int64_t recent_at_s;
};

/* A line for the agent's log; level as in syslog.h, LOG_WARNING..LOG_DEBUG. */
struct pipe_log {
	int level;
	const char *text;
	const char *correlation_id; /* intuit_tid, Xero-Correlation-Id */
};

/* The outcome of the listing of one entity. */
struct pipe_listing {
	enum pipe_entity entity;
	bool complete; /* every requested row was seen and had an id */
	bool full;     /* all rows, not only changed ones */
	int64_t people, skipped;
};

/* The end of a successful run, as far as each listing says. */
struct pipe_done {
	bool complete;      /* every listing is */
	const char *cursor; /* opaque; NULL: none, the next run must be full */
	int64_t server_time_s; /* the provider's time; 0: not given */
	struct pipe_listing listings[PIPE_LISTINGS_MAX];
	size_t listing_count;
};

struct pipe_error {
	enum pipe_error_code code;
	int http_status; /* 0: none */
	const char *correlation_id;
	const char *sentence; /* English, a whole sentence, without secrets */
};

/* fieldauth-mail: what became of the mail or text ID. */
struct pipe_result {
	const char *id;
	enum pipe_outcome outcome;
	enum pipe_phase phase; /* where it failed; PIPE_PHASE_END: sent */
	int reply;             /* SMTP reply code or HTTP status; 0: none */
	const char *words;     /* the server's, or why there are none */
};

/* fieldauth-mail: what a person must do to consent (RFC 8628 section 3.3). */
struct pipe_device {
	const char *user_code;
	const char *verification_url; /* the provider's page */
	int64_t expires_at_s;
};

struct pipe_hello {
	int version;
	bool sandboxed; /* false only in builds or runs for tests */
};

enum pipe_type {
	PIPE_HELLO,
	PIPE_TOKENS,
	PIPE_PERSON,
	PIPE_SKIP,
	PIPE_GONE,
	PIPE_TENANT,
	PIPE_PROGRESS,
	PIPE_LIMIT,
	PIPE_LOG,
	PIPE_DONE,
	PIPE_ERROR,
	PIPE_RESULT,
	PIPE_DEVICE,
};

struct pipe_message {
	enum pipe_type type;
	union {
		struct pipe_hello hello;
		struct pipe_tokens tokens;
		struct pipe_person person;
		struct pipe_skip skip;
		struct pipe_gone gone;
		struct pipe_tenant tenant;
		struct pipe_progress progress;
		struct pipe_limit limit;
		struct pipe_log log;
		struct pipe_done done;
		struct pipe_error error;
		struct pipe_result result;
		struct pipe_device device;
	} u;
	json_t *root; /* owns the strings of a decoded message */
};

/* Encode to a malloc()ed line with its newline, *ret_len bytes.  FIELD_EINVAL
 * when the decoder would reject a field; FIELD_ENOMEM. */
int pipe_message_encode(
    const struct pipe_message *message, char **ret_line, size_t *ret_len);

/*
 * Decode the LEN bytes of one line, its newline excluded.  FIELD_EINVAL;
 * FIELD_ENOMEM.  Release *ret_message after success.
 */
int pipe_message_decode(
    const char *line, size_t len, struct pipe_message *ret_message);
void pipe_message_release(struct pipe_message *message);

#endif
