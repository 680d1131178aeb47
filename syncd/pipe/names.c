#include <string.h>

#include "syncd/pipe/names.h"

const char *const pipe_entity_names[PIPE_ENTITY_COUNT] = {
	[PIPE_EMPLOYEE] = "employee",
	[PIPE_VENDOR] = "vendor",
	[PIPE_USER] = "user",
	[PIPE_CONTACT] = "contact",
	[PIPE_PAYROLL] = "payroll",
};

const char *const pipe_kind_names[PIPE_KIND_COUNT] = {
	[PIPE_KIND_EMPLOYEE] = "employee",
	[PIPE_KIND_CONTRACTOR] = "contractor",
	[PIPE_KIND_USER] = "user",
	[PIPE_KIND_ADVISER] = "adviser",
	[PIPE_KIND_COMPANY] = "company",
	[PIPE_KIND_CUSTOMER] = "customer",
};

const char *const pipe_limit_names[PIPE_LIMIT_COUNT] = {
	[PIPE_LIMIT_NONE] = "none",
	[PIPE_LIMIT_SECOND] = "second",
	[PIPE_LIMIT_MINUTE] = "minute",
	[PIPE_LIMIT_DAY] = "day",
	[PIPE_LIMIT_CONCURRENT] = "concurrent",
	[PIPE_LIMIT_OTHER] = "other",
};

const char *const pipe_error_names[PIPE_ERROR_COUNT] = {
	[PIPE_ERROR_CONNECT] = "connect",
	[PIPE_ERROR_CLIENT] = "client",
	[PIPE_ERROR_SCOPE] = "scope",
	[PIPE_ERROR_TENANT] = "tenant",
	[PIPE_ERROR_REGION] = "region",
	[PIPE_ERROR_LIMIT] = "limit",
	[PIPE_ERROR_NETWORK] = "network",
	[PIPE_ERROR_TLS] = "tls",
	[PIPE_ERROR_SERVER] = "server",
	[PIPE_ERROR_RESPONSE] = "response",
	[PIPE_ERROR_REQUEST] = "request",
	[PIPE_ERROR_SETTING] = "setting",
	[PIPE_ERROR_INTERNAL] = "internal",
};

const char *const pipe_outcome_names[PIPE_OUTCOME_COUNT] = {
	[PIPE_SENT] = "sent",
	[PIPE_RETRY] = "retry",
	[PIPE_REFUSED] = "refused",
};

const char *const pipe_phase_names[PIPE_PHASE_COUNT] = {
	[PIPE_PHASE_SETTING] = "setting",
	[PIPE_PHASE_RESOLVE] = "resolve",
	[PIPE_PHASE_CONNECT] = "connect",
	[PIPE_PHASE_TLS] = "tls",
	[PIPE_PHASE_GREETING] = "greeting",
	[PIPE_PHASE_LOGIN] = "login",
	[PIPE_PHASE_SENDER] = "sender",
	[PIPE_PHASE_RECIPIENT] = "recipient",
	[PIPE_PHASE_DATA] = "data",
	[PIPE_PHASE_END] = "end",
};

const char *
pipe_entity_name(enum pipe_entity entity)
{
	return pipe_entity_names[entity];
}

const char *
pipe_kind_name(enum pipe_kind kind)
{
	return pipe_kind_names[kind];
}

const char *
pipe_limit_name(enum pipe_limit_cause cause)
{
	return pipe_limit_names[cause];
}
