/*
 * fieldctl/user/handed: shows what people were given: where a secret was sent,
 * or the secret itself, once.
 * Layer: fieldctl.  Users: the verbs of this folder.
 */
#ifndef FIELDCTL_USER_HANDED_H
#define FIELDCTL_USER_HANDED_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/listing.h"

struct handed_kind {
	const char *member; /* of the rows, which has the secret */
	/* login, name, the member, expires_at */
	const struct listing_column *columns;
};
extern const struct handed_kind handed_codes, handed_passwords;

/* Show the rows of a request (control/user/handed).  EX_OK or a code. */
int handed_show(
    struct ctl *ctl, const struct handed_kind *kind, const json_t *rows);

/* The same for people with the member "given", of any kind.  Nothing with
 * --json. */
int handed_show_given(struct ctl *ctl, const json_t *people);

/* Set "by" as the options --print, --by and --sheet say.  EX_OK, or EX_USAGE
 * after reporting it. */
int handed_ask_way(struct ctl *ctl, json_t *params);

#endif
