/*
 * fieldctl/machine/nsswitch: the lines of nsswitch.conf(5) for users and
 * groups.
 * Layer: fieldctl.  Users: setup --system, doctor.
 *
 * Pure functions from text to text.  Everything except the service `fieldusers`
 * stays unchanged byte for byte: comments, blanks, other services, actions.
 */
#ifndef FIELDCTL_MACHINE_NSSWITCH_H
#define FIELDCTL_MACHINE_NSSWITCH_H

#include <stdbool.h>

#define NSSWITCH_SERVICE "fieldusers"

/*
 * Return TEXT with the service directly after `files` (or `compat`) and its
 * actions in brackets, in the lines of passwd and group, and in that of
 * initgroups if there is one.  A missing passwd or group line is added.  Lines
 * that already name the service stay.  Allocated; NULL when out of memory.
 */
char *nsswitch_add(const char *text);

/* TEXT without the service.  Allocated; NULL when out of memory. */
char *nsswitch_remove(const char *text);

enum nsswitch_state {
	NSSWITCH_GOOD,    /* named, and after files */
	NSSWITCH_ABSENT,  /* not named */
	NSSWITCH_EARLY,   /* named before files: local names could be hidden */
	NSSWITCH_BLOCKED, /* an action of files ends the look-up before it */
};

/* How the line of DATABASE ("passwd") stands. */
enum nsswitch_state nsswitch_look(const char *text, const char *database);

/* Whether there is a line for DATABASE. */
bool nsswitch_has(const char *text, const char *database);

#endif
