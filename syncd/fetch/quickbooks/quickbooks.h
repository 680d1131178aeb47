/*
 * syncd/fetch/quickbooks/quickbooks: employees and 1099 vendors of one company.
 * Layer: fetch.  Users: run.
 *
 * https://developer.intuit.com/app/developer/qbo/docs/learn/
 *   explore-the-quickbooks-online-api/{data-queries,change-data-capture}
 *
 * A full listing is a query with paging, including inactive rows.  It is
 * complete only if as many rows arrived as the company counts.  An incremental
 * one is change data capture if the cursors of all entities are less than 29
 * days old (Intuit: 30) and it returns fewer than 1000 objects; otherwise a
 * query by MetaData.LastUpdatedTime.  Both start with an overlap.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_QUICKBOOKS_H
#define SYNCD_FETCH_QUICKBOOKS_QUICKBOOKS_H

#include "syncd/fetch/pull/pull.h"

int quickbooks_pull(struct pull *pull);

#endif
