/*
 * control/person/alias: addresses that become, or stop being, login names.
 * Layer: control.  Users: handlers about people, fieldctl.
 */
#ifndef CONTROL_PERSON_ALIAS_H
#define CONTROL_PERSON_ALIAS_H

#include <jansson.h>

#include "store/access/viewer.h"
#include "store/people/alias.h"

/* Effects of a change on addresses, for its answer.  Zero it first. */
struct alias_news {
	struct alias_watch watch;
	/* An array of {"email", "people", "login"}: people whom the viewer may
	 * see; login is null unless one person is left.  NULL until the end. */
	json_t *addresses;
};

/* Call it within the change, after the verb: after a dry run the people cannot
 * be read. */
int alias_end(struct alias_news *news, const struct viewer *viewer);
void alias_release(struct alias_news *news);

/* Add the member "addresses" to OBJECT, taking ownership; empty if there was no
 * change; NULL for NULL. */
json_t *alias_json(json_t *object, const struct alias_news *news);

#endif
