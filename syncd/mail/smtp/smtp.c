#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/mail/message/header.h"
#include "syncd/mail/message/message.h"
#include "syncd/mail/smtp/smtp.h"
#include "syncd/mail/smtp/talk.h"
#include "syncd/work/http/trust.h"

/* For connecting with TLS, the greeting and the login together; RFC 5321
 * section 4.5.3.2 asks for five minutes for each reply. */
#define CONNECT_S 120
#define REPLY_S   300
/* The longest dialogue: MAIL, RCPT, DATA, the message and its end. */
#define REPLIES 5

struct smtp {
	const struct pipe_server *server; /* borrowed */
	CURL *curl;
	struct trust trust;
	struct talk talk;
	/* the message that is being sent */
	struct strbuf message;
	size_t sent;
	char error[CURL_ERROR_SIZE];
};

int
smtp_open(const struct pipe_server *server, struct smtp **ret_smtp,
    struct fault *ret_fault)
{
	struct smtp *smtp = calloc(1, sizeof(*smtp));
	int rc;

	if (smtp == NULL)
		return fault_internal(ret_fault, FIELD_ENOMEM, "starting");
	smtp->server = server;
	rc = trust_load(server->ca, &smtp->trust, ret_fault);
	if (rc == FIELD_OK) {
		if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
			smtp->curl = curl_easy_init();
		if (smtp->curl == NULL)
			rc = fault_internal(
			    ret_fault, FIELD_ENOMEM, "starting libcurl");
	}
	if (rc < 0) {
		smtp_close(smtp);
		return rc;
	}
	*ret_smtp = smtp; /* transferred */
	return FIELD_OK;
}

void
smtp_close(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	if (smtp->curl != NULL)
		curl_easy_cleanup(smtp->curl);
	trust_release(&smtp->trust);
	strbuf_release(&smtp->message);
	free(smtp);
	curl_global_cleanup();
}

/* --- one mail ------------------------------------------------------------- */

static size_t
on_read(char *buf, size_t size, size_t count, void *arg)
{
	struct smtp *smtp = arg;
	size_t left = smtp->message.len - smtp->sent;
	size_t len = size * count < left ? size * count : left;

	memcpy(buf, smtp->message.bytes + smtp->sent, len);
	smtp->sent += len;
	if (smtp->sent == smtp->message.len)
		talk_sent_message(&smtp->talk);
	return len;
}

static int
on_talk(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	struct smtp *smtp = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		talk_sent(&smtp->talk, data, len);
	else if (type == CURLINFO_SSL_DATA_OUT)
		talk_secured(&smtp->talk);
	else if (type == CURLINFO_HEADER_IN)
		talk_heard(&smtp->talk, data, len);
	return 0;
}

static void
set_login(const struct smtp *smtp)
{
	const struct pipe_server *server = smtp->server;
	CURL *curl = smtp->curl;

	if (server->auth == PIPE_AUTH_NONE)
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, server->username);
	/* what has no challenge: TLS protects it, and every server offers it */
	if (server->auth == PIPE_AUTH_PASSWORD) {
		curl_easy_setopt(curl, CURLOPT_PASSWORD, server->secret);
		curl_easy_setopt(
		    curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
	} else {
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, server->secret);
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
	}
}

static int
set_options(struct smtp *smtp)
{
	const struct pipe_server *server = smtp->server;
	int connect_s = server->connect_s > 0 ? server->connect_s : CONNECT_S;
	int reply_s = server->reply_s > 0 ? server->reply_s : REPLY_S;
	CURL *curl = smtp->curl;
	int rc;

	/* drops the last mail's options, keeps the connection */
	curl_easy_reset(curl);
	rc = trust_apply(&smtp->trust, curl, server->loopback);
	if (rc < 0)
		return rc;
	curl_easy_setopt(curl, CURLOPT_URL, server->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	/* the loopback exception: a server of this machine, whose certificate
	 * is rarely one for its name */
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    server->loopback ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
	if (server->loopback) {
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	set_login(smtp);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)connect_s);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)reply_s);
	curl_easy_setopt(
	    curl, CURLOPT_TIMEOUT, (long)connect_s + (long)REPLIES * reply_s);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
	curl_easy_setopt(
	    curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)smtp->message.len);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_talk);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->error);
	return FIELD_OK;
}

/* The phase of a failure without a reply: what libcurl has not reached has no
 * time. */
static enum pipe_phase
failed_phase(const struct smtp *smtp, CURLcode code)
{
	double resolved = 0, connected = 0;

	if (trust_is_tls_failure(code))
		return PIPE_PHASE_TLS;
	if (smtp->talk.phase != PIPE_PHASE_CONNECT)
		return smtp->talk.phase;
	curl_easy_getinfo(smtp->curl, CURLINFO_NAMELOOKUP_TIME, &resolved);
	curl_easy_getinfo(smtp->curl, CURLINFO_CONNECT_TIME, &connected);
	if (code == CURLE_COULDNT_RESOLVE_HOST || resolved <= 0)
		return PIPE_PHASE_RESOLVE;
	return connected > 0 ? PIPE_PHASE_GREETING : PIPE_PHASE_CONNECT;
}

