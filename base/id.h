/*
 * base/id: opaque ids that machines can share.
 * Layer: base.  Users: store.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>

/* "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx" and its NUL (RFC 9562, version 4). */
#define ID_SIZE 37

/* A new random id; BUF has ID_SIZE bytes; returns BUF. */
char *id_make(char *buf);

/* Whether TEXT has that form (lower case). */
bool id_is_valid(const char *text);

#endif
