/*
 * control/session: asking, without knowing who answers.
 * Layer: control.  Users: fieldctl, later the console.
 *
 * A session answers in this process, which is root's, or through
 * control.sock.  Which of the two it is does not show in the answers.
 */
#ifndef CONTROL_SESSION_H
#define CONTROL_SESSION_H

#include "base/invoker.h"
#include "conf/paths.h"
#include "control/answer.h"
#include "control/request.h"

struct control_session;

/* In this process, which acts as root, with INVOKER behind it (NULL: nobody is
 * known).  Both are kept by reference.  NULL when out of memory. */
struct control_session *control_session_here(
    const struct paths *paths, const struct invoker *invoker);

/* Through control.sock, connected by the first request. */
struct control_session *control_session_there(const struct paths *paths);

/* NULL is fine. */
void control_session_close(struct control_session *session);

/*
 * Ask for NAME with PARAMS (an object, or NULL for none; taken over).  Rows go
 * to SINK (NULL: they are dropped) as they come; *ret_answer is filled in any
 * case, also where nobody answers, and must be released.  Returns its exit
 * code.
 */
int control_ask(struct control_session *session, const char *name,
    json_t *params, bool dry_run, const struct control_sink *sink,
    struct control_answer *ret_answer);

#endif
