#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "syncd/load.h"
#include "syncd/mail_account.h"
#include "syncd/say.h"
#include "syncd/worker.h"

/* A person has as long as the provider allows: a quarter of an hour, usually;
 * the worker ends when the code expires. */
#define TALK_S  4000
#define SPARE_S 300

/* One dialogue with the worker. */
struct talk {
	const struct program *program;
	struct store *store;
	struct worker *worker;
	struct pipe_order order;
	struct secret client_secret;
	char *ca;
	bool connects; /* by a person; otherwise a renewal */
	struct mail_account *account;
	char *why; /* MAIL_ACCOUNT_WHY_SIZE */
};

static int
fail(struct talk *talk, const char *why)
{
	(void)str_copy(talk->why, MAIL_ACCOUNT_WHY_SIZE, why);
	return FIELD_EDENIED;
}

/* --- the order ------------------------------------------------------------ */

static int
fill_order(struct talk *talk)
{
	const struct config *config = &talk->program->config;
	struct pipe_consent *consent = &talk->order.u.consent;
	struct refusal why = { 0 };
	char sentence[REFUSAL_SENTENCE_SIZE];
	int rc;

	if (config->mail_client_id[0] == '\0' ||
	    config->mail_token_url[0] == '\0' ||
	    config->mail_scope[0] == '\0' ||
	    (talk->connects && config->mail_device_url[0] == '\0'))
		return fail(talk,
		    _("[mail] needs client_id, device_url, token_url and scope "
		      "for auth = xoauth2."));
	rc = load_secret(config->mail_client_secret_file, "client_secret_file",
	    &talk->client_secret, &why);
	if (rc == FIELD_OK)
		rc = load_ca(config->mail_ca_file, "ca_file", &talk->ca, &why);
	if (rc == FIELD_EDENIED)
		return fail(
		    talk, refusal_sentence(&why, sentence, sizeof(sentence)));
	if (rc < 0)
		return rc;
	talk->order.type = PIPE_ORDER_CONSENT;
	*consent = (struct pipe_consent){
		.device_url = talk->connects ? config->mail_device_url : NULL,
		.token_url = config->mail_token_url,
		.client_id = config->mail_client_id,
		.client_secret = talk->client_secret.bytes,
		.scope = config->mail_scope,
		.refresh_token = talk->connects ? NULL :
						  talk->account->refresh.bytes,
		.ca = talk->ca,
	};
	return FIELD_OK;
}

/* --- messages ------------------------------------------------------------- */

static int
say_device(const struct pipe_device *device)
{
	char at[CLOCK_ISO_SIZE];

	return say(json_pack("{s:s, s:s, s:s, s:s}", "step", "device", "url",
	    device->verification_url, "code", device->user_code, "expires_at",
	    clock_format_iso(device->expires_at_s, at)));
}

static int
store_new_account(struct talk *talk)
{
	struct actor actor = actor_root("syncd");
	struct change *change;
	int rc;

	actor.invoker = talk->program->invoker;
	rc = change_begin(talk->store, &actor, &change);
	if (rc < 0)
		return rc;
	return change_end(change, mail_account_connect(change, talk->account));
}

/* Durable before the worker, or anything else, may use them. */
static int
take_tokens(struct talk *talk, const struct pipe_tokens *in)
{
	struct mail_account *account = talk->account;
	int rc;

	mail_account_release(account);
	rc = secret_init(
	    &account->access, in->access_token, strlen(in->access_token));
	if (rc == FIELD_OK && in->refresh_token != NULL)
		rc = secret_init(&account->refresh, in->refresh_token,
		    strlen(in->refresh_token));
	if (rc < 0)
		return rc;
	account->access_expires_at = in->expires_at_s;
	(void)str_copy(account->token_url, sizeof(account->token_url),
	    talk->program->config.mail_token_url);
	rc = talk->connects ? store_new_account(talk) :
			      mail_account_save(talk->store, account);
	return rc < 0 ? rc : worker_ack(talk->worker);
}

static int
take_error(struct talk *talk, const struct pipe_error *in)
{
	if (in->code == PIPE_ERROR_CONNECT && !talk->connects)
		(void)mail_account_break(talk->store, in->sentence);
	return fail(talk, in->sentence);
}

