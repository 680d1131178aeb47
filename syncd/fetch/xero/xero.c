#include <stdio.h>
#include <syslog.h>

#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/work/text/walk.h"
#include "syncd/fetch/xero/error.h"
#include "syncd/fetch/xero/pages.h"
#include "syncd/fetch/xero/payroll.h"
#include "syncd/fetch/xero/person.h"
#include "syncd/fetch/xero/xero.h"

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

/* One of the selected groups is then missing by name. */
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
 * A group that was renamed or misspelt must not look like one that all members
 * have left.
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
	/* without includeArchived leavers are never noticed */
	rc = xero_get_pages(&listing,
	    "/api.xro/2.0/Contacts?includeArchived=true&pageSize=" XERO_PAGE_ROWS
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
	/* the fault says why; if payroll is the only entity this is the run's
	 * result, otherwise the others continue */
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
	/* a row without an id cannot be chosen */
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
