/*
 * syncd/fetch/xero/pages: one listing of Xero, page by page.
 * Layer: fetch.  Users: xero, payroll.
 */
#ifndef SYNCD_FETCH_XERO_PAGES_H
#define SYNCD_FETCH_XERO_PAGES_H

#include "syncd/fetch/pull/pull.h"

/* The most that pageSize takes; it is clamped. */
#define XERO_PAGE_ROWS "1000"

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
	struct seen *path_ids;          /* of the pages of one path, or NULL */
};

/* GET PATH (with its query) and hand on its records. */
int xero_get_page(struct xero_listing *listing, const char *path);

/*
 * PATH with its page number behind it, until a page is empty or the last that
 * Xero counts; one that was short says nothing.  *ret_complete is false when
 * fewer came than Xero counts, or when a page brought no id that is new to the
 * pages of PATH, which shows that the number is not heard.  Ends early with listing->absent.
 */
int xero_get_pages(
    struct xero_listing *listing, const char *path, bool *ret_complete);

#endif
