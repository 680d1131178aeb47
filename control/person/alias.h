/*
 * control/person/alias: addresses that are, or are no longer, login names.
 * Layer: control.  Users: handlers about people, fieldctl.
 */
#ifndef CONTROL_PERSON_ALIAS_H
#define CONTROL_PERSON_ALIAS_H

#include <jansson.h>

#include "store/access/viewer.h"
#include "store/people/alias.h"

/* What a change does to addresses, for its answer.  Zeroed at first. */
struct alias_news {
	struct alias_watch watch;
	/* An array of {"email", "people", "login"}: people whom the viewer may
	 * see; the login is null unless one is left.  NULL before the end. */
	json_t *addresses;
};

/* Within the change, after the verb: a dry run leaves nobody to look at. */
int alias_end(struct alias_news *news, const struct viewer *viewer);
void alias_release(struct alias_news *news);

/* OBJECT, taken over, with the member "addresses", which is empty where there
 * was no change; NULL for NULL. */
json_t *alias_json(json_t *object, const struct alias_news *news);

#endif
