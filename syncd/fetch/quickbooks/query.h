/*
 * syncd/fetch/quickbooks/query: a listing by queries, page by page.
 * Layer: fetch.  Users: quickbooks.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_QUERY_H
#define SYNCD_FETCH_QUICKBOOKS_QUERY_H

#include "syncd/fetch/pull/pull.h"

/* List the records of KIND that changed since SINCE_S (0: all). */
int quickbooks_list_by_query(struct pull *pull, size_t kind, int64_t since_s);

#endif
