/*
 * fieldctl/person/pick: whom a request about people is about, from arguments
 * and options.
 * Layer: fieldctl.  Users: user, role, org.
 *
 * People are named one by one, or chosen by PERSON_FILTER_OPTIONS; never both.
 * Whom a filter chooses is asked first, so that the person at the terminal can
 * be asked about them; the change is then about those people by their ids, as
 * far as the filter still chooses them.
 */
#ifndef FIELDCTL_PERSON_PICK_H
#define FIELDCTL_PERSON_PICK_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"

struct pick {
	bool by_filter;
	json_t *rows; /* of user.choose: id, login and title; NULL: not asked */
	size_t count; /* of people; of names, where it was not asked */
	size_t spared;  /* left out: the last super admin */
	int name_count; /* the first arguments that name people */
};

/*
 * Read the arguments, the first NAME_COUNT of which name people, and the
 * filter options.  With a filter, or where LOOK says so, ask for the people;
 * SPARE leaves out the last super admin of a filter's.  EX_OK, or a code after
 * saying why.  pick_release() the result.
 */
int pick_people(struct ctl *ctl, int name_count, bool spare, bool look,
    struct pick *ret_pick);
void pick_release(struct pick *pick);

/* Whether an option chooses people. */
bool pick_is_filtered(const struct ctl *ctl);

/* The parameters for a change of them; NULL when out of memory. */
json_t *pick_params(const struct ctl *ctl, const struct pick *pick);

/* The login name of the first one that was asked for. */
const char *pick_first(const struct pick *pick);

/* Show who they are, up to PICK_SHOWN_MAX of them, and ask QUESTION as
 * prompt_destructive() does.  Names are shown only where somebody is asked. */
#define PICK_SHOWN_MAX 20
int pick_confirm(
    struct ctl *ctl, const struct pick *pick, const char *question);

/* "No matching people", and that the last super admin was left out. */
void pick_say_missing(struct ctl *ctl, const struct pick *pick);

#endif
