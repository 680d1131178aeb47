/*
 * syncd/fetch/pull/person: builds a person from a provider's record.
 * Layer: fetch.  Users: pull, quickbooks/person, xero/person.
 *
 * Pure functions of the record.  Every member of a record is optional and may
 * have any type; unknown values and members never make a record fail.
 */
#ifndef SYNCD_FETCH_PULL_PERSON_H
#define SYNCD_FETCH_PULL_PERSON_H

#include <jansson.h>

#include "syncd/work/text/text.h"
#include "syncd/pipe/message.h"

enum person_result {
	PERSON_GOOD, /* draft->person */
	/* exists but is unreadable: draft->person.external_id (or NULL) and
	 * draft->why */
	PERSON_SKIP,
	PERSON_OTHER, /* not a person that we list: external_id is set */
};

struct person_draft {
	struct pipe_person person;
	const char *why;
	struct text_pool pool; /* owns the strings */
};

/* Empty *DRAFT for a record of ENTITY. */
void person_begin(struct person_draft *draft, enum pipe_entity entity);

/* If VALUE is not empty, the person's NAME (as in struct pipe_person) could not
 * be read: it is omitted and reported. */
void person_leave_out(
    struct person_draft *draft, const char *name, const json_t *value);

/* text_member(); if the value is not text, NAME is omitted. */
const char *person_text(struct person_draft *draft, const char *name,
    const json_t *obj, const char *key);
/* The same for the object INNER. */
const char *person_nested(struct person_draft *draft, const char *name,
    const json_t *obj, const char *key, const char *inner);
/* The same with text_email(); the plan decides about text without an
 * address. */
const char *person_email(
    struct person_draft *draft, const json_t *obj, const char *key);
/* A day: ISO 8601, or Microsoft's form.  The first day of the year 1, which
 * .NET uses for `none', counts as missing. */
const char *person_date(struct person_draft *draft, const char *name,
    const json_t *obj, const char *key);

/* PERSON_SKIP for WHY. */
enum person_result person_skip(struct person_draft *draft, const char *why);

/* Final checks common to all providers: there must be an id, and a name or
 * address. */
enum person_result person_finish(struct person_draft *draft);

/* Parse "/Date(1573755038314+0000)/", with or without the offset; milliseconds
 * since 1970 UTC, negative before.  False: another form. */
bool person_parse_ms_date(const char *text, int64_t *ret_t_s);

#endif
