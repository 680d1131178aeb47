/*
 * syncd/fetch/quickbooks/person: converts an employee or vendor to a person, or
 * skips it.
 * Layer: fetch.  Users: company, tests, fuzz targets.
 *
 * Pure functions of the record.  See Intuit's IntuitNamesTypes.xsd.
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_PERSON_H
#define SYNCD_FETCH_QUICKBOOKS_PERSON_H

#include "syncd/fetch/pull/person.h"

enum person_result person_from_qb_employee(
    struct person_draft *draft, const json_t *record);
/* PERSON_OTHER: neither Vendor1099 nor (UK) a subcontractor. */
enum person_result person_from_qb_vendor(
    struct person_draft *draft, const json_t *record);

#endif
