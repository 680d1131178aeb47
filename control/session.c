/* The two ways in which a request is answered. */
#include <stdlib.h>

#include "control/run.h"
#include "control/session.h"

struct control_session {
	struct control_host host;
};

struct control_session *
control_session_here(const struct paths *paths, const struct invoker *invoker)
{
	struct control_session *session = calloc(1, sizeof(*session));

	if (session != NULL) {
		session->host = (struct control_host)CONTROL_HOST_ROOT(paths);
		session->host.invoker = invoker;
	}
	return session;
}

void
control_session_close(struct control_session *session)
{
	free(session);
}

static bool
drop_row(json_t *row, void *context)
{
	(void)row;
	(void)context;
	return true;
}

int
control_ask(struct control_session *session, const char *name, json_t *params,
    bool dry_run, const struct control_sink *sink,
    struct control_answer *ret_answer)
{
	static const struct control_sink nowhere = { drop_row, NULL };
	const struct control_ask ask = { name, params, dry_run };

	control_run(
	    &session->host, &ask, sink != NULL ? sink : &nowhere, ret_answer);
	json_decref(params);
	return ret_answer->exit_code;
}
