/*
 * syncd/fetch/xero/xero: users, contacts of selected groups and payroll
 * employees of one organisation.
 * Layer: fetch.  Users: run.
 *
 * XeroAPI/Xero-OpenAPI 16.1.0: xero_accounting.yaml, xero-identity.yaml,
 * xero-payroll-{au,uk,nz}.yaml.
 *
 * Incremental by If-Modified-Since with the DateTimeUTC of the last listing's
 * response; UK and NZ payroll do not support it and are listed completely each
 * time.  Xero removed the accounting Employees on 28 April 2026; they are not
 * requested.
 */
#ifndef SYNCD_FETCH_XERO_XERO_H
#define SYNCD_FETCH_XERO_XERO_H

#include "syncd/fetch/pull/pull.h"

int xero_pull(struct pull *pull);

/* The operation `tenants': a tenant message for each connection. */
int xero_tenants(struct api *api, struct fault *ret_fault);

#endif
