/*
 * base/id: opaque ids that are unique across machines.
 * Layer: base.  Users: store.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>

/* Size of "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx" with its NUL (RFC 9562,
 * version 4). */
#define ID_SIZE 37

/* Generate a random id in BUF, which has ID_SIZE bytes.  Returns BUF. */
char *id_make(char *buf);

/* Whether TEXT is such an id, in lower case. */
bool id_is_valid(const char *text);

#endif
