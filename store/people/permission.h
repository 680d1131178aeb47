/*
 * store/people/permission: the catalogue of permissions, 'module.action' (R3).
 * Layer: store.  Users: rules, role, fieldctl perm.
 */
#ifndef STORE_PEOPLE_PERMISSION_H
#define STORE_PEOPLE_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/oneof.h"

/* It includes every permission except those of root alone. */
#define SUPER_ADMIN_PERMISSION "settings.super-admin"

#define PERMISSION_MAX 48 /* length of a codename in bytes, with its NUL */

struct permission_module {
	const char *name; /* 'work-orders' */
	/* Space-separated, in ascending order.  Most modules have levels
	 * ('edit' gives several actions); in the others, a level is one
	 * action. */
	const char *levels;
	const char *actions;
	bool is_switch; /* off/on: 'on' gives the one action */
};

extern const struct permission_module permission_modules[];
extern const size_t permission_module_count;

/* The names of modules, and the levels of one but for 'none', which all
 * have. */
struct oneof permission_module_names(void);
struct oneof permission_levels(const char *module);

/* Whether 'module.action' is in the catalogue. */
bool permission_exists(const char *codename);

/* Codenames are numbered from 0, in the order of the catalogue, for
 * store/people/access; -1 for an unknown one. */
int permission_index(const char *codename);
/* The name with the number INDEX; "" beyond the last. */
const char *permission_name(int index, char buf[PERMISSION_MAX]);

/* Call VISIT for each codename that LEVEL of MODULE gives: 'edit' gives view,
 * create, edit, delete; 'approve' gives view and approve; a switch that is
 * 'off' gives nothing.  FIELD_EINVAL if the module has no such level. */
int permission_expand(const char *module, const char *level,
    void (*visit)(const char *codename, void *context), void *context);

/* Module levels never grant settings.  The following codenames are power over
 * people or money: subworkers never have them (R10), and they make a role
 * privileged (A10). */
bool permission_is_privileged(const char *codename);

/* Exposed as operating system groups by default (R3). */
extern const char *const permission_default_exposed[];
extern const size_t permission_default_exposed_count;

#endif
