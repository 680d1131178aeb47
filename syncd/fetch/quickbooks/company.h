/*
 * syncd/fetch/quickbooks/company: one company of QuickBooks: what is listed of it, and what all
 * its answers have in common.
 * Layer: fetch.  Users: query, capture, quickbooks.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_COMPANY_H
#define SYNCD_FETCH_QUICKBOOKS_COMPANY_H

#include "syncd/fetch/pull/pull.h"

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

#endif
