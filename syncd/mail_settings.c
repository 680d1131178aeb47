#include <stdlib.h>

#include "base/err.h"
#include "syncd/load.h"
#include "syncd/mail_settings.h"

static int
fill_server(struct mail_settings *settings, const struct config *config,
    struct refusal *why)
{
	struct pipe_server *server = &settings->order.u.server;
	int rc = load_ca(config->mail_ca_file, "ca_file", &settings->ca, why);

	if (rc == FIELD_OK && config->mail_username[0] != '\0' &&
	    config->mail_auth == CONFIG_AUTH_PASSWORD)
		rc = load_secret(config->mail_password_file, "password_file",
		    &settings->secret, why);
	if (rc < 0)
		return rc;
	server->ca = settings->ca;
	server->url = config->mail_smtp_url;
	/* what is signed in to is verified, even if it is on this machine */
	server->loopback = !config_mail_needs_tls(config) &&
	    config->mail_username[0] == '\0';
	if (settings->secret.len == 0)
		return FIELD_OK;
	server->auth = PIPE_AUTH_PASSWORD;
	server->username = config->mail_username;
	server->secret = settings->secret.bytes;
	return FIELD_OK;
}

int
mail_settings_init(struct mail_settings *ret_settings,
    const struct config *config, struct refusal *why)
{
	*ret_settings = (struct mail_settings){
		.order = { .type = PIPE_ORDER_SERVER }, .secret = SECRET_INIT
	};
	if (!config_sends_mail(config))
		return FIELD_OK;
	return fill_server(ret_settings, config, why);
}

int
mail_settings_add_token(struct mail_settings *settings,
    const struct config *config, const struct secret *token)
{
	struct pipe_server *server = &settings->order.u.server;
	int rc = secret_init(&settings->secret, token->bytes, token->len);

	if (rc < 0)
		return rc;
	server->auth = PIPE_AUTH_XOAUTH2;
	server->username = config->mail_username;
	server->secret = settings->secret.bytes;
	return FIELD_OK;
}

void
mail_settings_release(struct mail_settings *settings)
{
	secret_release(&settings->secret);
	free(settings->ca);
	*settings = (struct mail_settings){ .secret = SECRET_INIT };
}
