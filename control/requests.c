/* The tables of all nouns, combined.  A new noun is a new line here. */
#include <string.h>

#include "control/data/data.h"
#include "control/explain/explain.h"
#include "control/mail/mail.h"
#include "control/me/me.h"
#include "control/org/org.h"
#include "control/request.h"
#include "control/role/role.h"
#include "control/session/session.h"
#include "control/source/source.h"
#include "control/user/user.h"

static const struct control_request *const tables[] = {
	user_requests,
	session_requests,
	role_requests,
	org_requests,
	source_requests,
	mail_requests,
	data_requests,
	explain_requests,
	me_requests,
};

#define TABLE_COUNT (sizeof(tables) / sizeof(tables[0]))

void
control_each(
    bool (*visit)(const struct control_request *request, void *context),
    void *context)
{
	for (size_t i = 0; i < TABLE_COUNT; i++)
		for (const struct control_request *at = tables[i];
		     at->name != NULL; at++)
			if (!visit(at, context))
				return;
}

const struct control_request *
control_find(const char *name)
{
	for (size_t i = 0; i < TABLE_COUNT; i++)
		for (const struct control_request *at = tables[i];
		     at->name != NULL; at++)
			if (strcmp(at->name, name) == 0)
				return at;
	return NULL;
}
