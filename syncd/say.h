/*
 * syncd/say: what a run that fieldctl has started tells it, one JSON object on a
 * line of standard output.
 * Layer: syncd (jansson).  Users: connect, mail_account.
 */
#ifndef SYNCD_SAY_H
#define SYNCD_SAY_H

#include <jansson.h>

/* Write OBJECT, and release it; NULL: no memory.  FIELD_EIO. */
int say(json_t *object);

#endif
