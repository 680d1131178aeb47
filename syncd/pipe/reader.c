#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/reader.h"

int
pipe_reader_init(struct pipe_reader *ret_reader, int fd)
{
	char *buf = malloc(PIPE_LINE_MAX);

	if (buf == NULL)
		return FIELD_ENOMEM;
	*ret_reader = (struct pipe_reader){ .fd = fd, .buf = buf };
	return FIELD_OK;
}

void
pipe_reader_release(struct pipe_reader *reader)
{
	if (reader->buf != NULL)
		sodium_memzero(reader->buf, PIPE_LINE_MAX);
	free(reader->buf);
	*reader = (struct pipe_reader){ .fd = -1 };
}

/* Read once more, after the buffered bytes. */
static int
reader_fill(struct pipe_reader *reader)
{
	ssize_t got;

	if (reader->start > 0) {
		memmove(reader->buf, reader->buf + reader->start,
		    reader->end - reader->start);
		reader->end -= reader->start;
		reader->start = 0;
	}
	if (reader->end == PIPE_LINE_MAX)
		return FIELD_EINVAL;
	do {
		got = read(reader->fd, reader->buf + reader->end,
		    PIPE_LINE_MAX - reader->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? FIELD_EBUSY :
								 FIELD_EIO;
	if (got == 0)
		return reader->end == 0 ? FIELD_ENOTFOUND : FIELD_EINVAL;
	reader->end += (size_t)got;
	return FIELD_OK;
}

int
pipe_reader_next(
    struct pipe_reader *reader, const char **ret_line, size_t *ret_len)
{
	size_t searched = 0;

	for (;;) {
		char *line = reader->buf + reader->start;
		size_t len = reader->end - reader->start;
		char *newline = memchr(line + searched, '\n', len - searched);
		int rc;

		if (newline == line)
			return FIELD_EINVAL;
		if (newline != NULL) {
			*ret_line = line;
			*ret_len = (size_t)(newline - line);
			reader->start += *ret_len + 1;
			return FIELD_OK;
		}
		searched = len;
		rc = reader_fill(reader);
		if (rc < 0)
			return rc;
	}
}