/* The server has said why, or libcurl says what happened. */
static void
explain(struct smtp *smtp, CURLcode code, struct verdict *verdict)
{
	const char *why = smtp->error[0] != '\0' ? smtp->error :
						   curl_easy_strerror(code);

	verdict->phase = failed_phase(smtp, code);
	if (smtp->talk.reply >= 400) {
		verdict->reply = smtp->talk.reply;
		(void)str_format(verdict->words, sizeof(verdict->words),
		    "%d %.480s", smtp->talk.reply, smtp->talk.words);
		return;
	}
	if (code == CURLE_USE_SSL_FAILED)
		why = "the server does not offer STARTTLS";
	else if (code == CURLE_LOGIN_DENIED) {
		verdict->phase = PIPE_PHASE_LOGIN;
		/* libcurl does not ask for the reason behind a challenge */
		why = smtp->talk.reply == 334 ?
		    "the server refuses the access token" :
		    "the server offers no sign-in of the configured kind";
	} else if (code == CURLE_OPERATION_TIMEDOUT)
		why = "the server did not respond in time";
	else if (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
	    code == CURLE_GOT_NOTHING || code == CURLE_WEIRD_SERVER_REPLY)
		why = "the connection was closed, or the response is invalid";
	(void)str_format(verdict->words, sizeof(verdict->words), "%s: %.480s",
	    pipe_phase_names[verdict->phase], why);
}

static void
fail(struct verdict *verdict, enum pipe_outcome outcome, const char *words)
{
	verdict->outcome = outcome;
	verdict->phase = outcome == PIPE_RETRY ? PIPE_PHASE_SETTING :
						 PIPE_PHASE_DATA;
	(void)str_copy(verdict->words, sizeof(verdict->words), words);
}

/* libcurl would convert a domain according to the locale, which is C here. */
static int
set_envelope(struct smtp *smtp, const struct pipe_mail *mail,
    struct curl_slist **ret_recipients)
{
	struct strbuf from = STRBUF_INIT, to = STRBUF_INIT;
	int rc = header_put_address(&from, mail->envelope_from);

	if (rc == FIELD_OK)
		rc = header_put_address(&to, mail->to);
	if (rc == FIELD_OK && (from.failed || to.failed))
		rc = FIELD_ENOMEM;
	if (rc == FIELD_OK) {
		*ret_recipients = curl_slist_append(NULL, to.bytes);
		if (*ret_recipients == NULL ||
		    curl_easy_setopt(
			smtp->curl, CURLOPT_MAIL_FROM, from.bytes) != CURLE_OK)
			rc = FIELD_ENOMEM;
		curl_easy_setopt(
		    smtp->curl, CURLOPT_MAIL_RCPT, *ret_recipients);
	}
	strbuf_release(&from);
	strbuf_release(&to);
	return rc;
}

static void
perform(struct smtp *smtp, struct verdict *verdict)
{
	CURLcode code;

	smtp->error[0] = '\0';
	smtp->sent = 0;
	talk_start(&smtp->talk);
	code = curl_easy_perform(smtp->curl);
	if (code != CURLE_OK) {
		explain(smtp, code, verdict);
		verdict->outcome = talk_outcome(&smtp->talk);
		return;
	}
	verdict->outcome = PIPE_SENT;
	verdict->phase = PIPE_PHASE_END;
	verdict->reply = smtp->talk.reply;
	(void)str_format(verdict->words, sizeof(verdict->words), "%d %.480s",
	    smtp->talk.reply, smtp->talk.words);
}

void
smtp_send(struct smtp *smtp, const struct pipe_mail *mail,
    struct verdict *ret_verdict)
{
	struct curl_slist *recipients = NULL;
	int rc;

	*ret_verdict = (struct verdict){ .outcome = PIPE_RETRY };
	if (smtp->server->url == NULL) {
		fail(ret_verdict, PIPE_RETRY, "no mail server is configured");
		return;
	}
	rc = message_build(&smtp->message, mail);
	if (rc == FIELD_OK)
		rc = set_options(smtp);
	if (rc == FIELD_OK)
		rc = set_envelope(smtp, mail, &recipients);
	if (rc == FIELD_EINVAL)
		fail(ret_verdict, PIPE_REFUSED,
		    "an address or a name in it cannot be sent");
	else if (rc < 0)
		fail(ret_verdict, PIPE_RETRY, "out of memory");
	else
		perform(smtp, ret_verdict);
	curl_slist_free_all(recipients);
	strbuf_release(&smtp->message);
}
