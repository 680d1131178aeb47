/*
 * syncd/fetch/quickbooks/capture: changes, by change data capture.
 * Layer: fetch.  Users: quickbooks.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_CAPTURE_H
#define SYNCD_FETCH_QUICKBOOKS_CAPTURE_H

#include "syncd/fetch/pull/pull.h"

/* The oldest cursor of the selected entities; 0: one needs everything. */
int64_t quickbooks_oldest_since_s(const struct pull *pull);

/* Get changes since SINCE_S by change data capture.  *ret_served: whether it
 * reported everything; otherwise use queries. */
int quickbooks_pull_captured(
    struct pull *pull, int64_t since_s, bool *ret_served);

#endif
