/*
 * base/stream: bytes over a connected stream socket, all of them or none, and
 * before a deadline.
 * Layer: base; libc only, for it is linked into the PAM module.
 * Users: pam_fieldauth/protocol, wire/frame, control.
 *
 * A deadline is a value of stream_deadline().  False comes with errno,
 * ETIMEDOUT included, and ENODATA for an end of file.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds, MS from now. */
int64_t stream_deadline(int ms);

/*
 * Send or receive all of it before DEADLINE, however often a signal
 * interrupts, and without SIGPIPE.
 */
bool stream_send(int fd, const void *bytes, size_t len, int64_t deadline);
bool stream_receive(int fd, void *buf, size_t len, int64_t deadline);

/* The same, but a peer that takes something within PATIENCE_MS is waited for
 * once more: how long it takes is then for the peer to say, and a peer that
 * takes nothing is not waited for. */
bool stream_send_patiently(
    int fd, const void *bytes, size_t len, int patience_ms);

/* Wait until FD can be read from.  False as above. */
bool stream_wait(int fd, int64_t deadline);

/*
 * Connect to the socket at PATH, in the folder FOLDER, before DEADLINE; a queue
 * that is full is waited for.  Anybody can bind a socket, and secrets go
 * through these: the other end is believed (EPERM if not) when it is held by
 * the owner of FOLDER, which group and others cannot write.  That owner is
 * root, whose number is another in a user namespace.
 * The descriptor, close-on-exec and non-blocking, or -1 with errno.
 */
int stream_connect(const char *folder, const char *path, int64_t deadline);

#endif
