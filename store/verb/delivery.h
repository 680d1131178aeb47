/*
 * store/verb/delivery: how a code or a temporary password reaches its person.
 * Layer: store.  Users: the verbs that issue secrets, control/user.
 */
#ifndef STORE_VERB_DELIVERY_H
#define STORE_VERB_DELIVERY_H

#include "store/verb/user_verb.h"

/* The words are those of one_time_code.delivery. */
enum delivery_way {
	DELIVERY_PRINT,  /* returned, for the caller to print */
	DELIVERY_SCREEN, /* returned, to be read by the person at once */
	DELIVERY_SHEET,  /* returned, to be printed on paper */
};

/* ret_way; FIELD_ENOTFOUND. */
int delivery_by_name(const char *name, enum delivery_way *ret_way);
const char *delivery_name(enum delivery_way way);

#endif
