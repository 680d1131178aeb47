#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/stream.h"
#include "pam_fieldauth/protocol.h"

#define MAGIC        0x41444c46u /* "FLDA" */
#define KIND_REQUEST 1u
#define KIND_ANSWER  2u

/* --- numbers and texts ------------------------------------------------------ */

/* The remaining part to write or read; .failed is sticky. */
struct writer {
	unsigned char *at;
};
struct reader {
	const unsigned char *at;
	size_t left;
	bool failed;
};

static void
put_u16(struct writer *writer, uint32_t value)
{
	*writer->at++ = (unsigned char)value;
	*writer->at++ = (unsigned char)(value >> 8);
}

static void
put_u32(struct writer *writer, uint32_t value)
{
	put_u16(writer, value & 0xffff);
	put_u16(writer, value >> 16);
}

static void
put_text(struct writer *writer, const char *text, size_t size)
{
	size_t len = strnlen(text, size - 1);

	put_u16(writer, (uint32_t)len);
	memcpy(writer->at, text, len);
	writer->at += len;
}

static const unsigned char *
take(struct reader *reader, size_t len)
{
	const unsigned char *at = reader->at;

	if (reader->failed || len > reader->left) {
		reader->failed = true;
		return NULL;
	}
	reader->at += len;
	reader->left -= len;
	return at;
}

static uint32_t
get_u16(struct reader *reader)
{
	const unsigned char *at = take(reader, 2);

	return at != NULL ? at[0] | (uint32_t)at[1] << 8 : 0;
}

static uint32_t
get_u32(struct reader *reader)
{
	uint32_t low = get_u16(reader);

	return low | get_u16(reader) << 16;
}

static void
get_text(struct reader *reader, char *buf, size_t size)
{
	size_t len = get_u16(reader);
	const unsigned char *at = take(reader, len);

	if (at == NULL)
		return;
	if (len >= size || memchr(at, '\0', len) != NULL) {
		reader->failed = true;
		return;
	}
	memcpy(buf, at, len);
	buf[len] = '\0';
}

/* --- messages ---------------------------------------------------------------- */

static void
put_header(unsigned char *buf, uint32_t kind, size_t body_len)
{
	struct writer writer = { buf };

	put_u32(&writer, MAGIC);
	put_u16(&writer, PROTOCOL_VERSION);
	put_u16(&writer, kind);
	put_u32(&writer, (uint32_t)body_len);
}

size_t
protocol_message_len(const unsigned char *header, bool answer)
{
	struct reader reader = { header, PROTOCOL_HEADER, false };
	uint32_t magic = get_u32(&reader), version = get_u16(&reader);
	uint32_t kind = get_u16(&reader), body_len = get_u32(&reader);

	if (magic != MAGIC || version != PROTOCOL_VERSION ||
	    kind != (answer ? KIND_ANSWER : KIND_REQUEST) ||
	    body_len > PROTOCOL_BODY_MAX)
		return 0;
	return PROTOCOL_HEADER + body_len;
}

/* The strings of a message, in wire order. */
struct text {
	size_t offset, size;
};

#define TEXT(type, member)                                          \
	{                                                           \
		offsetof(type, member), sizeof(((type *)0)->member) \
	}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct text request_texts[] = {
	TEXT(struct protocol_request, login),
	TEXT(struct protocol_request, service),
	TEXT(struct protocol_request, tty),
	TEXT(struct protocol_request, address),
	TEXT(struct protocol_request, invoker),
	TEXT(struct protocol_request, required),
	TEXT(struct protocol_request, method),
	TEXT(struct protocol_request, session),
	TEXT(struct protocol_request, sign_in),
	TEXT(struct protocol_request, field),
	TEXT(struct protocol_request, secret),
	TEXT(struct protocol_request, new_secret),
	TEXT(struct protocol_request, reply),
};

static const struct text answer_texts[] = {
	TEXT(struct protocol_answer, sentence),
	TEXT(struct protocol_answer, sign_in),
	TEXT(struct protocol_answer, field),
	TEXT(struct protocol_answer, method),
	TEXT(struct protocol_answer, session),
	TEXT(struct protocol_answer, role),
	TEXT(struct protocol_answer, site),
	TEXT(struct protocol_answer, landing),
	TEXT(struct protocol_answer, prompt),
	TEXT(struct protocol_answer, prompt_again),
};

static void
put_texts(struct writer *writer, const void *message, const struct text *texts,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_text(writer, (const char *)message + texts[i].offset,
		    texts[i].size);
}

static void
get_texts(struct reader *reader, void *message, const struct text *texts,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		get_text(
		    reader, (char *)message + texts[i].offset, texts[i].size);
}

