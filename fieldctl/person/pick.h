/*
 * fieldctl/person/pick: the people that a request concerns, from arguments and
 * options.
 * Layer: fieldctl.  Users: user, role, org.
 *
 * People are named individually, or selected by PERSON_FILTER_OPTIONS; never
 * both.  The people selected by a filter are requested first, so that they can
 * be shown in a confirmation; the change then names them by id, limited to
 * those who still match the filter.
 */
#ifndef FIELDCTL_PERSON_PICK_H
#define FIELDCTL_PERSON_PICK_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"

struct pick {
	bool by_filter;
	/* from user.choose: id, login and title; NULL: not requested */
	json_t *rows;
	size_t count;   /* number of people; of names, if not requested */
	size_t spared;  /* left out: the last super admin */
	int name_count; /* the first arguments that name people */
};

/*
 * Read the arguments, the first NAME_COUNT of which name people, and the filter
 * options.  With a filter, or if LOOK, request the people; SPARE leaves out the
 * last super admin among those selected by a filter.  EX_OK, or a code after
 * reporting the reason.  Release the result with pick_release().
 */
int pick_people(struct ctl *ctl, int name_count, bool spare, bool look,
    struct pick *ret_pick);
void pick_release(struct pick *pick);

/* Whether an option chooses people. */
bool pick_is_filtered(const struct ctl *ctl);

/* The parameters for a change of these people; NULL when out of memory. */
json_t *pick_params(const struct ctl *ctl, const struct pick *pick);

/* The same for the people that were requested, without the filter. */
json_t *pick_ids(const struct pick *pick);

/* The login name of the first person requested. */
const char *pick_first(const struct pick *pick);

/* List the people, at most PICK_SHOWN_MAX of them, and ask QUESTION as
 * prompt_destructive() does.  Names are listed only if a person is asked. */
#define PICK_SHOWN_MAX 20
int pick_confirm(
    struct ctl *ctl, const struct pick *pick, const char *question);

/* "No matching people", and that the last super admin was left out. */
void pick_say_missing(struct ctl *ctl, const struct pick *pick);

#endif
