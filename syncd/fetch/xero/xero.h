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

#endif
