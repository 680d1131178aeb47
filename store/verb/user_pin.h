/*
 * store/verb/user_pin: fields that imports leave alone (A7).  An administrator's
 * edit pins what it sets (user_edit()); this shows and lifts pins.
 * Layer: store.  Users: fieldctl.
 */
#ifndef STORE_VERB_USER_PIN_H
#define STORE_VERB_USER_PIN_H

#include "store/people/user.h"

/* The pinned fields of a person that an import would set, in the order of
 * their names, until VISIT returns false. */
int user_pins(struct store *store, const char *person_id,
    bool (*visit)(const char *field, void *context), void *context);

/*
 * Let imports set FIELD again; NULL: every field.  What accounting says comes
 * with the next complete listing.  BAD_VALUE if no import sets FIELD; a field
 * that is not pinned is no error.
 */
int user_unpin(struct change *change, const char *person_id, const char *field,
    struct refusal *why);

#endif
