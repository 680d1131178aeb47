/*
 * store/session/peer: the kernel's information about a socket's peer process.
 * Layer: store.  Users: pam_fieldauth/signin, control/serve.
 */
#ifndef STORE_SESSION_PEER_H
#define STORE_SESSION_PEER_H

#include <stddef.h>
#include <sys/types.h>

#define PEER_TEXT_SIZE 400

/*
 * Write "uid=2001 pid=731 exe=/usr/bin/swaylock" for the process PID of UID
 * (SO_PEERCRED), for the log, into BUF of PEER_TEXT_SIZE bytes.  exe is "?"
 * where it is unknown, and "unconfirmed:PATH" where the file at PATH is not the
 * running executable: in a mount namespace of its own, a caller can give its
 * program any name.  The data is read while the process is known to be the one
 * that connected: it exists before and after, belongs to UID, and is not
 * younger than this process.
 */
void peer_describe(uid_t uid, pid_t pid, char *buf, size_t size);

#endif
