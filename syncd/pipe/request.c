#include <string.h>

#include "base/err.h"
#include "syncd/pipe/line.h"
#include "syncd/pipe/names.h"
#include "syncd/pipe/request.h"
#include "wire/codec.h"
#include "wire/parse.h"

#define COUNT(a)     (sizeof(a) / sizeof((a)[0]))
#define NUMBER_MAX   253402300799 /* the year 9999 in seconds */
#define DURATION_MAX 86400        /* one day */

static const char *const operation_names[] = {
	[PIPE_PULL] = "pull",
	[PIPE_TENANTS] = "tenants",
	[PIPE_EXCHANGE] = "exchange",
	[PIPE_CLIENT_CREDENTIALS] = "client_credentials",
	[PIPE_REVOKE] = "revoke",
};

static const char *const provider_names[] = {
	[PIPE_QUICKBOOKS] = "quickbooks",
	[PIPE_XERO] = "xero",
};

const char pipe_ack_line[] = "{\"type\":\"ack\",\"what\":\"tokens\"}\n";

#define AT(m) offsetof(struct pipe_request, m)
#define ASCII(m, n)                                \
	{                                          \
#m, CODEC_ASCII, AT(m), .max = (n) \
	}
#define URL(m)                                            \
	{                                                 \
#m, CODEC_URL, AT(m), .max = PIPE_URL_MAX \
	}
#define INT(m, low, high)                                  \
	{                                                  \
#m, CODEC_INT, AT(m), false, (low), (high) \
	}
#define LIMIT(m, low)                                                      \
	{                                                                  \
#m, CODEC_INT, AT(limit_state.m), false, (low), NUMBER_MAX \
	}
#define BOOL(m)                       \
	{                             \
#m, CODEC_BOOL, AT(m) \
	}

static const struct codec_field request_fields[] = {
	{ "operation", CODEC_NAME, AT(operation), true,
	    .names = operation_names, .name_count = COUNT(operation_names) },
	{ "provider", CODEC_NAME, AT(provider), true, .names = provider_names,
	    .name_count = COUNT(provider_names) },
	URL(api_url),
	URL(token_url),
	URL(revoke_url),
	URL(connections_url),
	ASCII(ca, PIPE_CA_MAX),
	{ "client_id", CODEC_ASCII, AT(client_id), true, .max = PIPE_TEXT_MAX },
	ASCII(client_secret, PIPE_TEXT_MAX),
	BOOL(custom_connection),
	BOOL(sandbox),
	ASCII(tenant, PIPE_ID_MAX),
	ASCII(access_token, PIPE_TOKEN_MAX),
	ASCII(refresh_token, PIPE_TOKEN_MAX),
	INT(expires_at_s, 0, NUMBER_MAX),
	ASCII(code, PIPE_URL_MAX),
	ASCII(code_verifier, PIPE_ID_MAX),
	ASCII(redirect_url, PIPE_URL_MAX),
	{ "scope", CODEC_TEXT, AT(scope), .max = PIPE_URL_MAX },
	{ "entities", CODEC_FLAGS, AT(entities), .names = pipe_entity_names,
	    .name_count = COUNT(pipe_entity_names) },
	{ "contact_groups", CODEC_TEXTS, AT(contact_groups), .max = 128,
	    .count_offset = AT(contact_group_count),
	    .count_max = PIPE_GROUPS_MAX },
	BOOL(full),
	{ "cursor", CODEC_TEXT, AT(cursor), .max = PIPE_CURSOR_MAX },
	BOOL(limits),
	{ "limit_cause", CODEC_NAME, AT(limit_state.cause), false,
	    .names = pipe_limit_names, .name_count = COUNT(pipe_limit_names) },
	LIMIT(blocked_until_s, 0),
	LIMIT(day_remaining, -1),
	LIMIT(day_known_at_s, 0),
	LIMIT(recent_calls, 0),
	LIMIT(recent_at_s, 0),
	INT(max_wait_s, 0, DURATION_MAX),
	INT(deadline_s, 0, DURATION_MAX),
};

static const struct codec_table request_table = { request_fields,
	COUNT(request_fields), sizeof(struct pipe_request) };

int
pipe_request_encode(
    const struct pipe_request *request, char **ret_line, size_t *ret_len)
{
	return pipe_line_encode(
	    "request", &request_table, request, ret_line, ret_len);
}

int
pipe_request_decode(const char *line, size_t len,
    struct pipe_request *ret_request, json_t **ret_root)
{
	struct pipe_request request = { .limit_state.day_remaining = -1 };
	const char *type;
	json_t *root = NULL;
	int rc;

	if (len >= PIPE_LINE_MAX)
		return FIELD_EINVAL;
	rc = wire_parse(line, len, PIPE_LINE_MAX, &root);
	if (rc < 0)
		return rc;
	type = json_string_value(json_object_get(root, "type"));
	if (type == NULL || strcmp(type, "request") != 0)
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK)
		rc = codec_read(root, &request_table, &request);
	if (rc < 0) {
		json_decref(root);
		return rc;
	}
	*ret_request = request;
	*ret_root = root; /* transferred */
	return FIELD_OK;
}

bool
pipe_line_is_ack(const char *line, size_t len)
{
	return len == sizeof(pipe_ack_line) - 2 &&
	    memcmp(line, pipe_ack_line, len) == 0;
}
