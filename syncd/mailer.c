#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "store/mail/outbox_rate.h"
#include "store/mail/outbox_send.h"
#include "syncd/load.h"
#include "syncd/mail_account.h"
#include "syncd/mail_settings.h"
#include "syncd/mailer.h"
#include "syncd/worker.h"

/* The worker's own limits are shorter: 120 s to connect, 300 s for each of five
 * replies. */
#define ROUND_S  (4 * 3600)
#define IDLE_S   1800
#define WHY_SIZE MAIL_ACCOUNT_WHY_SIZE

struct mailer {
	const struct program *program;
	struct store *store;
	int lock_fd;
	struct worker *worker; /* NULL: not started yet */
	/* why none can be sent in this round, the same for all; "": they can */
	char mail_why[WHY_SIZE], text_why[WHY_SIZE];
};

bool
mailer_is_configured(const struct config *config)
{
	return config_sends_mail(config) || config_sends_text(config);
}

int
mailer_next_at(
    struct store *store, const struct config *config, int64_t *ret_at)
{
	int64_t due_at = 0, free_at = 0;
	int rc = outbox_next_due(store, &due_at);

	if (rc == FIELD_OK && due_at != 0)
		rc = outbox_rate_free_at(
		    store, config->mail_per_minute, &free_at);
	if (rc < 0)
		return rc;
	*ret_at = due_at != 0 && due_at < free_at ? free_at : due_at;
	return FIELD_OK;
}

/* --- the worker ----------------------------------------------------------- */

/* auth = xoauth2.  Without a token there is no server, and the reason is that of
 * all mails. */
static int
add_token(struct mailer *mailer, struct mail_settings *settings)
{
	const struct config *config = &mailer->program->config;
	struct mail_account account;
	int rc;

	if (config->mail_auth != CONFIG_AUTH_XOAUTH2 ||
	    settings->order.u.server.url == NULL)
		return FIELD_OK;
	rc = mail_account_token(
	    mailer->program, mailer->store, &account, mailer->mail_why);
	if (rc == FIELD_OK) {
		rc = mail_settings_add_token(settings, config, &account.access);
		mail_account_release(&account);
	} else if (rc == FIELD_EDENIED) {
		log_line(LOG_ERR, "%s", mailer->mail_why);
		settings->order.u.server.url = NULL;
		rc = FIELD_OK;
	}
	return rc;
}

static int
start_worker(struct mailer *mailer)
{
	struct mail_settings settings;
	struct refusal why = { 0 };
	char sentence[REFUSAL_SENTENCE_SIZE];
	int rc = mail_settings_init(&settings, &mailer->program->config, &why);

	if (rc == FIELD_EDENIED) {
		(void)str_copy(mailer->mail_why, sizeof(mailer->mail_why),
		    refusal_sentence(&why, sentence, sizeof(sentence)));
		log_line(LOG_ERR, "%s", mailer->mail_why);
		rc = FIELD_OK;
	} else if (rc == FIELD_OK) {
		rc = add_token(mailer, &settings);
	}
	if (rc == FIELD_OK)
		rc = worker_start_mail(mailer->program->mail_worker,
		    &settings.order, ROUND_S, IDLE_S, &mailer->worker);
	mail_settings_release(&settings);
	if (rc < 0)
		log_line(LOG_ERR, "%s: %s", mailer->program->mail_worker,
		    field_strerror(rc));
	return rc;
}

/* The worker failed, not a server: this round ends. */
static int
say_broken(struct mailer *mailer, int rc, bool heard)
{
	char why[200];

	if (rc == FIELD_ENOTFOUND && !heard)
		log_line(LOG_ERR, "fieldauth-mail cannot run: %s",
		    worker_exit_why(mailer->worker, why, sizeof(why)));
	else
		log_line(LOG_ERR, "fieldauth-mail: %s",
		    rc == FIELD_ENET          ? "it exceeded its time limit" :
			rc == FIELD_ENOTFOUND ? "it exited unexpectedly" :
						"it sent an invalid message");
	return FIELD_EIO;
}

/* Let it say goodbye to the server. */
static void
end_worker(struct mailer *mailer)
{
	struct pipe_message message;

	if (mailer->worker == NULL)
		return;
	worker_finish(mailer->worker);
	while (worker_next(mailer->worker, &message) == FIELD_OK)
		pipe_message_release(&message);
	worker_stop(mailer->worker);
}

