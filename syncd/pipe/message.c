#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/names.h"
#include "wire/codec.h"
#include "wire/parse.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The upper limit of counts, times and budgets: year 9999, and well below
 * 2^53. */
#define NUMBER_MAX 253402300799

/* Shorter than other texts, so that a person with all groups fits into a
 * line. */
#define GROUP_NAME_MAX 128

static const char *const type_names[] = {
	[PIPE_HELLO] = "hello",
	[PIPE_TOKENS] = "tokens",
	[PIPE_PERSON] = "person",
	[PIPE_SKIP] = "skip",
	[PIPE_GONE] = "gone",
	[PIPE_TENANT] = "tenant",
	[PIPE_PROGRESS] = "progress",
	[PIPE_LIMIT] = "limit",
	[PIPE_LOG] = "log",
	[PIPE_DONE] = "done",
	[PIPE_ERROR] = "error",
	[PIPE_RESULT] = "result",
	[PIPE_DEVICE] = "device",
};

/* --- tables ------------------------------------------------------------ */

#define AT(s, m) offsetof(struct s, m)
#define TEXT(s, m)                                             \
	{                                                      \
#m, CODEC_TEXT, AT(s, m), .max = PIPE_TEXT_MAX \
	}
#define ASCII(s, m, n)                                \
	{                                             \
#m, CODEC_ASCII, AT(s, m), .max = (n) \
	}
#define DATE(s, m)                       \
	{                                \
#m, CODEC_DATE, AT(s, m) \
	}
#define INT(s, m, low)                                           \
	{                                                        \
#m, CODEC_INT, AT(s, m), true, (low), NUMBER_MAX \
	}
#define BOOL(s, m)                             \
	{                                      \
#m, CODEC_BOOL, AT(s, m), true \
	}
#define NAME(s, m, n)                                                  \
	{                                                              \
#m, CODEC_NAME, AT(s, m), true, .names = (n),          \
						.name_count = COUNT(n) \
	}

static const struct codec_field hello_fields[] = {
	{ "version", CODEC_INT32, AT(pipe_hello, version), true, 1, 1000 },
	BOOL(pipe_hello, sandboxed),
};

static const struct codec_field tokens_fields[] = {
	{ "access_token", CODEC_ASCII, AT(pipe_tokens, access_token), true,
	    .max = PIPE_TOKEN_MAX },
	ASCII(pipe_tokens, refresh_token, PIPE_TOKEN_MAX),
	INT(pipe_tokens, expires_at_s, 0),
	INT(pipe_tokens, refresh_expires_at_s, 0),
	INT(pipe_tokens, refresh_hard_expires_at_s, 0),
	{ "scope", CODEC_TEXT, AT(pipe_tokens, scope), .max = PIPE_URL_MAX },
};

static const struct codec_field person_fields[] = {
	NAME(pipe_person, entity, pipe_entity_names),
	{ "external_id", CODEC_ASCII, AT(pipe_person, external_id), true,
	    .max = PIPE_ID_MAX },
	TEXT(pipe_person, first_name),
	TEXT(pipe_person, last_name),
	TEXT(pipe_person, display_name),
	TEXT(pipe_person, email),
	TEXT(pipe_person, phone),
	TEXT(pipe_person, mobile),
	TEXT(pipe_person, title),
	TEXT(pipe_person, department),
	TEXT(pipe_person, employee_number),
	{ "groups", CODEC_TEXTS, AT(pipe_person, groups), .max = GROUP_NAME_MAX,
	    .count_offset = AT(pipe_person, group_count),
	    .count_max = PIPE_GROUPS_MAX },
	TEXT(pipe_person, provider_role),
	NAME(pipe_person, kind_hint, pipe_kind_names),
	BOOL(pipe_person, active),
	TEXT(pipe_person, inactive_reason),
	DATE(pipe_person, start_date),
	DATE(pipe_person, end_date),
	{ "updated_at", CODEC_TIME, AT(pipe_person, updated_at) },
	ASCII(pipe_person, merged_to, PIPE_ID_MAX),
	{ "left_out", CODEC_TEXTS, AT(pipe_person, left_out),
	    .max = GROUP_NAME_MAX,
	    .count_offset = AT(pipe_person, left_out_count),
	    .count_max = PIPE_LEFT_OUT_MAX },
};

static const struct codec_field skip_fields[] = {
	NAME(pipe_skip, entity, pipe_entity_names),
	ASCII(pipe_skip, external_id, PIPE_ID_MAX),
	{ "reason", CODEC_TEXT, AT(pipe_skip, reason), true,
	    .max = PIPE_TEXT_MAX },
};

static const struct codec_field gone_fields[] = {
	NAME(pipe_gone, entity, pipe_entity_names),
	{ "external_id", CODEC_ASCII, AT(pipe_gone, external_id), true,
	    .max = PIPE_ID_MAX },
};

static const struct codec_field tenant_fields[] = {
	ASCII(pipe_tenant, connection_id, PIPE_ID_MAX),
	{ "tenant_id", CODEC_ASCII, AT(pipe_tenant, tenant_id), true,
	    .max = PIPE_ID_MAX },
	TEXT(pipe_tenant, tenant_type),
	TEXT(pipe_tenant, tenant_name),
};

static const struct codec_field progress_fields[] = {
	INT(pipe_progress, people, 0),
	INT(pipe_progress, page, 0),
	INT(pipe_progress, requests, 0),
	INT(pipe_progress, people_per_s, 0),
	INT(pipe_progress, minute_remaining, -1),
	INT(pipe_progress, day_remaining, -1),
};

