/*
 * syncd/fetch/xero/payroll: payroll employees, by the country of the
 * organisation.
 * Layer: fetch.  Users: xero.
 */
#ifndef SYNCD_FETCH_XERO_PAYROLL_H
#define SYNCD_FETCH_XERO_PAYROLL_H

#include "syncd/fetch/pull/pull.h"

/* List payroll employees by the organisation's country.  *ret_absent: it has no
 * payroll. */
int xero_pull_payroll(struct pull *pull, bool *ret_absent);

#endif
