/* Frames.  The peer is not trusted: a frame is read whole or not at all, within
 * its size limit and deadline, and uses no more memory than the peer has
 * sent. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/stream.h"
#include "wire/frame.h"

/* The first allocation; each further one doubles it. */
#define FIRST_LEN 4096

size_t
frame_text_len(const unsigned char header[FRAME_HEADER])
{
	return (size_t)header[0] << 24 | (size_t)header[1] << 16 |
	    (size_t)header[2] << 8 | (size_t)header[3];
}

void
frame_put_header(unsigned char header[FRAME_HEADER], size_t len)
{
	header[0] = (unsigned char)(len >> 24);
	header[1] = (unsigned char)(len >> 16);
	header[2] = (unsigned char)(len >> 8);
	header[3] = (unsigned char)len;
}

/* The error code for errno after a failure in base/stream. */
static int
stream_error(void)
{
	switch (errno) {
	case ETIMEDOUT:
		return FIELD_EBUSY;
	case ENODATA:
		return FIELD_EINVAL;
	default:
		return FIELD_EIO;
	}
}

static int
receive_header(int fd, int64_t deadline, unsigned char header[FRAME_HEADER])
{
	int rc;

	if (!stream_receive(fd, header, 1, deadline)) {
		rc = stream_error();
		return rc == FIELD_EINVAL ? FIELD_ENOTFOUND : rc;
	}
	if (!stream_receive(fd, header + 1, FRAME_HEADER - 1, deadline))
		return stream_error();
	return FIELD_OK;
}

/* Double the buffer, to at least LEN bytes, keeping its contents; the old one
 * is wiped. */
static char *
grow(char *text, size_t have, size_t room)
{
	char *larger = malloc(room + 1);

	if (larger != NULL && have > 0)
		memcpy(larger, text, have);
	frame_free(text, have);
	return larger;
}

static int
receive_text(int fd, size_t len, int64_t deadline, char **ret_text)
{
	char *text = NULL;
	size_t have = 0;

	while (have < len) {
		size_t piece = have == 0 ? FIRST_LEN : have;

		if (piece > len - have)
			piece = len - have;
		text = grow(text, have, have + piece);
		if (text == NULL)
			return FIELD_ENOMEM;
		if (!stream_receive(fd, text + have, piece, deadline)) {
			int rc = stream_error();

			frame_free(text, have + piece);
			return rc;
		}
		have += piece;
	}
	text[have] = '\0';
	*ret_text = text; /* transferred */
	return FIELD_OK;
}

int
frame_receive(
    int fd, size_t max, int64_t deadline, char **ret_text, size_t *ret_len)
{
	unsigned char header[FRAME_HEADER];
	size_t len;
	int rc = receive_header(fd, deadline, header);

	if (rc < 0)
		return rc;
	len = frame_text_len(header);
	if (len == 0 || len > max)
		return FIELD_EINVAL;
	rc = receive_text(fd, len, deadline, ret_text);
	if (rc == FIELD_OK)
		*ret_len = len;
	return rc;
}

int
frame_send(int fd, const char *text, size_t len, int patience_ms)
{
	unsigned char header[FRAME_HEADER];

	if (len == 0 || len > UINT32_MAX)
		return FIELD_EINVAL;
	frame_put_header(header, len);
	if (!stream_send_patiently(fd, header, sizeof(header), patience_ms) ||
	    !stream_send_patiently(fd, text, len, patience_ms))
		return stream_error();
	return FIELD_OK;
}

void
frame_free(char *text, size_t len)
{
	if (text != NULL)
		explicit_bzero(text, len);
	free(text);
}