static const struct codec_field limit_fields[] = {
	NAME(pipe_limit, cause, pipe_limit_names),
	INT(pipe_limit, blocked_until_s, 0),
	INT(pipe_limit, day_remaining, -1),
	INT(pipe_limit, day_known_at_s, 0),
	INT(pipe_limit, recent_calls, 0),
	INT(pipe_limit, recent_at_s, 0),
};

static const struct codec_field log_fields[] = {
	{ "level", CODEC_INT32, AT(pipe_log, level), true, 4, 7 },
	{ "text", CODEC_TEXT, AT(pipe_log, text), true,
	    .max = 2 * PIPE_TEXT_MAX },
	ASCII(pipe_log, correlation_id, PIPE_ID_MAX),
};

static const struct codec_field listing_fields[] = {
	NAME(pipe_listing, entity, pipe_entity_names),
	BOOL(pipe_listing, complete),
	BOOL(pipe_listing, full),
	INT(pipe_listing, people, 0),
	INT(pipe_listing, skipped, 0),
};

static const struct codec_table listing_table = { listing_fields,
	COUNT(listing_fields), sizeof(struct pipe_listing) };

static const struct codec_field done_fields[] = {
	BOOL(pipe_done, complete),
	{ "cursor", CODEC_TEXT, AT(pipe_done, cursor), .max = PIPE_CURSOR_MAX },
	INT(pipe_done, server_time_s, 0),
	{ "listings", CODEC_OBJECTS, AT(pipe_done, listings),
	    .count_offset = AT(pipe_done, listing_count),
	    .count_max = PIPE_LISTINGS_MAX, .table = &listing_table },
};

static const struct codec_field error_fields[] = {
	NAME(pipe_error, code, pipe_error_names),
	{ "http_status", CODEC_INT32, AT(pipe_error, http_status), true, 0,
	    999 },
	ASCII(pipe_error, correlation_id, PIPE_ID_MAX),
	{ "sentence", CODEC_TEXT, AT(pipe_error, sentence), true,
	    .max = 2 * PIPE_TEXT_MAX },
};

static const struct codec_field result_fields[] = {
	{ "id", CODEC_ASCII, AT(pipe_result, id), true, .max = PIPE_ID_MAX },
	NAME(pipe_result, outcome, pipe_outcome_names),
	NAME(pipe_result, phase, pipe_phase_names),
	{ "reply", CODEC_INT32, AT(pipe_result, reply), true, 0, 999 },
	{ "words", CODEC_TEXT, AT(pipe_result, words), true,
	    .max = PIPE_TEXT_MAX },
};

static const struct codec_field device_fields[] = {
	{ "user_code", CODEC_ASCII, AT(pipe_device, user_code), true,
	    .max = PIPE_ID_MAX },
	{ "verification_url", CODEC_URL, AT(pipe_device, verification_url),
	    true, .max = PIPE_URL_MAX },
	INT(pipe_device, expires_at_s, 0),
};

#define TABLE(fields, type)                         \
	{                                           \
		fields, COUNT(fields), sizeof(type) \
	}

static const struct codec_table tables[] = {
	[PIPE_HELLO] = TABLE(hello_fields, struct pipe_hello),
	[PIPE_TOKENS] = TABLE(tokens_fields, struct pipe_tokens),
	[PIPE_PERSON] = TABLE(person_fields, struct pipe_person),
	[PIPE_SKIP] = TABLE(skip_fields, struct pipe_skip),
	[PIPE_GONE] = TABLE(gone_fields, struct pipe_gone),
	[PIPE_TENANT] = TABLE(tenant_fields, struct pipe_tenant),
	[PIPE_PROGRESS] = TABLE(progress_fields, struct pipe_progress),
	[PIPE_LIMIT] = TABLE(limit_fields, struct pipe_limit),
	[PIPE_LOG] = TABLE(log_fields, struct pipe_log),
	[PIPE_DONE] = TABLE(done_fields, struct pipe_done),
	[PIPE_ERROR] = TABLE(error_fields, struct pipe_error),
	[PIPE_RESULT] = TABLE(result_fields, struct pipe_result),
	[PIPE_DEVICE] = TABLE(device_fields, struct pipe_device),
};

/* --- lines ------------------------------------------------------------- */

int
pipe_message_encode(
    const struct pipe_message *message, char **ret_line, size_t *ret_len)
{
	if ((size_t)message->type >= COUNT(tables))
		return FIELD_EINVAL;
	return pipe_line_encode(type_names[message->type],
	    &tables[message->type], &message->u, ret_line, ret_len);
}

/* Checks that concern several members. */
static bool
message_is_consistent(const struct pipe_message *message)
{
	if (message->type == PIPE_PERSON)
		return !message->u.person.active ||
		    message->u.person.inactive_reason == NULL;
	return true;
}

int
pipe_message_decode(
    const char *line, size_t len, struct pipe_message *ret_message)
{
	struct pipe_message message = { 0 };
	size_t type = 0;
	int rc;

	if (len >= PIPE_LINE_MAX)
		return FIELD_EINVAL;
	rc = wire_parse(line, len, PIPE_LINE_MAX, &message.root);
	if (rc < 0)
		return rc;
	rc = pipe_line_type(message.root, type_names, COUNT(type_names), &type);
	message.type = (enum pipe_type)type;
	if (rc == FIELD_OK)
		rc = codec_read(
		    message.root, &tables[message.type], &message.u);
	if (rc == FIELD_OK && !message_is_consistent(&message))
		rc = FIELD_EINVAL;
	if (rc < 0) {
		json_decref(message.root);
		return rc;
	}
	*ret_message = message; /* transferred */
	return FIELD_OK;
}

void
pipe_message_release(struct pipe_message *message)
{
	json_decref(message->root);
	message->root = NULL;
}
