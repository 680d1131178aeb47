/*
 * syncd/fetch/quickbooks/capture: what has changed, by change data capture.
 * Layer: fetch.  Users: quickbooks.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_CAPTURE_H
#define SYNCD_FETCH_QUICKBOOKS_CAPTURE_H

#include "syncd/fetch/pull/pull.h"

/* The oldest of the chosen entities' cursors; 0: one needs everything. */
int64_t quickbooks_oldest_since_s(const struct pull *pull);

/* By change data capture since SINCE_S.  *ret_served: whether it told
 * everything; otherwise ask by query. */
int quickbooks_pull_captured(
    struct pull *pull, int64_t since_s, bool *ret_served);

#endif
