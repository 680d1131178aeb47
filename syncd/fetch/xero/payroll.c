#include <string.h>

#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/work/text/walk.h"
#include "syncd/fetch/xero/pages.h"
#include "syncd/fetch/xero/payroll.h"
#include "syncd/fetch/xero/person.h"

enum region { REGION_NONE, REGION_AU, REGION_UK_NZ };

static enum region
region_of(const char *country)
{
	static const struct {
		const char *country;
		enum region region;
	} regions[] = {
		{ "AU", REGION_AU },
		{ "GB", REGION_UK_NZ },
		{ "NZ", REGION_UK_NZ },
	};

	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
		if (country != NULL && strcmp(country, regions[i].country) == 0)
			return regions[i].region;
	return REGION_NONE;
}

/* The payroll API, by Organisations[0].CountryCode. */
static int
find_region(struct pull *pull, enum region *ret_region)
{
	struct http_response response = { 0 };
	struct strbuf url = STRBUF_INIT;
	enum api_verdict verdict;
	const char *country;
	json_t *root = NULL;
	int rc;

	strbuf_printf(
	    &url, "%s/api.xro/2.0/Organisation", endpoint_api(pull->request));
	rc = url.failed ?
	    fault_internal(pull->fault, FIELD_ENOMEM, "an address") :
	    api_get(
		pull->api, url.bytes, NULL, &verdict, &response, pull->fault);
	strbuf_release(&url);
	if (rc < 0)
		return rc;
	if (verdict == API_GOOD)
		(void)walk_load(response.body, response.len, &root);
	country = text_value(json_object_get(
	    json_array_get(json_object_get(root, "Organisations"), 0),
	    "CountryCode"));
	*ret_region = region_of(country);
	if (country == NULL)
		rc = api_fault_shape(&response, pull->fault);
	else if (*ret_region == REGION_NONE)
		(void)fault_set(pull->fault, PIPE_ERROR_REGION,
		    "Xero has no payroll in this organisation's country "
		    "(%.20s).",
		    country);
	json_decref(root);
	http_response_release(&response);
	return rc;
}

/* --- Australia ---------------------------------------------------------- */

/* Sources disagree about whether terminated people are listed by default:
 * request both. */
static int
pull_au(struct pull *pull, bool *ret_absent)
{
	static const char *const paths[] = {
		"/payroll.xro/1.0/Employees?where=Status%3D%3D%22ACTIVE%22"
		"&page=",
		"/payroll.xro/1.0/Employees?where=Status%3D%3D%22TERMINATED%22"
		"&page=",
	};
	struct xero_listing listing = { .pull = pull,
		.key = "Employees",
		.id_key = "EmployeeID",
		.read = person_from_xero_payroll_au,
		.since_s = pull_since_s(pull, PIPE_PAYROLL) };
	bool complete = true, one = false;
	int rc = FIELD_OK;

	pull_begin(pull, PIPE_PAYROLL, listing.since_s == 0);
	for (size_t i = 0; rc == FIELD_OK && !listing.absent && i < 2; i++) {
		listing.unchanged = false;
		rc = xero_get_pages(&listing, paths[i], &one);
		complete = complete && one;
	}
	*ret_absent = listing.absent;
	if (rc == FIELD_OK && !listing.absent)
		pull_end(pull, complete, listing.began_s);
	return rc;
}

/* --- United Kingdom, New Zealand ----------------------------------------- */

static int
pull_uk_nz(struct pull *pull, bool *ret_absent)
{
	struct xero_listing listing = { .pull = pull,
		.key = "employees",
		.id_key = "employeeID",
		.read = person_from_xero_payroll_uknz };
	bool complete = false;
	int rc;

	pull_begin(pull, PIPE_PAYROLL, true);
	rc = xero_get_pages(
	    &listing, "/payroll.xro/2.0/Employees?page=", &complete);
	*ret_absent = listing.absent;
	/* no cursor: changes cannot be requested separately */
	if (rc == FIELD_OK && !listing.absent)
		pull_end(pull, complete, 0);
	return rc;
}

int
xero_pull_payroll(struct pull *pull, bool *ret_absent)
{
	enum region region = REGION_NONE;
	int rc;

	rc = find_region(pull, &region);
	if (rc < 0)
		return rc;
	*ret_absent = region == REGION_NONE;
	if (region == REGION_AU)
		return pull_au(pull, ret_absent);
	if (region == REGION_UK_NZ)
		return pull_uk_nz(pull, ret_absent);
	return FIELD_OK;
}
