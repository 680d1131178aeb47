/*
 * wire/frame: one JSON text after another over a stream socket.
 * Layer: wire (base).  Users: control.
 *
 * A frame is the length of its text, four bytes, the most significant one
 * first, and the text: UTF-8, without a byte order mark.  A length of zero is
 * no frame.
 * Test: tests/unit/wire/test_wire_frame.c; tests/fuzz/fuzz_control_request.c.
 */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER 4

/* The length of the text that follows HEADER; 0: no frame. */
size_t frame_text_len(const unsigned char header[FRAME_HEADER]);
/* LEN is at least 1, and at most 2^32 - 1. */
void frame_put_header(unsigned char header[FRAME_HEADER], size_t len);

/*
 * Read one frame whole, before the DEADLINE of base/stream.  Memory is taken
 * as bytes arrive, never for what a length promises.  The text is
 * NUL-terminated after *ret_len bytes; frame_free() it.
 * FIELD_ENOTFOUND: the end, before a first byte.  FIELD_EINVAL: longer than
 * MAX, zero, or cut off by the end.  FIELD_EBUSY: not whole in time.
 * FIELD_EIO, FIELD_ENOMEM.  After an error the rest means nothing.
 */
int frame_receive(
    int fd, size_t max, int64_t deadline, char **ret_text, size_t *ret_len);

/*
 * Send TEXT as one frame.  A peer that takes nothing for PATIENCE_MS is given
 * up: FIELD_EBUSY.  FIELD_EIO with errno (EPIPE: the peer has gone).
 */
int frame_send(int fd, const char *text, size_t len, int patience_ms);

/* Wipe and free; NULL is fine. */
void frame_free(char *text, size_t len);

#endif
