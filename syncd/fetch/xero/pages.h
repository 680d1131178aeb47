/*
 * syncd/fetch/xero/pages: one Xero listing, page by page.
 * Layer: fetch.  Users: xero, payroll.
 */
#ifndef SYNCD_FETCH_XERO_PAGES_H
#define SYNCD_FETCH_XERO_PAGES_H

#include "syncd/fetch/pull/pull.h"

/* The maximum of pageSize; Xero clamps larger values. */
#define XERO_PAGE_ROWS "1000"

/* One listing of pages. */
struct xero_listing {
	struct pull *pull;
	const char *key;    /* key of the array of records */
	const char *id_key; /* key of a record's id */
	enum person_result (*read)(
	    struct person_draft *draft, const json_t *record);
	int64_t since_s; /* 0: everything */
	/* from the last page */
	int64_t rows;
	int64_t began_s; /* the server's time of the first page */
	int64_t page_count, item_count; /* -1: not given */
	bool unchanged;                 /* 304 */
	bool absent;                    /* no such product */
	struct seen *path_ids;          /* of the pages of one path, or NULL */
};

/* GET PATH (with its query) and process its records. */
int xero_get_page(struct xero_listing *listing, const char *path);

/*
 * Request PATH with page numbers until a page is empty or is the last that Xero
 * counts; a short page proves nothing.  *ret_complete is false when fewer
 * records arrived than Xero counts, or when a page had no id that is new among
 * the pages of PATH, which shows that the page number is ignored.  Ends early
 * with listing->absent.
 */
int xero_get_pages(
    struct xero_listing *listing, const char *path, bool *ret_complete);

#endif
