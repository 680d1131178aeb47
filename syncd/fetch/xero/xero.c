#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "base/clock.h"
#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/fetch/text/walk.h"
#include "syncd/fetch/xero/xero.h"
#include "syncd/fetch/xero/error.h"

#define PAGE_ROWS "1000" /* the most that pageSize takes; it is clamped */
#define PAGES_MAX 2000   /* Xero refuses lists of more than 100,000 anyway */
#define OVERLAP_S 120

/* --- one page ----------------------------------------------------------- */

static int
on_record(void *arg, const char *key, const json_t *record)
{
	struct xero_listing *listing = arg;
	struct pull *pull = listing->pull;
	enum person_result result;

	(void)key;
	listing->rows++;
	/* contacts alone need more than the record */
	result = listing->read != NULL ?
	    listing->read(pull->draft, record) :
	    person_from_xero_contact(pull->draft, record,
		pull->request->contact_groups,
		pull->request->contact_group_count);
	return pull_row(pull, result);
}

static int
on_unreadable(void *arg, const char *key, const char *id, const char *why)
{
	struct xero_listing *listing = arg;

	(void)key;
	listing->rows++;
	return pull_unreadable(listing->pull, id, why);
}

/* DateTimeUTC (Microsoft's form) or dateTimeUTC (ISO, UTC without saying). */
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
		    "Xero's answer is damaged or no JSON.");
	if (rc < 0)
		return pull_fault(pull, rc);
	/* nothing at all is not the same as no rows */
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

/* UTC, no zone, whole seconds: any other form is silently ignored by Xero,
 * which then lists everything. */
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

int
xero_get_pages(
    struct xero_listing *listing, const char *path, bool *ret_complete)
{
	struct pull *pull = listing->pull;
	char url[200];
	int64_t items = -1;
	bool ended = false;

	for (int page = 1; page <= PAGES_MAX && !ended; page++) {
		size_t known = pull->seen.count;
		int rc;

		(void)snprintf(url, sizeof(url), "%s%d", path, page);
		rc = xero_get_page(listing, url);
		if (rc < 0 || listing->absent)
			return rc;
		if (listing->item_count >= 0)
			items = listing->item_count;
		ended = listing->unchanged || listing->rows == 0 ||
		    (listing->page_count >= 0 && page >= listing->page_count);
		/* the first of a second list may hold what the other did */
		if (!ended && page > 1 && pull->seen.count == known)
			break;
	}
	*ret_complete = ended && items <= pull->rows;
	if (!*ret_complete)
		log_incomplete(listing, items);
	return FIELD_OK;
}

/* --- users -------------------------------------------------------------- */

static int
pull_users(struct pull *pull)
{
	struct xero_listing listing = { .pull = pull,
		.key = "Users",
		.id_key = "UserID",
		.read = person_from_xero_user,
		.since_s = pull_since_s(pull, PIPE_USER) };
	int rc;

	pull_begin(pull, PIPE_USER, listing.since_s == 0);
	rc = xero_get_page(&listing, "/api.xro/2.0/Users");
	if (rc == FIELD_OK && listing.absent)
		return FIELD_ENET;
	if (rc == FIELD_OK)
		pull_end(
		    pull, listing.item_count <= pull->rows, listing.began_s);
	return rc;
}

/* --- contacts ----------------------------------------------------------- */

struct group_search {
	const struct pipe_request *request;
	bool found[PIPE_GROUPS_MAX];
};

static int
on_group(void *arg, const char *key, const json_t *record)
{
	struct group_search *search = arg;
	const char *name = text_value(json_object_get(record, "Name"));

	(void)key;
	for (size_t i = 0;
	     name != NULL && i < search->request->contact_group_count; i++)
		if (str_equals_nocase(name, search->request->contact_groups[i]))
			search->found[i] = true;
	return FIELD_OK;
}

/* One of ours is then missed by its name. */
static int
on_unreadable_group(void *arg, const char *key, const char *id, const char *why)
{
	(void)arg;
	(void)key;
	(void)id;
	(void)why;
	return FIELD_OK;
}

/*
 * A group that was renamed or misspelt must not look like one that everybody
 * has left.
 */
static int
check_groups(struct pull *pull)
{
	static const char *const keys[] = { "ContactGroups", NULL };
	struct group_search search = { .request = pull->request };
	const struct walk_target target = { .keys = keys,
		.id_key = "ContactGroupID",
		.record = on_group,
		.unreadable = on_unreadable_group,
		.arg = &search };
	struct http_response response = { 0 };
	struct strbuf url = STRBUF_INIT;
	enum api_verdict verdict;
	json_t *envelope = NULL;
	int rc;

	strbuf_printf(
	    &url, "%s/api.xro/2.0/ContactGroups", endpoint_api(pull->request));
	rc = url.failed ?
	    fault_internal(pull->fault, FIELD_ENOMEM, "an address") :
	    api_get(
		pull->api, url.bytes, NULL, &verdict, &response, pull->fault);
	strbuf_release(&url);
	if (rc < 0)
		return rc;
	if (verdict != API_GOOD ||
	    walk_json(response.body, response.len, &target, &envelope) < 0)
		rc = api_fault_shape(&response, pull->fault);
	for (size_t i = 0;
	     rc == FIELD_OK && i < pull->request->contact_group_count; i++)
		if (!search.found[i])
			rc = fault_set(pull->fault, PIPE_ERROR_SETTING,
			    "Xero has no contact group called %s.",
			    pull->request->contact_groups[i]);
	json_decref(envelope);
	http_response_release(&response);
	return rc;
}

