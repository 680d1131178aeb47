/*
 * pamconf/service: the stack that libpam runs for a service.
 * Layer: pamconf; base.  Users: fieldauth-signin, fieldctl doctor, explain and
 * setup.
 */
#ifndef PAMCONF_SERVICE_H
#define PAMCONF_SERVICE_H

#include "pamconf/rule.h"

#define PAMCONF_OURS "pam_fieldauth.so"

/* Rules of kind PAMCONF_MODULE, in the order in which libpam runs them. */
struct pamconf_service {
	struct pamconf_rule *rules;
	size_t count;
	size_t files; /* files read, each counted as often as it is included */
};

#define PAMCONF_SERVICE_INIT \
	{                    \
		NULL, 0, 0   \
	}

/* Limits: size of a file, number of files, depth of inclusion (libpam:
 * PAM_SUBSTACK_MAX_LEVEL). */
#define PAMCONF_FILE_MAX  (64 * 1024)
#define PAMCONF_FILES_MAX 128
#define PAMCONF_DEPTH_MAX 16

/* Whether NAME, in lower case as libpam converts it, can only name a file in a
 * folder of services: letters, digits, `-_.@+`, not starting with a dot. */
bool pamconf_is_service(const char *name);

/*
 * Read SERVICE below ROOT ("" or a folder), from etc/pam.d or usr/lib/pam.d,
 * with everything that it includes.  For types without rules, the service
 * `other` applies.  SERVICE may be chosen by an unprivileged caller: only
 * service files are opened, reading never blocks, and its cost is limited.
 *
 * FIELD_ENOTFOUND: neither SERVICE nor `other` exists, or there is no folder of
 * services (etc/pam.conf is not supported).  FIELD_EINVAL: SERVICE is not a
 * valid name, a file is not a regular file or cannot be parsed, an included
 * file is missing, or a limit is exceeded.  FIELD_EIO, FIELD_ENOMEM.  Release
 * the result in every case.
 */
int pamconf_service_read(
    const char *root, const char *service, struct pamconf_service *ret_service);

void pamconf_service_release(struct pamconf_service *service);

/* Whether there is a rule of TYPE with MODULE. */
bool pamconf_service_has(const struct pamconf_service *service,
    enum pamconf_type type, const char *module);

#endif
