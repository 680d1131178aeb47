#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "base/clock.h"
#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/work/text/walk.h"
#include "syncd/fetch/xero/pages.h"
#include "syncd/fetch/xero/person.h"

#define PAGES_MAX 2000 /* Xero refuses lists of more than 100,000 anyway */
#define OVERLAP_S 120

/* --- one page ----------------------------------------------------------- */

/* Another path may have returned the record before. */
static int
note_id(struct xero_listing *listing, const char *id)
{
	bool fresh;

	return listing->path_ids != NULL && id != NULL ?
	    seen_add(listing->path_ids, id, &fresh) :
	    FIELD_OK;
}

static int
on_record(void *arg, const char *key, const json_t *record)
{
	struct xero_listing *listing = arg;
	struct pull *pull = listing->pull;
	enum person_result result;
	int rc;

	(void)key;
	listing->rows++;
	/* only contacts need more than the record */
	result = listing->read != NULL ?
	    listing->read(pull->draft, record) :
	    person_from_xero_contact(pull->draft, record,
		pull->request->contact_groups,
		pull->request->contact_group_count);
	rc = note_id(listing, pull->draft->person.external_id);
	return rc < 0 ? pull_fault(pull, rc) : pull_row(pull, result);
}

static int
on_unreadable(void *arg, const char *key, const char *id, const char *why)
{
	struct xero_listing *listing = arg;
	int rc = note_id(listing, id);

	(void)key;
	listing->rows++;
	return rc < 0 ? pull_fault(listing->pull, rc) :
			pull_unreadable(listing->pull, id, why);
}

/* DateTimeUTC (Microsoft's form) or dateTimeUTC (ISO; UTC without a zone). */
static int64_t
answer_time_s(const json_t *envelope, int64_t otherwise_s)
{
	const char *text = text_value(json_object_get(envelope, "DateTimeUTC"));
	int64_t t_s;

	if (text == NULL)
		text = text_value(json_object_get(envelope, "dateTimeUTC"));
	if (person_parse_ms_date(text, &t_s))
		return t_s;
	if (text != NULL && clock_parse_iso(text, &t_s) == FIELD_OK)
		return t_s;
	return otherwise_s;
}

static int64_t
member_count(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	int64_t count = json_integer_value(value);

	return json_is_integer(value) && count >= 0 ? count : -1;
}

static int
read_page(struct xero_listing *listing, const struct http_response *response)
{
	const char *const keys[] = { listing->key, NULL };
	const struct walk_target target = { .keys = keys,
		.id_key = listing->id_key,
		.record = on_record,
		.unreadable = on_unreadable,
		.arg = listing };
	struct pull *pull = listing->pull;
	const json_t *pages;
	json_t *envelope = NULL;
	int rc;

	rc = walk_json(response->body, response->len, &target, &envelope);
	if (rc == FIELD_EINVAL)
		return fault_set(pull->fault, PIPE_ERROR_RESPONSE,
		    "Xero's response is truncated or not JSON.");
	if (rc < 0)
		return pull_fault(pull, rc);
	/* an empty object is not the same as no rows */
	if (!json_is_array(json_object_get(envelope, listing->key))) {
		rc = api_fault_shape(response, pull->fault);
	} else {
		if (listing->began_s == 0)
			listing->began_s = answer_time_s(
			    envelope, response->date_s);
		pages = json_object_get(envelope, "pagination");
		listing->page_count = member_count(pages, "pageCount");
		listing->item_count = member_count(pages, "itemCount");
	}
	json_decref(envelope);
	return rc < 0 ? rc : pull_page(pull);
}

/* UTC, without a zone, whole seconds: Xero silently ignores any other form, and
 * lists everything. */
static void
format_since(char *buf, size_t size, int64_t since_s)
{
	char iso[CLOCK_ISO_SIZE];

	(void)clock_format_iso(since_s - OVERLAP_S, iso);
	iso[strcspn(iso, "Z")] = '\0';
	(void)snprintf(buf, size, "If-Modified-Since: %s", iso);
}

int
xero_get_page(struct xero_listing *listing, const char *path)
{
	struct http_response response = { 0 };
	struct pull *pull = listing->pull;
	struct strbuf url = STRBUF_INIT;
	enum api_verdict verdict;
	char since[CLOCK_ISO_SIZE + 24];
	int rc;

	listing->rows = 0;
	listing->page_count = listing->item_count = -1;
	strbuf_printf(&url, "%s%s", endpoint_api(pull->request), path);
	format_since(since, sizeof(since), listing->since_s);
	rc = url.failed ?
	    fault_internal(pull->fault, FIELD_ENOMEM, "an address") :
	    api_get(pull->api, url.bytes, listing->since_s > 0 ? since : NULL,
		&verdict, &response, pull->fault);
	strbuf_release(&url);
	if (rc < 0)
		return rc;
	if (verdict == API_UNCHANGED)
		listing->unchanged = true;
	else if (verdict == API_ABSENT)
		listing->absent = true;
	else
		rc = read_page(listing, &response);
	http_response_release(&response);
	return rc;
}

static void
log_incomplete(const struct xero_listing *listing, int64_t items)
{
	emit_log(listing->pull->api->call->emit, LOG_WARNING, NULL,
	    "the listing of %s is not complete: %lld came, Xero counts %lld",
	    listing->key, (long long)listing->pull->rows, (long long)items);
}

static int
get_pages(struct xero_listing *listing, const char *path, bool *ret_complete)
{
	char url[200];
	int64_t items = -1;
	bool ended = false;

	for (int page = 1; page <= PAGES_MAX && !ended; page++) {
		size_t known = listing->path_ids->count;
		int rc;

		(void)snprintf(url, sizeof(url), "%s%d", path, page);
		rc = xero_get_page(listing, url);
		if (rc < 0 || listing->absent)
			return rc;
		if (listing->item_count >= 0)
			items = listing->item_count;
		ended = listing->unchanged || listing->rows == 0 ||
		    (listing->page_count >= 0 && page >= listing->page_count);
		if (!ended && listing->path_ids->count == known)
			break;
	}
	*ret_complete = ended && items <= listing->pull->rows;
	if (!*ret_complete)
		log_incomplete(listing, items);
	return FIELD_OK;
}

int
xero_get_pages(
    struct xero_listing *listing, const char *path, bool *ret_complete)
{
	struct seen ids;
	int rc;

	seen_init(&ids);
	listing->path_ids = &ids;
	rc = get_pages(listing, path, ret_complete);
	listing->path_ids = NULL;
	seen_release(&ids);
	return rc;
}
