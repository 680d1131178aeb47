/*
 * syncd/pipe/reader: reads lines from a descriptor.
 * Layer: pipe (base).  Users: syncd (agent), syncd/fetch (worker).
 */
#ifndef SYNCD_PIPE_READER_H
#define SYNCD_PIPE_READER_H

#include <stddef.h>

struct pipe_reader {
	int fd;    /* borrowed; blocking or not */
	char *buf; /* PIPE_LINE_MAX bytes; wiped on release */
	size_t start, end;
};

/* FIELD_ENOMEM. */
int pipe_reader_init(struct pipe_reader *ret_reader, int fd);
void pipe_reader_release(struct pipe_reader *reader);

/*
 * The next line, without its newline, valid until the next call.  An empty line
 * is FIELD_EINVAL.
 * FIELD_EBUSY: a non-blocking descriptor has no complete line yet.
 * FIELD_ENOTFOUND: end of file after the last complete line.
 * FIELD_EINVAL: longer than PIPE_LINE_MAX, or truncated by the end of file.
 * FIELD_EIO.  After an error other than FIELD_EBUSY, stop reading.
 * Test: tests/unit/pipe/test_pipe_reader.c.
 */
int pipe_reader_next(
    struct pipe_reader *reader, const char **ret_line, size_t *ret_len);

#endif
