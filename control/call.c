/* Functions for handlers.  Kinds have been checked (control/check), so a getter
 * that is called for another kind than the table's is a defect. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "control/call.h"
#include "control/nearby.h"
#include "store/db/db.h"

/* --- parameters ----------------------------------------------------------- */

bool
control_has(const struct control_call *call, const char *name)
{
	return json_object_get(call->params, name) != NULL;
}

const char *
control_text(const struct control_call *call, const char *name)
{
	return json_string_value(json_object_get(call->params, name));
}

bool
control_flag(const struct control_call *call, const char *name)
{
	return json_is_true(json_object_get(call->params, name));
}

int64_t
control_number(const struct control_call *call, const char *name)
{
	return json_integer_value(json_object_get(call->params, name));
}

bool
control_time(
    const struct control_call *call, const char *name, int64_t *ret_t_s)
{
	const char *text = control_text(call, name);

	if (text == NULL)
		return false;
	if (text[0] == '\0') {
		*ret_t_s = 0;
		return true;
	}
	return clock_parse_iso(text, ret_t_s) == FIELD_OK;
}

size_t
control_count(const struct control_call *call, const char *name)
{
	return json_array_size(json_object_get(call->params, name));
}

const char *
control_text_at(const struct control_call *call, const char *name, size_t index)
{
	return json_string_value(
	    json_array_get(json_object_get(call->params, name), index));
}

int
control_bytes(const struct control_call *call, const char *name,
    char **ret_bytes, size_t *ret_len)
{
	const json_t *value = json_object_get(call->params, name);
	const size_t room = json_string_length(value) / 4 * 3 + 1;
	char *bytes;

	*ret_bytes = NULL;
	*ret_len = 0;
	if (value == NULL)
		return FIELD_OK;
	bytes = malloc(room);
	if (bytes == NULL)
		return FIELD_ENOMEM;
	if (sodium_base642bin((unsigned char *)bytes, room,
		json_string_value(value), json_string_length(value), NULL,
		ret_len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
		free(bytes);
		*ret_len = 0;
		return FIELD_EINVAL;
	}
	bytes[*ret_len] = '\0';
	*ret_bytes = bytes; /* transferred */
	return FIELD_OK;
}

int
control_secret(const struct control_call *call, const char *name,
    struct secret *ret_secret)
{
	char *bytes = NULL;
	size_t len = 0;
	int rc = control_bytes(call, name, &bytes, &len);

	if (rc == FIELD_OK && len > 0 && memchr(bytes, '\0', len) != NULL)
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK && len > 0)
		rc = secret_init(ret_secret, bytes, len);
	if (bytes != NULL)
		sodium_memzero(bytes, len);
	free(bytes);
	return rc;
}

/* --- the answer ------------------------------------------------------------ */

void
control_row(struct control_call *call, json_t *row)
{
	if (call->rows == NULL)
		call->rows = json_array();
	if (json_array_append_new(call->rows, row) != 0)
		call->row_failed = true;
}

bool
control_flush(struct control_call *call)
{
	size_t count = json_array_size(call->rows);

	for (size_t i = 0; i < count && !call->sink_closed; i++)
		call->sink_closed = !call->sink->row(
		    json_array_get(call->rows, i), call->sink->context);
	(void)json_array_clear(call->rows);
	return !call->sink_closed;
}

void
control_more(struct control_call *call, const char *after)
{
	call->has_more = str_copy(call->after, sizeof(call->after), after);
}

void
control_follow(struct control_call *call, const char *after)
{
	call->follows = str_copy(call->after, sizeof(call->after), after);
}

int
control_result(struct control_call *call, json_t *result)
{
	if (result == NULL)
		return control_failed(call, FIELD_ENOMEM, NULL);
	json_decref(call->answer->result);
	call->answer->result = result; /* transferred */
	return EX_OK;
}

void
control_warn(struct control_call *call, const char *code, const char *message,
    const char *hint)
{
	control_answer_warn(call->answer, code, message, hint);
}

int
control_refused(struct control_call *call, const struct refusal *why)
{
	struct refusal with_name = *why;
	char name[NEAR_SIZE];

	/* suggestions require a known caller */
	if (call->store != NULL && call->viewer.store != NULL &&
	    control_nearby(&call->viewer,
		call->actor.kind == ACTOR_ROOT ? call->config : NULL, why,
		name))
		with_name.allowed = oneof_list(name);
	return control_answer_refusal(call->answer, &with_name);
}

int
control_reason(
    struct control_call *call, enum reason reason, const char *a, const char *b)
{
	struct refusal why;

	(void)refuse(&why, reason, a, b);
	return control_refused(call, &why);
}

int
control_not_one_of(struct control_call *call, enum reason reason,
    const char *value, const char *what, struct oneof allowed)
{
	struct refusal why;

	(void)refuse_value(&why, reason, value, what, allowed);
	return control_refused(call, &why);
}

int
control_failed(struct control_call *call, int rc, const struct refusal *why)
{
	if (rc == FIELD_EDENIED && why != NULL)
		return control_refused(call, why);
	/* SQLite's messages are for administrators only. */
	if (call->store != NULL && call->actor.kind == ACTOR_ROOT &&
	    (rc == FIELD_EIO || rc == FIELD_ECORRUPT))
		(void)str_copy(call->answer->detail,
		    sizeof(call->answer->detail),
		    store_last_error(call->store));
	return control_reason(call, reason_of_err(rc), NULL, NULL);
}
