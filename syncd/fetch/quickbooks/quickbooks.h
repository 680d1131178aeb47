/*
 * syncd/fetch/quickbooks/quickbooks: employees and 1099 vendors of one company.
 * Layer: fetch.  Users: main.
 *
 * https://developer.intuit.com/app/developer/qbo/docs/learn/
 *   explore-the-quickbooks-online-api/{data-queries,change-data-capture}
 *
 * A full listing is a query with paging, inactive rows included, and is called
 * complete only if as many rows came as the company counts.  An incremental
 * one is change data capture if all entities reach back less than 29 days
 * (Intuit: 30) and it shows fewer than 1000 objects, else a query by
 * MetaData.LastUpdatedTime.  Both look back over an overlap.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_QUICKBOOKS_H
#define SYNCD_FETCH_QUICKBOOKS_QUICKBOOKS_H

#include "syncd/fetch/pull/pull.h"

int quickbooks_pull(struct pull *pull);

/* --- between quickbooks.c and capture.c --- */

#define QUICKBOOKS_MINOR_VERSION "75" /* lower ones are no longer answered */
#define QUICKBOOKS_KINDS         2

struct quickbooks_kind {
	enum pipe_entity entity;
	const char *name, *path;
};
extern const struct quickbooks_kind quickbooks_kinds[QUICKBOOKS_KINDS];

/* "https://.../v3/company/REALM". */
void quickbooks_company_url(
    struct strbuf *url, const struct pipe_request *request);

/* "2026-01-05T18:00:00+00:00", a little before T_S: with its offset, so that
 * nobody takes it for local time. */
void quickbooks_append_since(struct strbuf *text, int64_t t_s);

/* Hand on one record of KIND. */
int quickbooks_take_record(
    struct pull *pull, size_t kind, const json_t *record);

/* The server's clock, from the answer rather than from ours. */
int64_t quickbooks_answer_time_s(const json_t *envelope, int64_t otherwise_s);

/* RC of a walk: a fault of ours is passed on, anything else is its form. */
int quickbooks_walk_fault(
    struct pull *pull, int rc, const struct http_response *response);

/* The oldest of the chosen entities' cursors; 0: one needs everything. */
int64_t quickbooks_oldest_since_s(const struct pull *pull);

/* By change data capture since SINCE_S.  *ret_served: whether it told
 * everything; otherwise ask by query. */
int quickbooks_pull_captured(
    struct pull *pull, int64_t since_s, bool *ret_served);

#endif
