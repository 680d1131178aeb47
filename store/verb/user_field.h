/*
 * store/verb/user_field: the fields of a profile, in one table.
 * Layer: store.  Users: user_edit.c only.
 *
 * Only this table says which fields people may change themselves (self.edit,
 * U5), and which determine where a person's codes and notices are sent.
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
	/* Check and normalise TEXT into BUF; NULL: done by the verb. */
	int (*take)(char *buf, size_t size, const char *text, const char *label,
	    struct refusal *why);
	size_t given_at; /* the const char * in struct user_edit */
	size_t at, size; /* the text in struct user */
	bool own;        /* what self.edit covers */
	/* an actor who sets it may get the person's codes, or act as the
	 * person */
	bool reaches;
	bool follows; /* an alias of another field; neither set nor pinned */
	/* it is stored, and nothing acts on it yet (tests/contract/acted.t) */
	bool not_yet;
};

extern const struct user_field user_fields[];
extern const size_t user_field_count;

/* The field's text in USER; the text that EDIT sets, or NULL. */
const char *user_field_text(
    const struct user_field *field, const struct user *user);
const char *user_field_given(
    const struct user_field *field, const struct user_edit *edit);

/* Whether EDIT sets a field that is not OWN; one that REACHES. */
bool user_edit_is_own(const struct user_edit *edit);
bool user_edit_reaches(const struct user_edit *edit);

/* Check every text that EDIT sets and the table can check, into AFTER.
 * FIELD_EDENIED with *why. */
int user_edit_take(
    struct user *after, const struct user_edit *edit, struct refusal *why);

#endif