static int
pull_contacts(struct pull *pull)
{
	struct xero_listing listing = { .pull = pull,
		.key = "Contacts",
		.id_key = "ContactID",
		.since_s = pull_since_s(pull, PIPE_CONTACT) };
	bool complete;
	int rc = FIELD_OK;

	if (pull->request->contact_group_count == 0)
		return fault_set(pull->fault, PIPE_ERROR_SETTING,
		    "Contacts are to be read, but no contact group is "
		    "chosen.");
	if (listing.since_s == 0)
		rc = check_groups(pull);
	if (rc < 0)
		return rc;
	pull_begin(pull, PIPE_CONTACT, listing.since_s == 0);
	/* without includeArchived nobody is ever seen to leave */
	rc = xero_get_pages(&listing,
	    "/api.xro/2.0/Contacts?includeArchived=true&pageSize=" PAGE_ROWS
	    "&page=",
	    &complete);
	if (rc == FIELD_OK && listing.absent)
		return FIELD_ENET;
	if (rc == FIELD_OK)
		pull_end(pull, complete, listing.began_s);
	return rc;
}

/* --- the pull ----------------------------------------------------------- */

static int
pull_payroll(struct pull *pull)
{
	bool others = pull->request->entities[PIPE_USER] ||
	    pull->request->entities[PIPE_CONTACT];
	bool absent = false;
	int rc = xero_pull_payroll(pull, &absent);

	if (rc < 0 || !absent)
		return rc;
	/* the fault says why; alone it is the run's result, beside others it
	 * must not stop them */
	if (!others)
		return FIELD_ENET;
	emit_log(pull->api->call->emit, LOG_WARNING,
	    pull->fault->correlation_id, "payroll was left out: %s",
	    pull->fault->sentence);
	pull_begin(pull, PIPE_PAYROLL, true);
	pull_end(pull, false, 0);
	return FIELD_OK;
}

int
xero_pull(struct pull *pull)
{
	const bool *chosen = pull->request->entities;
	int rc = FIELD_OK;

	pull->api->judge = xero_judge;
	if (pull->request->tenant != NULL)
		(void)snprintf(pull->api->tenant_header,
		    sizeof(pull->api->tenant_header), "xero-tenant-id: %s",
		    pull->request->tenant);
	if (chosen[PIPE_USER])
		rc = pull_users(pull);
	if (rc == FIELD_OK && chosen[PIPE_CONTACT])
		rc = pull_contacts(pull);
	if (rc == FIELD_OK && chosen[PIPE_PAYROLL])
		rc = pull_payroll(pull);
	return rc < 0 ? rc : pull_finish(pull);
}

/* --- tenants ------------------------------------------------------------ */

static int
send_tenant(struct api *api, const json_t *record)
{
	struct pipe_message message = { .type = PIPE_TENANT };
	struct text_pool pool;
	int rc;

	pool.len = 0;
	message.u.tenant = (struct pipe_tenant){
		.connection_id = text_id(&pool, json_object_get(record, "id")),
		.tenant_id = text_id(
		    &pool, json_object_get(record, "tenantId")),
		.tenant_type = text_member(&pool, record, "tenantType"),
		.tenant_name = text_member(&pool, record, "tenantName"),
	};
	/* nothing can be chosen by a row without an id */
	rc = message.u.tenant.tenant_id == NULL ?
	    FIELD_OK :
	    emit_message(api->call->emit, &message);
	return rc;
}

int
xero_tenants(struct api *api, struct fault *ret_fault)
{
	struct http_response response = { 0 };
	enum api_verdict verdict;
	json_t *list = NULL;
	int rc;

	api->judge = xero_judge;
	rc = api_get(api, endpoint_connections(api->oauth->request), NULL,
	    &verdict, &response, ret_fault);
	if (rc < 0)
		return rc;
	if (verdict != API_GOOD ||
	    walk_load(response.body, response.len, &list) < 0 ||
	    !json_is_array(list))
		rc = api_fault_shape(&response, ret_fault);
	for (size_t i = 0; rc == FIELD_OK && i < json_array_size(list); i++) {
		rc = send_tenant(api, json_array_get(list, i));
		if (rc < 0)
			rc = fault_internal(ret_fault, rc, "the pipe");
	}
	json_decref(list);
	http_response_release(&response);
	return rc;
}
