/*
 * syncd/pipe/names: the enumerations of the pipe, and what they are called in
 * a line.
 * Layer: pipe.  Users: message, request; through them agent and worker.
 */
#ifndef SYNCD_PIPE_NAMES_H
#define SYNCD_PIPE_NAMES_H

/* What a record is at the provider; an external id is unique within one
 * source and entity, never across entities (QuickBooks "Id"). */
enum pipe_entity {
	PIPE_EMPLOYEE, /* QuickBooks Employee */
	PIPE_VENDOR,   /* QuickBooks Vendor with Vendor1099 */
	PIPE_USER,     /* Xero user */
	PIPE_CONTACT,  /* Xero contact of a chosen group */
	PIPE_PAYROLL,  /* Xero payroll employee: AU, UK or NZ */
};
#define PIPE_ENTITY_COUNT 5

/* What the record looks like, for mapping rules; never a permission. */
enum pipe_kind {
	PIPE_KIND_EMPLOYEE,
	PIPE_KIND_CONTRACTOR, /* subcontractor, 1099 vendor, supplier contact */
	PIPE_KIND_USER,       /* somebody who works in the accounting product */
	PIPE_KIND_ADVISER, /* an outside accountant or an API user: not staff */
	PIPE_KIND_COMPANY, /* no person: no given and no family name */
	PIPE_KIND_CUSTOMER, /* only a customer: must be refused (A10) */
};

/* What blocks a source, or does not. */
enum pipe_limit_cause {
	PIPE_LIMIT_NONE, /* nothing is blocked: only the budgets changed */
	PIPE_LIMIT_SECOND,
	PIPE_LIMIT_MINUTE,
	PIPE_LIMIT_DAY,
	PIPE_LIMIT_CONCURRENT,
	PIPE_LIMIT_OTHER,
};

/* One code for each different thing that the agent does about it. */
enum pipe_error_code {
	PIPE_ERROR_CONNECT, /* the connection is dead: connect again */
	PIPE_ERROR_CLIENT,  /* client id or secret refused: check the setting */
	PIPE_ERROR_SCOPE,   /* a permission is missing: try later, and say so */
	PIPE_ERROR_TENANT,  /* the company may not be read: the same */
	PIPE_ERROR_REGION,  /* this company has no such product (payroll) */
	PIPE_ERROR_LIMIT,   /* try again after the limit's blocked_until_s */
	PIPE_ERROR_NETWORK, /* unreachable, timed out, cut off: try later */
	PIPE_ERROR_TLS,     /* the server did not prove who it is */
	PIPE_ERROR_SERVER,  /* the provider failed (5xx): try later */
	PIPE_ERROR_RESPONSE, /* an answer that makes no sense: tell somebody */
	PIPE_ERROR_REQUEST,  /* the provider refused our request: a defect */
	PIPE_ERROR_SETTING,  /* the agent's request is unusable */
	PIPE_ERROR_INTERNAL, /* out of memory and the like */
};

#define PIPE_KIND_COUNT  (PIPE_KIND_CUSTOMER + 1)
#define PIPE_LIMIT_COUNT (PIPE_LIMIT_OTHER + 1)
#define PIPE_ERROR_COUNT (PIPE_ERROR_INTERNAL + 1)

/* For tables of fields. */
extern const char *const pipe_entity_names[PIPE_ENTITY_COUNT];
extern const char *const pipe_kind_names[PIPE_KIND_COUNT];
extern const char *const pipe_limit_names[PIPE_LIMIT_COUNT];
extern const char *const pipe_error_names[PIPE_ERROR_COUNT];

/* "employee", "vendor", "user", "contact", "payroll"; also what listings,
 * external links and the `pull' setting call them. */
const char *pipe_entity_name(enum pipe_entity entity);
const char *pipe_kind_name(enum pipe_kind kind);
const char *pipe_limit_name(enum pipe_limit_cause cause);

#endif
