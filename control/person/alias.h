/*
 * control/person/alias: addresses that are, or are no longer, login names.
 * Layer: control.  Users: handlers about people, fieldctl.
 */
#ifndef CONTROL_PERSON_ALIAS_H
#define CONTROL_PERSON_ALIAS_H

#include <jansson.h>

#include "store/access/viewer.h"
#include "store/people/alias.h"

/* OBJECT, taken over, with what WATCH has kept as the member "addresses": an
 * array of {"email", "people", "login"}: people whom VIEWER may see, and the
 * login is null unless one is left.  NULL for NULL. */
json_t *alias_json(const struct viewer *viewer, json_t *object,
    const struct alias_watch *watch);

#endif
