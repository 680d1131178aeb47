/* Checks the service's stack.  Must refuse whenever it cannot decide. */
#include <stdio.h>

#include "base/err.h"
#include "pam_fieldauth/signin/service.h"
#include "pamconf/blind.h"

static enum reason
alias_objection(const char *service_name, char why[SERVICE_WHY_SIZE])
{
	const struct pamconf_rule *reader = NULL;
	struct pamconf_service service;
	int rc = pamconf_service_read("", service_name, &service);

	if (rc == FIELD_OK)
		reader = pamconf_name_reader("", &service);
	if (rc != FIELD_OK)
		(void)snprintf(why, SERVICE_WHY_SIZE,
		    "its PAM file cannot be read: %s", field_strerror(rc));
	else if (reader != NULL)
		(void)snprintf(why, SERVICE_WHY_SIZE,
		    "%s in its %s stack may look at the user name",
		    reader->name, pamconf_type_name(reader->type));
	pamconf_service_release(&service);
	return rc == FIELD_OK && reader == NULL ? REASON_NONE : REASON_ALIAS;
}

enum reason
service_objection(
    const struct protocol_request *request, char why[SERVICE_WHY_SIZE])
{
	enum reason alias = REASON_NONE;

	why[0] = '\0';
	if (request->flags & PROTOCOL_ALIAS)
		alias = alias_objection(request->service, why);
	if (request->flags & PROTOCOL_BAD_OPTION) {
		(void)snprintf(why, SERVICE_WHY_SIZE,
		    "an option of pam_fieldauth.so in its PAM file is wrong");
		return REASON_BAD_SERVICE;
	}
	return alias;
}