/* 1: it is the result of the row ID; 0: another message was handled. */
static int
take_message(const struct pipe_message *message, const char *id)
{
	if (message->type == PIPE_RESULT &&
	    strcmp(message->u.result.id, id) == 0)
		return 1;
	if (message->type == PIPE_HELLO)
		return 0;
	if (message->type == PIPE_LOG) {
		log_line(message->u.log.level, "fieldauth-mail: %s",
		    message->u.log.text);
		return 0;
	}
	if (message->type == PIPE_ERROR)
		log_line(
		    LOG_ERR, "fieldauth-mail: %s", message->u.error.sentence);
	return FIELD_EINVAL;
}

/* Give ORDER to the worker; the caller releases *ret_result. */
static int
ask(struct mailer *mailer, const struct pipe_order *order, const char *id,
    struct pipe_message *ret_result)
{
	struct pipe_message message;
	bool heard = false;
	int rc;

	rc = worker_send(mailer->worker, order);
	if (rc == FIELD_EINVAL)
		return rc;
	/* if it has exited, reading will give the reason */
	for (;;) {
		rc = worker_next(mailer->worker, &message);
		if (rc < 0)
			return say_broken(mailer, rc, heard);
		heard = true;
		rc = take_message(&message, id);
		if (rc == 1) {
			*ret_result = message; /* transferred */
			return FIELD_OK;
		}
		pipe_message_release(&message);
		if (rc < 0)
			return say_broken(mailer, rc, heard);
	}
}

/* --- one row -------------------------------------------------------------- */

static const char *
or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static int
encode_image(const struct outgoing *out, char **ret_image)
{
	size_t size = sodium_base64_encoded_len(
	    out->image_len, sodium_base64_VARIANT_ORIGINAL);

	*ret_image = NULL;
	if (out->image == NULL)
		return FIELD_OK;
	*ret_image = malloc(size);
	if (*ret_image == NULL)
		return FIELD_ENOMEM;
	(void)sodium_bin2base64(*ret_image, size, out->image, out->image_len,
	    sodium_base64_VARIANT_ORIGINAL);
	return FIELD_OK;
}

static int
ask_mail(struct mailer *mailer, const struct outgoing *out,
    struct pipe_message *ret_result)
{
	struct pipe_order order = { .type = PIPE_ORDER_MAIL };
	char *image;
	int rc = encode_image(out, &image);

	if (rc < 0)
		return rc;
	order.u.mail = (struct pipe_mail){ .id = out->id,
		.to = out->to,
		.to_name = or_null(out->to_name),
		.from = out->sender.from,
		.from_name = or_null(out->sender.from_name),
		.envelope_from = out->sender.envelope_from,
		.reply_to = or_null(out->sender.reply_to),
		.subject = out->subject.bytes,
		.body = out->body.bytes,
		.image = image,
		/* not the time of this try: a repeat is the same mail */
		.date_s = out->created_at };
	rc = ask(mailer, &order, out->id, ret_result);
	if (image != NULL) /* a code */
		sodium_memzero(image, strlen(image));
	free(image);
	return rc;
}

static int
ask_text(struct mailer *mailer, const struct outgoing *out,
    struct pipe_message *ret_result)
{
	const struct config *config = &mailer->program->config;
	struct pipe_order order = { .type = PIPE_ORDER_TEXT };
	struct secret header = SECRET_INIT;
	struct refusal why = { 0 };
	char sentence[REFUSAL_SENTENCE_SIZE];
	char *ca = NULL;
	int rc;

	rc = load_secret(
	    config->text_header_file, "header_file", &header, &why);
	if (rc == FIELD_OK)
		rc = load_ca(config->text_ca_file, "ca_file", &ca, &why);
	if (rc == FIELD_OK) {
		order.u.text = (struct pipe_text){ .id = out->id,
			.url = out->request_url.bytes,
			.header = header.bytes,
			.body = or_null(out->body.bytes),
			.ca = ca };
		rc = ask(mailer, &order, out->id, ret_result);
	} else if (rc == FIELD_EDENIED) {
		(void)str_copy(mailer->text_why, sizeof(mailer->text_why),
		    refusal_sentence(&why, sentence, sizeof(sentence)));
		log_line(LOG_ERR, "%s", mailer->text_why);
	}
	secret_release(&header);
	free(ca);
	return rc;
}

/*
 * The server's words, and the way out of the one refusal that many will meet:
 * Microsoft 365 has ended sign-ins with a password (5.7.139).
 */
static void
explain(const struct mailer *mailer, const struct pipe_result *result,
    char buf[WHY_SIZE])
{
	bool ended = result->phase == PIPE_PHASE_LOGIN &&
	    result->reply == 535 && strstr(result->words, "5.7.139") != NULL &&
	    mailer->program->config.mail_auth == CONFIG_AUTH_PASSWORD;

	(void)str_format(buf, WHY_SIZE, "%s%s%s", result->words,
	    ended ? " " : "",
	    ended ? _("(This server no longer accepts passwords: set auth = "
		      "xoauth2 in [mail], then run fieldctl mail connect.)") :
		    "");
}

