/*
 * syncd/fetch/pull/person: a person being made out of a record of a provider.
 * Layer: fetch.  Users: pull, quickbooks/person, xero/person.
 *
 * Pure functions of the record.  Every member of a record is optional and may
 * have any type; unknown values and members never fail a record.
 */
#ifndef SYNCD_FETCH_PULL_PERSON_H
#define SYNCD_FETCH_PULL_PERSON_H

#include <jansson.h>

#include "syncd/fetch/text/text.h"
#include "syncd/pipe/message.h"

enum person_result {
	PERSON_GOOD,  /* draft->person */
	PERSON_SKIP,  /* exists but is unreadable: draft->person.external_id
	                 (or NULL) and draft->why */
	PERSON_OTHER, /* not one of those we list: external_id is set */
};

struct person_draft {
	struct pipe_person person;
	const char *why;
	struct text_pool pool; /* owns the strings */
};

/* Empty *DRAFT for a record of ENTITY. */
void person_begin(struct person_draft *draft, enum pipe_entity entity);

/* If VALUE says something: it could not be read as the person's NAME (as in
 * struct pipe_person), which is left out, and told. */
void person_leave_out(
    struct person_draft *draft, const char *name, const json_t *value);

/* text_member(); NAME is left out if what is there is no text. */
const char *person_text(struct person_draft *draft, const char *name,
    const json_t *obj, const char *key);
/* The same of the object INNER. */
const char *person_nested(struct person_draft *draft, const char *name,
    const json_t *obj, const char *key, const char *inner);
/* text_email(), likewise; text without an address is for the plan to judge. */
const char *person_email(
    struct person_draft *draft, const json_t *obj, const char *key);
/* A day: ISO 8601, or Microsoft's form; the first day of the year 1, with
 * which .NET says `none', is none. */
const char *person_date(struct person_draft *draft, const char *name,
    const json_t *obj, const char *key);

/* PERSON_SKIP for WHY. */
enum person_result person_skip(struct person_draft *draft, const char *why);

/* Last checks that all providers share: an id, and some name or address. */
enum person_result person_finish(struct person_draft *draft);

/* "/Date(1573755038314+0000)/", with or without the offset; milliseconds
 * since 1970 UTC, negative before.  false: another form. */
bool person_parse_ms_date(const char *text, int64_t *ret_t_s);

#endif
