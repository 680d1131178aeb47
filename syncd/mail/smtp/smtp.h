/*
 * syncd/mail/smtp/smtp: gives mails to one server (RFC 5321), by libcurl.
 * Layer: mail.  Users: run.
 *
 * TLS with a verified server (STARTTLS or smtps), or a loopback address; login
 * by TLS alone.  One connection serves all mails for as long as the server
 * keeps it open.  Each wait has a time limit.
 *
 * A mail that was given to the server without an answer may have arrived: it is
 * to be sent again, with the same Message-ID.
 */
#ifndef SYNCD_MAIL_SMTP_SMTP_H
#define SYNCD_MAIL_SMTP_SMTP_H

#include "syncd/pipe/order.h"
#include "syncd/work/frame/fault.h"

struct smtp;

/* What became of one mail; `words' may be empty, and are not yet fit for the
 * pipe. */
struct verdict {
	enum pipe_outcome outcome;
	enum pipe_phase phase;
	int reply;
	char words[PIPE_TEXT_MAX];
};

/* SERVER is borrowed until smtp_close().  Its certificate authorities are read
 * here, nothing is sent.  FIELD_ENET: see the fault. */
int smtp_open(const struct pipe_server *server, struct smtp **ret_smtp,
    struct fault *ret_fault);
void smtp_close(struct smtp *smtp);

void smtp_send(struct smtp *smtp, const struct pipe_mail *mail,
    struct verdict *ret_verdict);

#endif
