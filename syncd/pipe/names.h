/*
 * syncd/pipe/names: the enumerations of the pipe, and their names in a line.
 * Layer: pipe.  Users: message, request; through them agent and workers.
 */
#ifndef SYNCD_PIPE_NAMES_H
#define SYNCD_PIPE_NAMES_H

/* The kind of record at the provider.  An external id is unique within one
 * source and entity, never across entities (QuickBooks "Id"). */
enum pipe_entity {
	PIPE_EMPLOYEE, /* QuickBooks Employee */
	PIPE_VENDOR,   /* QuickBooks Vendor with Vendor1099 */
	PIPE_USER,     /* Xero user */
	PIPE_CONTACT,  /* Xero contact of a selected group */
	PIPE_PAYROLL,  /* Xero payroll employee: AU, UK or NZ */
};
#define PIPE_ENTITY_COUNT 5

/* What the record appears to be, for mapping rules; never a permission. */
enum pipe_kind {
	PIPE_KIND_EMPLOYEE,
	PIPE_KIND_CONTRACTOR, /* subcontractor, 1099 vendor, supplier contact */
	PIPE_KIND_USER,       /* a user of the accounting product */
	PIPE_KIND_ADVISER, /* an outside accountant or an API user: not staff */
	PIPE_KIND_COMPANY, /* not a person: no given and no family name */
	PIPE_KIND_CUSTOMER, /* only a customer: must be rejected (A10) */
};

/* What blocks a source, if anything. */
enum pipe_limit_cause {
	PIPE_LIMIT_NONE, /* not blocked: only the budgets changed */
	PIPE_LIMIT_SECOND,
	PIPE_LIMIT_MINUTE,
	PIPE_LIMIT_DAY,
	PIPE_LIMIT_CONCURRENT,
	PIPE_LIMIT_OTHER,
};

/* One code for each distinct action of the agent. */
enum pipe_error_code {
	PIPE_ERROR_CONNECT, /* the connection has ended: connect again */
	PIPE_ERROR_CLIENT,  /* client id or secret refused: check the setting */
	/* a permission is missing: try later, and report it */
	PIPE_ERROR_SCOPE,
	PIPE_ERROR_TENANT,   /* the company may not be read: as above */
	PIPE_ERROR_REGION,   /* this company has no such product (payroll) */
	PIPE_ERROR_LIMIT,    /* try again after the limit's blocked_until_s */
	PIPE_ERROR_NETWORK,  /* unreachable, timed out, cut off: try later */
	PIPE_ERROR_TLS,      /* the server's identity could not be verified */
	PIPE_ERROR_SERVER,   /* the provider failed (5xx): try later */
	PIPE_ERROR_RESPONSE, /* an invalid response: report it */
	PIPE_ERROR_REQUEST,  /* the provider rejected our request: a defect */
	PIPE_ERROR_SETTING,  /* the agent's request is unusable */
	PIPE_ERROR_INTERNAL, /* out of memory and similar */
};

/* What became of a mail or text. */
enum pipe_outcome {
	PIPE_SENT,    /* the server has accepted it */
	PIPE_RETRY,   /* not now: try again later */
	PIPE_REFUSED, /* not at all */
};

/* How far it came.  A failure before PIPE_PHASE_SENDER is one of the server
 * or its settings, and concerns every mail. */
enum pipe_phase {
	PIPE_PHASE_SETTING, /* the order is unusable */
	PIPE_PHASE_RESOLVE, /* looking up the server's name */
	PIPE_PHASE_CONNECT,
	PIPE_PHASE_TLS,
	PIPE_PHASE_GREETING,  /* the first response, EHLO */
	PIPE_PHASE_LOGIN,     /* AUTH */
	PIPE_PHASE_SENDER,    /* MAIL */
	PIPE_PHASE_RECIPIENT, /* RCPT */
	PIPE_PHASE_DATA,      /* DATA and the message */
	PIPE_PHASE_END,       /* the response to the message */
};

#define PIPE_KIND_COUNT    (PIPE_KIND_CUSTOMER + 1)
#define PIPE_LIMIT_COUNT   (PIPE_LIMIT_OTHER + 1)
#define PIPE_ERROR_COUNT   (PIPE_ERROR_INTERNAL + 1)
#define PIPE_OUTCOME_COUNT (PIPE_REFUSED + 1)
#define PIPE_PHASE_COUNT   (PIPE_PHASE_END + 1)

/* For tables of fields. */
extern const char *const pipe_entity_names[PIPE_ENTITY_COUNT];
extern const char *const pipe_kind_names[PIPE_KIND_COUNT];
extern const char *const pipe_limit_names[PIPE_LIMIT_COUNT];
extern const char *const pipe_error_names[PIPE_ERROR_COUNT];
extern const char *const pipe_outcome_names[PIPE_OUTCOME_COUNT];
extern const char *const pipe_phase_names[PIPE_PHASE_COUNT];

/* "employee", "vendor", "user", "contact", "payroll"; also used for listings,
 * external links and the `pull' setting. */
const char *pipe_entity_name(enum pipe_entity entity);
const char *pipe_kind_name(enum pipe_kind kind);
const char *pipe_limit_name(enum pipe_limit_cause cause);

#endif
