/*
 * syncd/fetch/quickbooks/company: one company of QuickBooks: what is listed,
 * and what all responses have in common.
 * Layer: fetch.  Users: query, capture, quickbooks.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_COMPANY_H
#define SYNCD_FETCH_QUICKBOOKS_COMPANY_H

#include "syncd/fetch/pull/pull.h"

/* lower versions are no longer supported */
#define QUICKBOOKS_MINOR_VERSION "75"
#define QUICKBOOKS_KINDS         2

struct quickbooks_kind {
	enum pipe_entity entity;
	const char *name, *path;
};
extern const struct quickbooks_kind quickbooks_kinds[QUICKBOOKS_KINDS];

/* "https://.../v3/company/REALM". */
void quickbooks_company_url(
    struct strbuf *url, const struct pipe_request *request);

/* "2026-01-05T18:00:00+00:00", slightly before T_S, with an explicit offset so
 * that it is not taken for local time. */
void quickbooks_append_since(struct strbuf *text, int64_t t_s);

/* Process one record of KIND. */
int quickbooks_take_record(
    struct pull *pull, size_t kind, const json_t *record);

/* The server's time, from the response rather than from our clock. */
int64_t quickbooks_answer_time_s(const json_t *envelope, int64_t otherwise_s);

/* Convert the result RC of a walk: our own faults are passed on, others mean an
 * invalid response. */
int quickbooks_walk_fault(
    struct pull *pull, int rc, const struct http_response *response);

#endif
