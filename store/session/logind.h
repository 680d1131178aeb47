/*
 * store/session/logind: the session of systemd-logind(8) that a process is in.
 * Layer: store.  Users: session, present.
 */
#ifndef STORE_SESSION_LOGIND_H
#define STORE_SESSION_LOGIND_H

#include <sys/types.h>

#define LOGIND_ID_SIZE 64

/*
 * The id of the logind session of UID that PID is in, or "": from its control
 * group user-UID.slice/session-ID.scope (systemd.special(7)), which
 * pam_systemd(8) moves the leader to.  A stack may call it after our module;
 * the id is then found by a later look.  A session that su(1) opens within one
 * of another user has none of its own.
 */
void logind_id(pid_t pid, uid_t uid, char buf[LOGIND_ID_SIZE]);

#endif
