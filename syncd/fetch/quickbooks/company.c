#include <string.h>

#include "base/escape.h"
#include "base/clock.h"
#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/fetch/quickbooks/company.h"
#include "syncd/fetch/quickbooks/person.h"

#define OVERLAP_S 120

const struct quickbooks_kind quickbooks_kinds[QUICKBOOKS_KINDS] = {
	{ PIPE_EMPLOYEE, "Employee", "employee" },
	{ PIPE_VENDOR, "Vendor", "vendor" },
};

void
quickbooks_company_url(struct strbuf *url, const struct pipe_request *request)
{
	strbuf_puts(url, endpoint_api(request));
	strbuf_puts(url, "/v3/company/");
	escape_put(url, request->tenant, ESCAPE_URL);
}

/* "2026-01-05T18:00:00+00:00", OVERLAP_S before T_S, with an explicit offset so
 * that it is not taken for local time. */
void
quickbooks_append_since(struct strbuf *text, int64_t t_s)
{
	char iso[CLOCK_ISO_SIZE];

	(void)clock_format_iso(t_s - OVERLAP_S, iso);
	iso[strcspn(iso, "Z")] = '\0';
	strbuf_printf(text, "%s+00:00", iso);
}

int
quickbooks_take_record(struct pull *pull, size_t kind, const json_t *record)
{
	enum person_result result = quickbooks_kinds[kind].entity ==
		PIPE_EMPLOYEE ?
	    person_from_qb_employee(pull->draft, record) :
	    person_from_qb_vendor(pull->draft, record);

	return pull_row(pull, result);
}

/* The server's time, from the response rather than from our clock. */
int64_t
quickbooks_answer_time_s(const json_t *envelope, int64_t otherwise_s)
{
	const char *text = text_value(json_object_get(envelope, "time"));
	int64_t t_s;

	return text != NULL && clock_parse_iso(text, &t_s) == FIELD_OK ?
	    t_s :
	    otherwise_s;
}

/* Convert the result RC of a walk: our own faults are passed on, others mean an
 * invalid response. */
int
quickbooks_walk_fault(
    struct pull *pull, int rc, const struct http_response *response)
{
	if (rc == FIELD_OK || rc == FIELD_ENET)
		return rc;
	if (rc != FIELD_EINVAL)
		return fault_internal(pull->fault, rc, "reading an answer");
	pull->fault->http_status = response->status;
	return fault_set(pull->fault, PIPE_ERROR_RESPONSE,
	    "QuickBooks' response is truncated or not JSON.");
}
