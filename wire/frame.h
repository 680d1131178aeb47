/*
 * wire/frame: a sequence of JSON texts over a stream socket.
 * Layer: wire (base).  Users: control.
 *
 * A frame is the length of its text (four bytes, big-endian), followed by the
 * text: UTF-8, without a byte order mark.  A length of zero is invalid.
 * Test: tests/unit/wire/test_wire_frame.c; tests/fuzz/fuzz_control_request.c.
 */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER 4

/* The length of the text that follows HEADER; 0: invalid. */
size_t frame_text_len(const unsigned char header[FRAME_HEADER]);
/* LEN is from 1 to 2^32 - 1. */
void frame_put_header(unsigned char header[FRAME_HEADER], size_t len);

/*
 * Read one whole frame before the DEADLINE of base/stream.  Memory is allocated
 * as bytes arrive, not by the announced length.  The text is NUL-terminated
 * after *ret_len bytes; release it with frame_free().
 * FIELD_ENOTFOUND: end of file before the first byte.  FIELD_EINVAL: longer
 * than MAX, zero, or truncated.  FIELD_EBUSY: incomplete at the deadline.
 * FIELD_EIO, FIELD_ENOMEM.  After an error the stream cannot be used further.
 */
int frame_receive(
    int fd, size_t max, int64_t deadline, char **ret_text, size_t *ret_len);

/*
 * Send TEXT as one frame.  A peer that accepts nothing for PATIENCE_MS is given
 * up: FIELD_EBUSY.  FIELD_EIO with errno (EPIPE: disconnected).
 */
int frame_send(int fd, const char *text, size_t len, int patience_ms);

/* Wipe and free; NULL is allowed. */
void frame_free(char *text, size_t len);

#endif
