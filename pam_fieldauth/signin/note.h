/*
 * pam_fieldauth/signin/note: sentences before a prompt, or instead of one.
 * Layer: fieldauth-signin.  Users: prompt, verdict, authenticate.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_NOTE_H
#define PAM_FIELDAUTH_SIGNIN_NOTE_H

#include "store/core/reason.h"

/* What separates SENTENCE from what follows: not all sentences have a stop. */
const char *note_stop(const char *sentence);

/* The sentence of WHY with its hint. */
#define NOTE_SIZE 512
const char *note_of(const struct refusal *why, char buf[NOTE_SIZE]);

#endif
