/*
 * store/script/romanize: names of any script in ASCII (A10).
 * Layer: store.  Users: names, user_list.
 *
 * By ICU, with rules of our own where ICU's scheme is made to be reversed and
 * not to be read: Cyrillic, Greek, kana, Hangul and the scripts of northern
 * India.  Whether the result is what the person would write is asked of
 * store/script/script.
 */
#ifndef STORE_SCRIPT_ROMANIZE_H
#define STORE_SCRIPT_ROMANIZE_H

#include <stddef.h>

/* TEXT in ASCII, as far as it has a form there; ill-formed bytes and signs are
 * left out.  FIELD_EIO: ICU has failed. */
int romanize(const char *text, char *buf, size_t size);

#endif
