/*
 * syncd/fetch/xero/person: converts a user, contact or employee to a person, or
 * skips it.
 * Layer: fetch.  Users: pages, xero, payroll, tests, fuzz targets.
 *
 * Pure functions of the record.  See XeroAPI/Xero-OpenAPI 16.1.0.
 */
#ifndef SYNCD_FETCH_XERO_PERSON_H
#define SYNCD_FETCH_XERO_PERSON_H

#include "syncd/fetch/pull/person.h"

enum person_result person_from_xero_user(
    struct person_draft *draft, const json_t *record);
/* PERSON_OTHER: in none of the GROUP_COUNT GROUPS (names, ignoring case). */
enum person_result person_from_xero_contact(struct person_draft *draft,
    const json_t *record, const char *const *groups, size_t group_count);
/* AU (PascalCase, Microsoft dates) and UK/NZ (camelCase, ISO dates). */
enum person_result person_from_xero_payroll_au(
    struct person_draft *draft, const json_t *record);
enum person_result person_from_xero_payroll_uknz(
    struct person_draft *draft, const json_t *record);

#endif