/* 1: continue. */
static int
take_message(struct talk *talk, const struct pipe_message *message)
{
	int rc = FIELD_EINVAL;

	if (message->type == PIPE_DONE)
		return FIELD_OK;
	if (message->type == PIPE_ERROR)
		return take_error(talk, &message->u.error);
	if (message->type == PIPE_HELLO)
		rc = FIELD_OK;
	else if (message->type == PIPE_TOKENS)
		rc = take_tokens(talk, &message->u.tokens);
	else if (message->type == PIPE_DEVICE && talk->connects)
		rc = say_device(&message->u.device);
	else if (message->type == PIPE_LOG) {
		log_line(message->u.log.level, "fieldauth-mail: %s",
		    message->u.log.text);
		rc = FIELD_OK;
	}
	return rc < 0 ? rc : 1;
}

static int
converse(struct talk *talk)
{
	int rc = fill_order(talk);

	if (rc == FIELD_OK)
		rc = worker_start_mail(talk->program->mail_worker, &talk->order,
		    TALK_S, TALK_S, &talk->worker);
	if (rc == FIELD_OK)
		rc = 1;
	while (rc > 0) {
		struct pipe_message message;

		rc = worker_next(talk->worker, &message);
		if (rc < 0)
			break;
		rc = take_message(talk, &message);
		pipe_message_release(&message);
	}
	if (rc == FIELD_ENOTFOUND || rc == FIELD_EINVAL || rc == FIELD_ENET)
		rc = fail(talk,
		    _("The mail worker fieldauth-mail failed; see the log."));
	worker_stop(talk->worker);
	secret_release(&talk->client_secret);
	free(talk->ca);
	return rc;
}

/* --- the two uses ---------------------------------------------------------- */

int
mail_account_token(const struct program *program, struct store *store,
    struct mail_account *ret_account, char why[MAIL_ACCOUNT_WHY_SIZE])
{
	struct mail_account account = MAIL_ACCOUNT_INIT;
	struct talk talk = { .program = program,
		.store = store,
		.client_secret = SECRET_INIT,
		.account = &account,
		.why = why };
	int rc = mail_account_load(store, &account);

	if (rc == FIELD_ENOTFOUND || rc == FIELD_ECORRUPT)
		return fail(&talk,
		    _("The mail account is not connected: run fieldctl mail "
		      "connect."));
	if (rc == FIELD_OK &&
	    (account.broken_why[0] != '\0' ||
		strcmp(account.token_url, program->config.mail_token_url) != 0))
		rc = fail(&talk,
		    _("The mail account must be connected again: run fieldctl "
		      "mail connect."));
	if (rc == FIELD_OK &&
	    account.access_expires_at < store_now_s(store) + SPARE_S)
		rc = account.refresh.len > 0 ?
		    converse(&talk) :
		    fail(&talk,
			_("The mail account must be connected again: run "
			  "fieldctl mail connect."));
	if (rc < 0) {
		mail_account_release(&account);
		return rc;
	}
	*ret_account = account; /* transferred */
	return FIELD_OK;
}

int
mail_account_connect_run(struct program *program)
{
	struct mail_account account = MAIL_ACCOUNT_INIT;
	char why[MAIL_ACCOUNT_WHY_SIZE] = "";
	struct talk talk = { .program = program,
		.client_secret = SECRET_INIT,
		.connects = true,
		.account = &account,
		.why = why };
	int rc;

	if (program->config.mail_auth != CONFIG_AUTH_XOAUTH2)
		rc = fail(&talk, _("[mail] does not have auth = xoauth2."));
	else
		rc = program_open_store(program, &talk.store);
	if (rc == FIELD_OK)
		rc = converse(&talk);
	if (rc == FIELD_OK)
		rc = say(json_pack("{s:s}", "step", "connected"));
	if (rc < 0)
		(void)say(json_pack("{s:{s:s, s:s, s:s}}", "error", "code",
		    "mail_not_connected", "message",
		    why[0] != '\0' ? why : field_strerror(rc), "hint", ""));
	mail_account_release(&account);
	store_close(talk.store);
	return rc < 0 ? EX_UNAVAILABLE : EX_OK;
}
