/* Checks a request before anything is opened for it.  Handlers rely on it:
 * accepted parameters have the kind and size given in the table. */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "control/check.h"

static int64_t
limit_of(const struct control_param *param, int64_t fallback)
{
	return param->max > 0 ? param->max : fallback;
}

static bool
is_text(const json_t *value, int64_t max)
{
	/* jansson has rejected invalid UTF-8 and U+0000 */
	return json_is_string(value) &&
	    json_string_length(value) <= (size_t)max;
}

/* Base64: complete groups of four, at most MAX decoded bytes. */
static bool
is_base64(const json_t *value, int64_t max, bool takes_nul)
{
	const char *text = json_string_value(value);
	const size_t len = json_string_length(value);
	unsigned char piece[3 * 256];
	size_t total = 0, bytes;

	if (text == NULL || len % 4 != 0)
		return false;
	for (size_t at = 0; at < len; at += 4 * 256) {
		size_t part = len - at < 4 * 256 ? len - at : 4 * 256;
		bool valid = sodium_base642bin(piece, sizeof(piece), text + at,
				 part, NULL, &bytes, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
		    (takes_nul || memchr(piece, '\0', bytes) == NULL);

		sodium_memzero(piece, sizeof(piece));
		/* only the last group may be padded */
		if (!valid || (at + part < len && bytes != sizeof(piece)))
			return false;
		total += bytes;
	}
	return total <= (size_t)max;
}

static bool
is_number(const json_t *value, int64_t max)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 &&
	    json_integer_value(value) <= max;
}

static bool
is_time(const json_t *value)
{
	const char *text = json_string_value(value);
	int64_t t_s;

	return text != NULL &&
	    (text[0] == '\0' || clock_parse_iso(text, &t_s) == FIELD_OK);
}

static bool
is_texts(const json_t *value, int64_t max)
{
	if (!json_is_array(value) || json_array_size(value) > (size_t)max)
		return false;
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!is_text(json_array_get(value, i), CONTROL_TEXT_MAX))
			return false;
	return true;
}

static bool
is_of_kind(const struct control_param *param, const json_t *value)
{
	switch (param->kind) {
	case PARAM_TEXT:
		return is_text(value, limit_of(param, CONTROL_TEXT_MAX));
	case PARAM_SECRET:
		return is_base64(
		    value, limit_of(param, CONTROL_SECRET_MAX), false);
	case PARAM_BYTES:
		return is_base64(value, limit_of(param, INT32_MAX), true);
	case PARAM_FLAG:
		return json_is_boolean(value);
	case PARAM_NUMBER:
		return is_number(value, limit_of(param, INT64_MAX));
	case PARAM_TIME:
		return is_time(value);
	case PARAM_TEXTS:
		return is_texts(value, limit_of(param, CONTROL_TEXTS_MAX));
	}
	return false;
}

static int
check_given(const struct control_request *request, const json_t *params,
    struct refusal *why)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)params, name, value)
	{
		const struct control_param *param = control_param(
		    request, name);

		if (param == NULL)
			return refuse(
			    why, REASON_UNKNOWN_PARAMETER, request->name, name);
		if (!is_of_kind(param, value))
			return refuse(
			    why, REASON_BAD_PARAMETER, request->name, name);
	}
	return FIELD_OK;
}

static int
check_missing(const struct control_request *request, const json_t *params,
    struct refusal *why)
{
	const struct control_param *param = request->params;

	for (; param != NULL && param->name != NULL; param++)
		if (param->required &&
		    json_object_get(params, param->name) == NULL)
			return refuse(why, REASON_MISSING_PARAMETER,
			    request->name, param->name);
	return FIELD_OK;
}

int
control_check(const struct control_request *request, const json_t *params,
    bool dry_run, struct refusal *why)
{
	int rc;

	if (params != NULL && !json_is_object(params))
		return refuse(
		    why, REASON_BAD_PARAMETER, request->name, "params");
	if (dry_run && (request->flags & CONTROL_CHANGES) == 0)
		return refuse(
		    why, REASON_UNKNOWN_PARAMETER, request->name, "dry_run");
	rc = check_given(request, params, why);
	return rc == FIELD_OK ? check_missing(request, params, why) : rc;
}
