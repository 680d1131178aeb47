#include <string.h>

#include "base/escape.h"
#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/fetch/quickbooks/capture.h"
#include "syncd/fetch/quickbooks/company.h"
#include "syncd/work/text/walk.h"

#define CDC_OBJECTS 1000 /* the maximum in one CDC response */

/* The contents of one CDC response, kept apart by kind. */
struct capture {
	struct pull *pull;
	int64_t objects;
	int64_t rows[QUICKBOOKS_KINDS];
	size_t kind;     /* the kind handled in this pass */
	json_t *deleted; /* array of ids reported as deleted */
};

static int
on_change(void *arg, const char *key, const json_t *record)
{
	struct capture *capture = arg;
	const char *status;

	if (strcmp(key, quickbooks_kinds[capture->kind].name) != 0)
		return FIELD_OK;
	capture->objects++;
	status = text_value(json_object_get(record, "status"));
	if (status == NULL || strcmp(status, "Deleted") != 0)
		return quickbooks_take_record(
		    capture->pull, capture->kind, record);
	if (json_array_append(capture->deleted, json_object_get(record, "Id")) <
	    0)
		return FIELD_ENOMEM;
	return FIELD_OK;
}

static int
on_unreadable(void *arg, const char *key, const char *id, const char *why)
{
	struct capture *capture = arg;

	if (strcmp(key, quickbooks_kinds[capture->kind].name) != 0)
		return FIELD_OK;
	capture->objects++;
	return pull_unreadable(capture->pull, id, why);
}

/* CDC has reported Deleted wrongly: trust only what reading the record
 * shows. */
static int
check_deleted(struct capture *capture, const json_t *value)
{
	struct pull *pull = capture->pull;
	struct http_response response = { 0 };
	struct strbuf url = STRBUF_INIT;
	enum api_verdict verdict;
	json_t *root = NULL;
	const json_t *record;
	char id[PIPE_ID_MAX + 1];
	const char *text;
	int rc;

	pull->draft->pool.len = 0;
	text = text_id(&pull->draft->pool, value);
	if (text == NULL || !str_copy(id, sizeof(id), text))
		return pull_skip(pull, NULL, "a deleted record has no id");
	quickbooks_company_url(&url, pull->request);
	strbuf_printf(&url, "/%s/", quickbooks_kinds[capture->kind].path);
	escape_put(&url, id, ESCAPE_URL);
	strbuf_puts(&url, "?minorversion=" QUICKBOOKS_MINOR_VERSION);
	rc = url.failed ?
	    fault_internal(pull->fault, FIELD_ENOMEM, "an address") :
	    api_get(
		pull->api, url.bytes, NULL, &verdict, &response, pull->fault);
	strbuf_release(&url);
	if (rc < 0)
		return rc;
	if (verdict == API_GOOD)
		(void)walk_load(response.body, response.len, &root);
	record = json_object_get(root, quickbooks_kinds[capture->kind].name);
	if (verdict == API_ABSENT) {
		pull->rows++;
		rc = pull_gone(pull, id);
	} else if (json_is_object(record)) {
		rc = quickbooks_take_record(pull, capture->kind, record);
	} else {
		rc = pull_skip(pull, id,
		    "it is reported as deleted, but "
		    "reading it returns neither that nor a record");
	}
	json_decref(root);
	http_response_release(&response);
	return rc;
}

/* Process the rows of one kind from RESPONSE, as a separate listing. */
static int
list_captured(struct pull *pull, size_t kind,
    const struct http_response *response, int64_t *objects)
{
	static const char *const keys[] = { "Employee", "Vendor", NULL };
	struct capture capture = { .pull = pull, .kind = kind };
	const struct walk_target target = { .keys = keys,
		.id_key = "Id",
		.record = on_change,
		.unreadable = on_unreadable,
		.arg = &capture };
	json_t *envelope = NULL;
	int64_t began_s = 0;
	int rc;

	capture.deleted = json_array();
	pull_begin(pull, quickbooks_kinds[kind].entity, false);
	rc = walk_json(response->body, response->len, &target, &envelope);
	rc = quickbooks_walk_fault(pull, rc, response);
	if (rc == FIELD_OK &&
	    !json_is_array(json_object_get(envelope, "CDCResponse")))
		rc = api_fault_shape(response, pull->fault);
	if (rc == FIELD_OK)
		began_s = quickbooks_answer_time_s(envelope, response->date_s);
	for (size_t i = 0;
	     rc == FIELD_OK && i < json_array_size(capture.deleted); i++)
		rc = check_deleted(
		    &capture, json_array_get(capture.deleted, i));
	if (rc == FIELD_OK)
		rc = pull_page(pull);
	if (rc == FIELD_OK)
		pull_end(pull, true, began_s);
	*objects += capture.objects;
	json_decref(capture.deleted);
	json_decref(envelope);
	return rc;
}

/* The oldest cursor of the selected entities; 0 when one needs everything. */
int64_t
quickbooks_oldest_since_s(const struct pull *pull)
{
	int64_t oldest_s = INT64_MAX;

	for (size_t i = 0; i < QUICKBOOKS_KINDS; i++) {
		int64_t since_s = pull_since_s(
		    pull, quickbooks_kinds[i].entity);

		if (pull->request->entities[quickbooks_kinds[i].entity] &&
		    since_s < oldest_s)
			oldest_s = since_s;
	}
	return oldest_s == INT64_MAX ? 0 : oldest_s;
}

static int
capture_get(struct pull *pull, int64_t since_s, enum api_verdict *ret_verdict,
    struct http_response *ret_response)
{
	struct strbuf url = STRBUF_INIT, since = STRBUF_INIT;
	const char *separator = "";
	int rc;

	quickbooks_company_url(&url, pull->request);
	strbuf_puts(
	    &url, "/cdc?minorversion=" QUICKBOOKS_MINOR_VERSION "&entities=");
	for (size_t i = 0; i < QUICKBOOKS_KINDS; i++) {
		if (!pull->request->entities[quickbooks_kinds[i].entity])
			continue;
		strbuf_printf(
		    &url, "%s%s", separator, quickbooks_kinds[i].name);
		separator = ",";
	}
	strbuf_puts(&url, "&changedSince=");
	quickbooks_append_since(&since, since_s);
	if (!since.failed)
		escape_put(&url, since.bytes, ESCAPE_URL);
	if (since.failed || url.failed)
		rc = fault_internal(pull->fault, FIELD_ENOMEM, "an address");
	else
		rc = api_get(pull->api, url.bytes, NULL, ret_verdict,
		    ret_response, pull->fault);
	strbuf_release(&since);
	strbuf_release(&url);
	return rc;
}

/* *ret_served: whether CDC reported everything; otherwise use queries. */
int
quickbooks_pull_captured(struct pull *pull, int64_t since_s, bool *ret_served)
{
	struct http_response response = { 0 };
	enum api_verdict verdict;
	int64_t objects = 0;
	int rc;

	rc = capture_get(pull, since_s, &verdict, &response);
	if (rc < 0)
		return rc;
	for (size_t i = 0;
	     rc == FIELD_OK && verdict == API_GOOD && i < QUICKBOOKS_KINDS; i++)
		if (pull->request->entities[quickbooks_kinds[i].entity])
			rc = list_captured(pull, i, &response, &objects);
	http_response_release(&response);
	*ret_served = verdict == API_GOOD && objects < CDC_OBJECTS;
	if (rc == FIELD_OK && !*ret_served)
		pull->done.listing_count = 0; /* the queries will report it */
	return rc;
}
