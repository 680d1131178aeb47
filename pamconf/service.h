/*
 * pamconf/service: the stack that libpam runs for a service.
 * Layer: pamconf; base.  Users: fieldauth-signin, fieldctl doctor, explain
 * and setup.
 */
#ifndef PAMCONF_SERVICE_H
#define PAMCONF_SERVICE_H

#include "pamconf/rule.h"

#define PAMCONF_OURS "pam_fieldauth.so"

/* Rules of kind PAMCONF_MODULE, in the order in which libpam runs them. */
struct pamconf_service {
	struct pamconf_rule *rules;
	size_t count;
	size_t files; /* that were read, each as often as it is included */
};

#define PAMCONF_SERVICE_INIT \
	{                    \
		NULL, 0, 0   \
	}

/* Bounds of what is read: a file, files, and files within files (libpam:
 * PAM_SUBSTACK_MAX_LEVEL). */
#define PAMCONF_FILE_MAX  (64 * 1024)
#define PAMCONF_FILES_MAX 128
#define PAMCONF_DEPTH_MAX 16

/* Whether NAME, in lower case as libpam makes it, names a file of a folder of
 * services and no other: letters, digits, `-_.@+`, not first a dot. */
bool pamconf_is_service(const char *name);

/*
 * Read SERVICE below ROOT ("" or a folder): from etc/pam.d or usr/lib/pam.d,
 * with everything that it includes; for types of which it has no rule, what
 * the service `other` has.  An unprivileged caller may choose SERVICE: no
 * other file than a service is opened, reading never blocks, and is bounded.
 *
 * FIELD_ENOTFOUND: neither SERVICE nor `other`, or no folder of services at
 * all (etc/pam.conf is not read).  FIELD_EINVAL: SERVICE is no name, a file
 * is not a regular file or cannot be parsed, an included one is missing, or a
 * bound is exceeded.  FIELD_EIO, FIELD_ENOMEM.  To be released in any case.
 */
int pamconf_service_read(
    const char *root, const char *service, struct pamconf_service *ret_service);

void pamconf_service_release(struct pamconf_service *service);

/* Whether there is a rule for TYPE with MODULE. */
bool pamconf_service_has(const struct pamconf_service *service,
    enum pamconf_type type, const char *module);

#endif
