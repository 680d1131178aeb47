/* The two ways of processing a request. */
#include <stdlib.h>

#include "control/remote.h"
#include "control/run.h"
#include "control/session.h"
#include "wire/parse.h"

struct control_session {
	bool is_here;
	struct control_host host; /* is_here */
	struct remote remote;     /* else */
};

static struct control_session *
make(const struct paths *paths, bool is_here)
{
	struct control_session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return NULL;
	wire_wipe_memory();
	session->is_here = is_here;
	session->host = (struct control_host)CONTROL_HOST_ROOT(paths);
	session->remote = (struct remote){ .paths = paths, .fd = -1 };
	return session;
}

struct control_session *
control_session_here(const struct paths *paths, const struct invoker *invoker)
{
	struct control_session *session = make(paths, true);

	if (session != NULL)
		session->host.invoker = invoker;
	return session;
}

struct control_session *
control_session_there(const struct paths *paths)
{
	return make(paths, false);
}

void
control_session_close(struct control_session *session)
{
	if (session != NULL)
		remote_close(&session->remote);
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

	if (sink == NULL)
		sink = &nowhere;
	if (session->is_here)
		control_run(&session->host, &ask, sink, ret_answer);
	else
		remote_ask(&session->remote, &ask, sink, ret_answer);
	json_decref(params);
	return ret_answer->exit_code;
}
