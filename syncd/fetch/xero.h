/*
 * syncd/fetch/xero: users, contacts of chosen groups and payroll employees of
 * one organisation.
 * Layer: fetch.  Users: run.
 *
 * XeroAPI/Xero-OpenAPI 16.1.0: xero_accounting.yaml, xero-identity.yaml.
 */
#ifndef SYNCD_FETCH_XERO_H
#define SYNCD_FETCH_XERO_H

#include "syncd/fetch/pull.h"

int xero_pull(struct pull *pull);

/* The operation `tenants': a tenant message for each connection. */
int xero_tenants(struct api *api, struct fault *ret_fault);

#endif
