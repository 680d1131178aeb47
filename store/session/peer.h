/*
 * store/session/peer: what the kernel says of the process at a socket's other
 * end.
 * Layer: store.  Users: pam_fieldauth/signin, control/serve.
 */
#ifndef STORE_SESSION_PEER_H
#define STORE_SESSION_PEER_H

#include <stddef.h>
#include <sys/types.h>

#define PEER_TEXT_SIZE 400

/*
 * "uid=2001 pid=731 exe=/usr/bin/swaylock" of the process PID of UID
 * (SO_PEERCRED), for the log, into BUF of PEER_TEXT_SIZE bytes.  exe is "?"
 * where it is not known, and "unconfirmed:PATH" where the file at PATH is not
 * the one that runs: a mount namespace of the caller's own can give its program
 * any name.  What is read of the process is read while it is known to be the
 * one that connected: it is there before and after, it is UID's, and no younger
 * than this process.
 */
void peer_describe(uid_t uid, pid_t pid, char *buf, size_t size);

#endif
