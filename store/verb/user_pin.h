/*
 * store/verb/user_pin: fields that imports do not change (A7).  An
 * administrator's edit pins what it sets (user_edit()); this lists and removes
 * pins.
 * Layer: store.  Users: fieldctl.
 */
#ifndef STORE_VERB_USER_PIN_H
#define STORE_VERB_USER_PIN_H

#include "store/people/user.h"

/* Visit the pinned fields of a person that an import would set, in the order of
 * their names, until VISIT returns false. */
int user_pins(struct store *store, const char *person_id,
    bool (*visit)(const char *field, void *context), void *context);

/*
 * Let imports set FIELD again; NULL: every field.  The value from accounting is
 * applied with the next complete listing.  BAD_VALUE if imports never set
 * FIELD; a field that is not pinned is not an error.
 */
int user_unpin(struct change *change, const char *person_id, const char *field,
    struct refusal *why);

#endif
