/*
 * base/stream: transfers over a connected stream socket; all bytes or failure,
 * before a deadline.
 * Layer: base; libc only, since it is linked into the PAM module.
 * Users: pam_fieldauth/protocol, wire/frame, control.
 *
 * A deadline is a value of stream_deadline().  On failure functions return
 * false with errno set, including ETIMEDOUT, and ENODATA for end of file.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds, MS from now. */
int64_t stream_deadline(int ms);

/*
 * Send or receive all bytes before DEADLINE, resuming after signals, and
 * without SIGPIPE.
 */
bool stream_send(int fd, const void *bytes, size_t len, int64_t deadline);
bool stream_receive(int fd, void *buf, size_t len, int64_t deadline);

/* Like stream_send(), but the deadline is extended by PATIENCE_MS each time the
 * peer accepts something.  A slow peer may take as long as it likes; a stalled
 * peer is given up. */
bool stream_send_patiently(
    int fd, const void *bytes, size_t len, int patience_ms);

/* Wait until FD can be read from.  False as above. */
bool stream_wait(int fd, int64_t deadline);

/*
 * Connect to the socket at PATH, in the folder FOLDER, before DEADLINE; waits
 * while the queue is full.  Any user can bind a socket, and secrets are sent
 * over these connections.  The peer is therefore trusted (else EPERM) only if
 * it belongs to the owner of FOLDER, which group and others must not be able to
 * write.  That owner is root, whose number differs in a user namespace.
 * Returns a close-on-exec, non-blocking descriptor, or -1 with errno.
 */
int stream_connect(const char *folder, const char *path, int64_t deadline);

#endif
