#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "syncd/mail/smtp/talk.h"

static const struct {
	const char *command;
	enum pipe_phase phase;
} commands[] = {
	{ "EHLO", PIPE_PHASE_GREETING },
	{ "HELO", PIPE_PHASE_GREETING },
	{ "STARTTLS", PIPE_PHASE_TLS },
	{ "AUTH", PIPE_PHASE_LOGIN },
	{ "MAIL", PIPE_PHASE_SENDER },
	{ "RCPT", PIPE_PHASE_RECIPIENT },
	{ "DATA", PIPE_PHASE_DATA },
};

void
talk_start(struct talk *talk)
{
	*talk = (struct talk){ .phase = PIPE_PHASE_CONNECT };
}

/* The reply was one in an earlier phase. */
static void
forget(struct talk *talk)
{
	talk->reply = 0;
	talk->more = false;
	talk->words[0] = '\0';
}

void
talk_sent(struct talk *talk, const char *line, size_t len)
{
	if (len == 6 && memcmp(line, "QUIT\r\n", 6) == 0)
		talk->over = true;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		size_t n = strlen(commands[i].command);

		if (len <= n || strncasecmp(line, commands[i].command, n) != 0)
			continue;
		if (line[n] != ' ' && line[n] != '\r')
			continue;
		/* the response to a challenge could look like a command */
		if (talk->phase == PIPE_PHASE_LOGIN &&
		    commands[i].phase != PIPE_PHASE_SENDER)
			continue;
		talk->phase = commands[i].phase;
		talk->begun = true;
		forget(talk);
		return;
	}
}

void
talk_secured(struct talk *talk)
{
	if (talk->phase == PIPE_PHASE_CONNECT)
		talk->phase = PIPE_PHASE_TLS;
}

void
talk_sent_message(struct talk *talk)
{
	talk->phase = PIPE_PHASE_END;
	forget(talk);
}

/* The text after the code, on one line with that of the lines before. */
static void
add_words(struct talk *talk, const char *text, size_t len)
{
	size_t at = strlen(talk->words);

	if (at > 0 && at + 1 < sizeof(talk->words))
		talk->words[at++] = ' ';
	for (size_t i = 0; i < len && at + 1 < sizeof(talk->words); i++)
		talk->words[at++] = text[i];
	talk->words[at] = '\0';
}

void
talk_heard(struct talk *talk, const char *line, size_t len)
{
	int code;

	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	if (talk->over || len < 3 || !isdigit((unsigned char)line[0]) ||
	    !isdigit((unsigned char)line[1]) ||
	    !isdigit((unsigned char)line[2]))
		return;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
	if (!talk->more)
		talk->words[0] = '\0';
	if (!talk->begun)
		talk->phase = PIPE_PHASE_GREETING;
	talk->reply = code;
	talk->more = len > 3 && line[3] == '-';
	if (len > 4)
		add_words(talk, line + 4, len - 4);
}

/* Replies to MAIL and RCPT that mean "sign in first" (RFC 4954 section 6), and
 * "the server is closing" (RFC 5321 section 3.8). */
static bool
concerns_server(int reply)
{
	return reply == 421 || reply == 530 || reply == 534 || reply == 535 ||
	    reply == 538;
}

enum pipe_outcome
talk_outcome(const struct talk *talk)
{
	if (talk->phase < PIPE_PHASE_SENDER || concerns_server(talk->reply))
		return PIPE_RETRY;
	return talk->reply >= 500 && talk->reply < 600 ? PIPE_REFUSED :
							 PIPE_RETRY;
}
