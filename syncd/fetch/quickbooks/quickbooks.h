/*
 * syncd/fetch/quickbooks/quickbooks: employees and 1099 vendors of one company.
 * Layer: fetch.  Users: run.
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

#endif
