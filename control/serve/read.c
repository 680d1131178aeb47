/* Parses a frame into a request.  Nothing is looked up here, and nothing is
 * trusted. */
#include "base/err.h"
#include "control/protocol.h"
#include "control/serve/read.h"
#include "wire/parse.h"

/* Members of a request; others are rejected. */
static int
read_ask(const json_t *object, struct control_ask *ret_ask)
{
	const json_t *name = json_object_get(object, "request");
	const json_t *params = json_object_get(object, "params");
	const json_t *dry_run = json_object_get(object, "dry_run");
	const size_t known = 1 + (params != NULL) + (dry_run != NULL);

	if (!json_is_string(name) || json_object_size(object) != known)
		return FIELD_EINVAL;
	if (params != NULL && !json_is_object(params))
		return FIELD_EINVAL;
	if (dry_run != NULL && !json_is_boolean(dry_run))
		return FIELD_EINVAL;
	*ret_ask = (struct control_ask){
		.name = json_string_value(name),
		.params = params,
		.dry_run = json_is_true(dry_run),
	};
	return FIELD_OK;
}

int
read_request(const char *text, size_t len, json_t **ret_object,
    struct control_ask *ret_ask)
{
	json_t *object = NULL;
	int rc = wire_parse(text, len, CONTROL_VALUES_MAX, &object);

	if (rc == FIELD_OK)
		rc = read_ask(object, ret_ask);
	if (rc != FIELD_OK) {
		json_decref(object);
		return rc;
	}
	*ret_object = object; /* transferred */
	return FIELD_OK;
}
