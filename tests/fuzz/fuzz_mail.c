/*
 * Mails: whatever a person is called, the header has the fields that it should
 * have, each once, and no line is too long to be relayed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/mail/message/message.h"

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* The next of the texts that a NUL separates. */
static const char *
take(const char **at, const char *end)
{
	const char *text = *at;

	*at += strlen(text);
	if (*at < end)
		(*at)++;
	return text;
}

/* Lines end with CRLF alone, and have at most 998 bytes (RFC 5322 section
 * 2.1.1); only known fields. */
static void
check_lines(const char *text)
{
	static const char *const fields[] = { "Date: ", "From: ", "Sender: ",
		"To: ", "Subject: ", "Message-ID: ", "Auto-Submitted: ",
		"MIME-Version: ", "Content-Type: ",
		"Content-Transfer-Encoding: " };
	bool header = true;
	unsigned int seen = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\r\n");
		size_t field = 0;

		check(len <= 998 && text[len] == '\r' && text[len + 1] == '\n');
		header = header && len > 0;
		while (header && text[0] != ' ') {
			size_t n = strlen(fields[field]);

			if (strncmp(text, fields[field], n) == 0) {
				check((seen & 1u << field) == 0);
				seen |= 1u << field;
				break;
			}
			field++;
			check(field < sizeof(fields) / sizeof(fields[0]));
		}
		text += len + 2;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	const char *at = text, *end = text + size;
	struct strbuf out = STRBUF_INIT;
	struct pipe_mail mail = { .id = "4c1f", .date_s = 1790000000 };

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	mail.to = take(&at, end);
	mail.to_name = take(&at, end);
	mail.from_name = take(&at, end);
	mail.subject = take(&at, end);
	mail.body = take(&at, end);
	mail.from = mail.envelope_from = "field@acme.example";
	if (mail.subject[0] != '\0' && message_build(&out, &mail) == FIELD_OK)
		check_lines(out.bytes);
	strbuf_release(&out);
	free(text);
	return 0;
}
