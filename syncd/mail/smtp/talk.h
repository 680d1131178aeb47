/*
 * syncd/mail/smtp/talk: how far a dialogue with a server came, and what it said
 * last.
 * Layer: mail.  Users: smtp.
 *
 * Fed with the lines that libcurl sends and receives.  Of the lines sent only
 * the command counts: others contain passwords and tokens.
 * Tested by tests/unit/mail/test_mail_talk.c.
 */
#ifndef SYNCD_MAIL_SMTP_TALK_H
#define SYNCD_MAIL_SMTP_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "syncd/pipe/message.h"

struct talk {
	enum pipe_phase phase;
	int reply;  /* the last code; 0: no reply in this phase */
	bool more;  /* that reply is not finished */
	bool begun; /* a command was sent */
	bool over;  /* QUIT was sent: the rest is a farewell */
	char words[PIPE_TEXT_MAX];
};

/* Before each mail, also on a connection that is open. */
void talk_start(struct talk *talk);

/* LEN bytes of a command, or of a response to a challenge. */
void talk_sent(struct talk *talk, const char *line, size_t len);
/* TLS has begun. */
void talk_secured(struct talk *talk);
/* The whole message was sent. */
void talk_sent_message(struct talk *talk);
/* One line of a reply. */
void talk_heard(struct talk *talk, const char *line, size_t len);

/* What became of a mail whose dialogue ended with an error: a failure of the
 * server or the settings is never one of the mail. */
enum pipe_outcome talk_outcome(const struct talk *talk);

#endif
