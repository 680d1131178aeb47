/*
 * syncd/fetch/xero/xero: users, contacts of chosen groups and payroll employees of
 * one organisation.
 * Layer: fetch.  Users: run.
 *
 * XeroAPI/Xero-OpenAPI 16.1.0: xero_accounting.yaml, xero-identity.yaml,
 * xero-payroll-{au,uk,nz}.yaml.
 *
 * Incremental by If-Modified-Since, whose time is the DateTimeUTC of the last
 * listing's answer; UK and NZ payroll have no such thing and are listed whole
 * each time.  The accounting Employees were removed by Xero on 28 April 2026
 * and are not asked for.
 */
#ifndef SYNCD_FETCH_XERO_XERO_H
#define SYNCD_FETCH_XERO_XERO_H

#include "syncd/fetch/pull/pull.h"

int xero_pull(struct pull *pull);

/* The operation `tenants': a tenant message for each connection. */
int xero_tenants(struct api *api, struct fault *ret_fault);

/* --- between xero.c and payroll.c --- */

/* One listing of pages. */
struct xero_listing {
	struct pull *pull;
	const char *key;    /* of the array of records */
	const char *id_key; /* of a record's id */
	enum person_result (*read)(
	    struct person_draft *draft, const json_t *record);
	int64_t since_s; /* 0: everything */
	/* what the last page said */
	int64_t rows;
	int64_t began_s; /* the server's time on the first page */
	int64_t page_count, item_count; /* -1: not said */
	bool unchanged;                 /* 304 */
	bool absent;                    /* no such product */
};

/* GET PATH (with its query) and hand on its records. */
int xero_get_page(struct xero_listing *listing, const char *path);

/*
 * PATH with its page number behind it, until a page is empty or the last that
 * Xero counts; one that was short says nothing.  *ret_complete is false when
 * fewer came than Xero counts, or when a page brought no id that is new, which
 * shows that the number is not heard.  Ends early with listing->absent.
 */
int xero_get_pages(
    struct xero_listing *listing, const char *path, bool *ret_complete);

/* Payroll by the organisation's country.  *ret_absent: it has none. */
int xero_pull_payroll(struct pull *pull, bool *ret_absent);

#endif
