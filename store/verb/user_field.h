/*
 * store/verb/user_field: the fields of a profile, one table.
 * Layer: store.  Users: user_edit.c alone.
 *
 * Which of them people may change about themselves (self.edit, U5), and which
 * say where a person's codes and notices go, is read here and nowhere else.
 */
#ifndef STORE_VERB_USER_FIELD_H
#define STORE_VERB_USER_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "store/core/reason.h"
#include "store/core/user.h"
#include "store/verb/user.h"

struct user_field {
	const char *name;  /* in the log, in pins and to imports (A7) */
	const char *label; /* N_() */
	/* Check and normalise TEXT into BUF; NULL: the verb does it. */
	int (*take)(char *buf, size_t size, const char *text, const char *label,
	    struct refusal *why);
	size_t given_at; /* the const char * in struct user_edit */
	size_t at, size; /* the text in struct user */
	bool own;        /* what self.edit covers */
	/* whoever sets it may get the person's codes, or act as the person */
	bool reaches;
	bool follows; /* another field, and is neither given nor pinned */
};

extern const struct user_field user_fields[];
extern const size_t user_field_count;

/* The field's text in USER; what EDIT gives for it, or NULL. */
const char *user_field_text(
    const struct user_field *field, const struct user *user);
const char *user_field_given(
    const struct user_field *field, const struct user_edit *edit);

/* Whether EDIT gives anything that is not OWN; anything that REACHES. */
bool user_edit_is_own(const struct user_edit *edit);
bool user_edit_reaches(const struct user_edit *edit);

/* Every text that EDIT gives and the table can check, into AFTER.
 * FIELD_EDENIED with *why. */
int user_edit_take(
    struct user *after, const struct user_edit *edit, struct refusal *why);

#endif