/* Whether the failure would be the same for the next row. */
static bool
concerns_all(const struct pipe_result *result)
{
	return result->outcome == PIPE_RETRY &&
	    (result->phase < PIPE_PHASE_SENDER || result->reply == 421 ||
		result->reply == 530);
}

static int
record(struct mailer *mailer, const struct outgoing *out,
    const struct pipe_result *result)
{
	char why[WHY_SIZE];

	explain(mailer, result, why);
	if (result->outcome == PIPE_SENT)
		return outbox_sent(mailer->store, out->id, why);
	log_line(LOG_WARNING, "mail %s (%s): %s: %s", out->id,
	    mail_template_info(out->template)->name,
	    result->outcome == PIPE_REFUSED ? "refused" : "not sent yet", why);
	if (concerns_all(result))
		(void)memcpy(
		    out->by_request ? mailer->text_why : mailer->mail_why, why,
		    sizeof(why));
	return outbox_failed(mailer->store, out->id,
	    result->outcome == PIPE_REFUSED ? OUTBOX_REFUSED : OUTBOX_RETRY,
	    why);
}

static int
send_row(struct mailer *mailer, const struct outgoing *out)
{
	const char *why = out->by_request ? mailer->text_why : mailer->mail_why;
	struct pipe_message message;
	int rc = FIELD_OK;

	if (mailer->worker == NULL)
		rc = start_worker(mailer);
	if (rc == FIELD_OK && why[0] == '\0')
		rc = out->by_request ? ask_text(mailer, out, &message) :
				       ask_mail(mailer, out, &message);
	else if (rc == FIELD_OK)
		rc = FIELD_EDENIED;
	if (rc == FIELD_OK) {
		rc = record(mailer, out, &message.u.result);
		pipe_message_release(&message);
		return rc;
	}
	if (rc == FIELD_EDENIED)
		return outbox_failed(mailer->store, out->id, OUTBOX_RETRY, why);
	if (rc == FIELD_EINVAL)
		return outbox_failed(mailer->store, out->id, OUTBOX_REFUSED,
		    _("it has text that cannot be sent"));
	(void)outbox_failed(mailer->store, out->id, OUTBOX_RETRY,
	    _("the mail worker failed; see the log"));
	return rc;
}

/* --- a round -------------------------------------------------------------- */

static int
send_due(struct mailer *mailer)
{
	const struct config *config = &mailer->program->config;
	int64_t free_at = 0;
	int rc = outbox_recover(mailer->store);

	while (rc == FIELD_OK) {
		struct outgoing out;

		rc = outbox_rate_free_at(
		    mailer->store, config->mail_per_minute, &free_at);
		if (rc < 0 || free_at > store_now_s(mailer->store))
			return rc;
		rc = outbox_take(mailer->store, &out);
		if (rc <= 0)
			return rc;
		rc = send_row(mailer, &out);
		outgoing_release(&out);
	}
	return rc;
}

static int
take_lock(struct mailer *mailer)
{
	const struct paths *paths = store_paths(mailer->store);
	char path[PATHS_MAX + 64];
	int rc = file_make_folder(paths->run_dir, 0755);

	if (rc == FIELD_OK &&
	    !str_format(path, sizeof(path), "%s/mailer.lock", paths->run_dir))
		rc = FIELD_EINVAL;
	return rc == FIELD_OK ? file_lock(path, 0, &mailer->lock_fd) : rc;
}

int
mailer_run(struct program *program)
{
	struct mailer mailer = { .program = program, .lock_fd = -1 };
	int rc;

	if (!mailer_is_configured(&program->config))
		return EX_OK;
	rc = program_open_store(program, &mailer.store);
	if (rc < 0)
		return rc == FIELD_ENOTFOUND ? reason_exit(REASON_NOT_SET_UP) :
					       reason_exit(reason_of_err(rc));
	rc = take_lock(&mailer);
	if (rc == FIELD_OK)
		rc = send_due(&mailer);
	if (rc < 0 && rc != FIELD_EBUSY)
		log_line(LOG_ERR, "sending mail: %s", field_strerror(rc));
	end_worker(&mailer);
	if (mailer.lock_fd >= 0)
		(void)close(mailer.lock_fd);
	store_close(mailer.store);
	return rc < 0 ? EX_TEMPFAIL : EX_OK;
}
