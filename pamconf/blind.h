/*
 * pamconf/blind: PAM modules whose behaviour does not depend on the user name.
 * Layer: pamconf; base.  Users: fieldauth-signin; fieldctl doctor, explain and
 * setup.
 *
 * PAM_USER stays as typed.  A module that looks for a login name would find an
 * e-mail address instead, and its rule would not match.  A stack with such a
 * module therefore accepts only login names.
 */
#ifndef PAMCONF_BLIND_H
#define PAMCONF_BLIND_H

#include "pamconf/service.h"

/* The first rule of the stack, of any type, whose module may use the name;
 * NULL: none.  ROOT is as for pamconf_service_read(). */
const struct pamconf_rule *pamconf_name_reader(
    const char *root, const struct pamconf_service *service);

#endif