size_t
protocol_put_request(const struct protocol_request *message, unsigned char *buf)
{
	struct writer writer = { buf + PROTOCOL_HEADER };
	size_t len;

	_Static_assert(sizeof(*message) + 64 < PROTOCOL_BODY_MAX,
	    "a request fits into the buffer whatever it holds");
	put_u32(&writer, message->verb);
	put_u32(&writer, message->flags);
	put_u32(&writer, message->uid);
	put_u32(&writer, message->leader);
	put_u32(&writer, message->caller);
	put_u32(&writer, message->step);
	put_u32(&writer, message->round);
	put_texts(&writer, message, request_texts, COUNT(request_texts));
	len = (size_t)(writer.at - buf);
	put_header(buf, KIND_REQUEST, len - PROTOCOL_HEADER);
	return len;
}

bool
protocol_get_request(
    const unsigned char *message, size_t len, struct protocol_request *ret)
{
	struct reader reader = { message, len, false };

	memset(ret, 0, sizeof(*ret));
	if (len < PROTOCOL_HEADER ||
	    protocol_message_len(message, false) != len)
		return false;
	(void)take(&reader, PROTOCOL_HEADER);
	ret->verb = get_u32(&reader);
	ret->flags = get_u32(&reader);
	ret->uid = get_u32(&reader);
	ret->leader = get_u32(&reader);
	ret->caller = get_u32(&reader);
	ret->step = get_u32(&reader);
	ret->round = get_u32(&reader);
	get_texts(&reader, ret, request_texts, COUNT(request_texts));
	if (!reader.failed && reader.left == 0 && ret->verb != 0 &&
	    ret->verb < PROTOCOL_VERB_END && ret->step < PROTOCOL_STEP_END &&
	    (ret->flags & ~PROTOCOL_FLAGS) == 0)
		return true;
	explicit_bzero(ret, sizeof(*ret));
	return false;
}

size_t
protocol_put_answer(const struct protocol_answer *message, unsigned char *buf)
{
	struct writer writer = { buf + PROTOCOL_HEADER };
	size_t len;

	_Static_assert(sizeof(*message) + 64 < PROTOCOL_BODY_MAX,
	    "an answer fits into the buffer whatever it holds");
	put_u32(&writer, message->code);
	put_u32(&writer, message->must_change);
	put_u32(&writer, message->step);
	put_u32(&writer, message->echo);
	put_u32(&writer, message->retry);
	put_u32(&writer, message->profile);
	put_u32(&writer, message->by_code);
	put_texts(&writer, message, answer_texts, COUNT(answer_texts));
	len = (size_t)(writer.at - buf);
	put_header(buf, KIND_ANSWER, len - PROTOCOL_HEADER);
	return len;
}

bool
protocol_get_answer(
    const unsigned char *message, size_t len, struct protocol_answer *ret)
{
	struct reader reader = { message, len, false };

	memset(ret, 0, sizeof(*ret));
	if (len < PROTOCOL_HEADER || protocol_message_len(message, true) != len)
		return false;
	(void)take(&reader, PROTOCOL_HEADER);
	ret->code = get_u32(&reader);
	ret->must_change = get_u32(&reader);
	ret->step = get_u32(&reader);
	ret->echo = get_u32(&reader);
	ret->retry = get_u32(&reader);
	ret->profile = get_u32(&reader);
	ret->by_code = get_u32(&reader);
	get_texts(&reader, ret, answer_texts, COUNT(answer_texts));
	if (!reader.failed && reader.left == 0 && ret->must_change <= 1 &&
	    ret->step < PROTOCOL_STEP_END && ret->echo <= 1 &&
	    ret->retry <= 1 && ret->profile <= 1 && ret->by_code <= 1)
		return true;
	explicit_bzero(ret, sizeof(*ret));
	return false;
}

void
protocol_set(char *buf, size_t size, const char *text)
{
	size_t len;

	if (text == NULL)
		text = "";
	len = strnlen(text, size);
	if (len == size) {
		len--;
		/* RFC 3629 section 3: back to the start of the character */
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(buf, text, len);
	memset(buf + len, 0, size - len);
}

/* --- the wire --------------------------------------------------------------- */

size_t
protocol_receive_message(
    int fd, bool answer, unsigned char *buf, int64_t deadline)
{
	size_t len;

	if (!stream_receive(fd, buf, PROTOCOL_HEADER, deadline))
		return 0;
	len = protocol_message_len(buf, answer);
	if (len == 0) {
		errno = EPROTO;
		return 0;
	}
	if (!stream_receive(
		fd, buf + PROTOCOL_HEADER, len - PROTOCOL_HEADER, deadline))
		return 0;
	return len;
}
