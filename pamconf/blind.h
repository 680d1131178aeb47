/*
 * pamconf/blind: which modules do not care what a user is called.
 * Layer: pamconf; base.  Users: fieldauth-signin; fieldctl doctor, explain
 * and setup.
 *
 * PAM_USER stays what was typed, so a module that looks for a name finds an
 * e-mail address where the administrator wrote a login name, and its rule
 * does not hold.  A stack in which such a module stands takes login names
 * alone.
 */
#ifndef PAMCONF_BLIND_H
#define PAMCONF_BLIND_H

#include "pamconf/service.h"

/* The first rule of the stack, of any type, whose module may look at the
 * name; NULL: none does.  ROOT as for pamconf_service_read(). */
const struct pamconf_rule *pamconf_name_reader(
    const char *root, const struct pamconf_service *service);

#endif
