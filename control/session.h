/*
 * control/session: sends requests, independently of where they are processed.
 * Layer: control.  Users: fieldctl, later the console.
 *
 * A session processes requests in this process, if it runs as root, or through
 * control.sock.  The answers are the same.
 */
#ifndef CONTROL_SESSION_H
#define CONTROL_SESSION_H

#include "base/invoker.h"
#include "conf/paths.h"
#include "control/answer.h"
#include "control/request.h"

struct control_session;

/* In this process, which acts as root, started by INVOKER (NULL: unknown).
 * Both are borrowed.  NULL when out of memory. */
struct control_session *control_session_here(
    const struct paths *paths, const struct invoker *invoker);

/* Through control.sock, connected by the first request. */
struct control_session *control_session_there(const struct paths *paths);

/* NULL is allowed. */
void control_session_close(struct control_session *session);

/*
 * Send the request NAME with PARAMS (an object, or NULL for none; takes
 * ownership).  Rows go to SINK (NULL: discarded) as they arrive; *ret_answer is
 * always set, even if there is no response, and must be released.  Returns its
 * exit code.
 */
int control_ask(struct control_session *session, const char *name,
    json_t *params, bool dry_run, const struct control_sink *sink,
    struct control_answer *ret_answer);

#endif
