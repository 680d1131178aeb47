#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "store/source/source.h"
#include "syncd/authorize.h"
#include "syncd/connect.h"
#include "syncd/listen.h"
#include "syncd/say.h"
#include "syncd/settings.h"

/* A single response may take 120 s. */
#define TALK_TIMEOUT_S 600
#define TALK_IDLE_S    300

struct connect {
	struct program *program;
	struct store *store;
	const struct config_source *config;
	struct source source;
	struct settings settings;
	struct authorize authorize;
	struct source_tokens tokens; /* from the consent */
	char realm[sizeof(((struct source *)0)->realm)];
	char realm_title[sizeof(((struct source *)0)->realm_title)];
	json_t *tenants; /* array of {"id","title","type"} */
	bool replace;    /* a different company may replace the current one */
	struct refusal why;
	int lock_fd;
};

/* Get the string KEY from the next line of fieldctl. */
static int
hear(const char *key, char *buf, size_t size)
{
	struct secret line = SECRET_INIT;
	json_t *object;
	const char *text;
	int rc = secret_read_line(&line, STDIN_FILENO, 8192);

	if (rc < 0)
		return rc;
	object = json_loadb(line.bytes, line.len, JSON_REJECT_DUPLICATES, NULL);
	text = json_string_value(json_object_get(object, key));
	rc = text != NULL && str_copy(buf, size, text) ? FIELD_OK :
							 FIELD_EINVAL;
	json_decref(object);
	secret_release(&line);
	return rc;
}

static int
take_tenant(struct connect *connect, const struct pipe_tenant *tenant)
{
	const char *title = tenant->tenant_name, *type = tenant->tenant_type;

	if (tenant->tenant_id == NULL)
		return FIELD_EINVAL;
	return json_array_append_new(connect->tenants,
		   json_pack("{s:s, s:s, s:s}", "id", tenant->tenant_id,
		       "title", title != NULL ? title : "", "type",
		       type != NULL ? type : "")) < 0 ?
	    FIELD_ENOMEM :
	    FIELD_OK;
}

static int
take_message(void *context, const struct pipe_message *message)
{
	struct connect *connect = context;

	if (message->type == PIPE_TENANT)
		return take_tenant(connect, &message->u.tenant);
	return message->type == PIPE_DONE ? FIELD_OK : FIELD_EINVAL;
}

/* Run OPERATION in the worker.  New tokens are held here until the company is
 * known, because they are sealed for one company. */
static int
talk(struct connect *connect, enum pipe_operation operation)
{
	struct listen listen = { .store = connect->store,
		.source = &connect->source,
		.keep = &connect->tokens,
		.take = take_message,
		.context = connect };
	int rc;

	connect->settings.request.operation = operation;
	rc = worker_start(connect->program->worker, &connect->settings.request,
	    TALK_TIMEOUT_S, TALK_IDLE_S, &listen.worker);
	if (rc < 0) {
		(void)refuse(&connect->why, REASON_NO_WORKER,
		    _("it cannot be started"), NULL);
		return rc;
	}
	rc = listen_until_done(&listen, &connect->why);
	worker_stop(listen.worker);
	return rc;
}

/* The browser consent, up to the authorization code. */
static int
ask_consent(struct connect *connect, struct authorize_answer *ret_answer)
{
	struct authorize *authorize = &connect->authorize;
	char redirected[AUTHORIZE_REDIRECTED_MAX + 1];
	int rc = authorize_init(authorize, connect->config);

	if (rc < 0)
		return refuse(&connect->why, REASON_SOURCE_SETTING,
		    connect->source.name,
		    _("it needs a redirect_url that is registered with the "
		      "platform"));
	rc = say(json_pack("{s:s, s:s, s:s, s:b}", "step", "authorize", "url",
	    authorize->url, "redirect_url", authorize->redirect_url, "loopback",
	    (int)authorize->is_loopback));
	if (rc == FIELD_OK)
		rc = hear("redirected", redirected, sizeof(redirected));
	if (rc == FIELD_OK)
		rc = authorize_parse(authorize, redirected, ret_answer);
	if (rc == FIELD_EDENIED)
		return refuse(&connect->why, REASON_CONSENT_DENIED,
		    connect->source.name, NULL);
	if (rc < 0)
		return refuse(&connect->why, REASON_BAD_VALUE, "",
		    _("the address that the browser was sent to"));
	return FIELD_OK;
}

static int
exchange(struct connect *connect)
{
	struct pipe_request *request = &connect->settings.request;
	struct authorize_answer answer;
	int rc = ask_consent(connect, &answer);

	if (rc < 0)
		return rc;
	request->code = answer.code.bytes;
	request->code_verifier = connect->authorize.verifier;
	request->redirect_url = connect->authorize.redirect_url;
	request->scope = connect->authorize.scopes;
	(void)str_copy(connect->realm, sizeof(connect->realm), answer.realm);
	rc = talk(connect, PIPE_EXCHANGE);
	authorize_answer_release(&answer);
	request->code = request->code_verifier = request->redirect_url = NULL;
	return rc;
}

static int
client_credentials(struct connect *connect)
{
	char scopes[400];
	int rc;

	connect->settings.request.scope = authorize_scopes(
	    connect->config, scopes, sizeof(scopes));
	rc = talk(connect, PIPE_CLIENT_CREDENTIALS);
	connect->settings.request.scope = NULL;
	return rc;
}

static int
set_tenant(struct connect *connect, const char *id)
{
	size_t index;
	json_t *tenant;

	json_array_foreach(connect->tenants, index, tenant)
	{
		if (strcmp(json_string_value(json_object_get(tenant, "id")),
			id) != 0)
			continue;
		(void)str_copy(connect->realm, sizeof(connect->realm), id);
		(void)str_copy(connect->realm_title,
		    sizeof(connect->realm_title),
		    json_string_value(json_object_get(tenant, "title")));
		return FIELD_OK;
	}
	return refuse(&connect->why, REASON_BAD_VALUE, id, _("the companies"));
}

/* Xero: choose one of the companies covered by the consent. */
static int
choose_tenant(struct connect *connect)
{
	struct pipe_request *request = &connect->settings.request;
	char id[sizeof(connect->realm)];
	int rc;

	request->access_token = connect->tokens.access.bytes;
	request->refresh_token = connect->tokens.refresh.bytes;
	request->expires_at_s = connect->tokens.access_expires_at;
	rc = talk(connect, PIPE_TENANTS);
	request->access_token = request->refresh_token = NULL;
	if (rc < 0)
		return rc;
	if (json_array_size(connect->tenants) == 0)
		return refuse(&connect->why, REASON_SOURCE_SETTING,
		    connect->source.name,
		    _("the consent does not cover any company"));
	if (json_array_size(connect->tenants) == 1)
		return set_tenant(connect,
		    json_string_value(json_object_get(
			json_array_get(connect->tenants, 0), "id")));
	rc = say(json_pack(
	    "{s:s, s:O}", "step", "choose", "tenants", connect->tenants));
	if (rc == FIELD_OK)
		rc = hear("tenant", id, sizeof(id));
	return rc == FIELD_OK ? set_tenant(connect, id) : rc;
}

static void
add_missing(const char *scope, void *context)
{
	(void)json_array_append_new(context, json_string(scope));
}

static struct actor
actor_by_hand(const struct connect *connect)
{
	struct actor actor = actor_root("syncd");

	actor.invoker = connect->program->invoker;
	return actor;
}

static int
store_connection(struct connect *connect)
{
	const struct actor actor = actor_by_hand(connect);
	struct change *change;
	int rc = change_begin(connect->store, &actor, &change);

	if (rc < 0)
		return rc;
	rc = source_connect(change, connect->source.id, connect->realm,
	    connect->realm_title, &connect->tokens, connect->replace,
	    &connect->why);
	return change_end(change, rc);
}

static int
finish(struct connect *connect)
{
	char needed[400];
	json_t *missing;
	int rc = store_connection(connect);

	if (rc < 0)
		return rc;
	missing = json_array();
	authorize_missing(
	    authorize_scopes(connect->config, needed, sizeof(needed)),
	    connect->tokens.scopes, add_missing, missing);
	return say(json_pack("{s:s, s:s, s:s, s:o}", "step", "connected",
	    "realm", connect->realm, "realm_title", connect->realm_title,
	    "missing_scopes", missing));
}

static int
connect_all(struct connect *connect)
{
	bool xero = connect->config->type == CONFIG_XERO;
	int rc = connect->config->custom_connection ?
	    client_credentials(connect) :
	    exchange(connect);

	if (rc == FIELD_OK && connect->tokens.access.len == 0)
		rc = refuse(&connect->why, REASON_BAD_VALUE, "",
		    _("the tokens of the consent"));
	if (rc == FIELD_OK && xero)
		rc = choose_tenant(connect);
	if (rc == FIELD_OK && connect->realm[0] == '\0')
		rc = refuse(&connect->why, REASON_BAD_VALUE, "",
		    _("the company's id (realmId)"));
	return rc == FIELD_OK ? finish(connect) : rc;
}

/* The row of the source, created on the first connection. */
static int
ensure_source(struct connect *connect, const char *name)
{
	const struct actor actor = actor_by_hand(connect);
	struct change *change;
	int rc = change_begin(connect->store, &actor, &change);

	if (rc < 0)
		return rc;
	rc = source_ensure(change, name, &connect->source, &connect->why);
	return change_end(change, rc);
}

static int
begin(struct connect *connect, const char *name)
{
	int rc;

	connect->config = config_source(&connect->program->config, name);
	if (connect->config == NULL) {
		(void)refuse(&connect->why, REASON_NO_SUCH_SOURCE, name, NULL);
		return FIELD_ENOTFOUND;
	}
	rc = program_open_store(connect->program, &connect->store);
	if (rc == FIELD_OK)
		rc = source_take_lock(
		    connect->store, name, &connect->lock_fd, &connect->why);
	if (rc == FIELD_OK)
		rc = ensure_source(connect, name);
	if (rc == FIELD_OK)
		rc = settings_init(
		    &connect->settings, connect->config, &connect->why);
	if (rc == FIELD_OK)
		settings_add_state(&connect->settings, &connect->source);
	return rc;
}

/* Report the error, release everything, and return the exit code. */
static int
end(struct connect *connect, const char *name, int rc)
{
	char sentence[REFUSAL_SENTENCE_SIZE], hint[REFUSAL_HINT_SIZE];
	struct refusal *why = &connect->why;

	if (rc < 0) {
		if (why->reason == REASON_NONE)
			(void)refuse(why, reason_of_err(rc), name, NULL);
		(void)say(json_pack("{s:{s:s, s:s, s:s}}", "error", "code",
		    reason_code(why->reason), "message",
		    refusal_sentence(why, sentence, sizeof(sentence)), "hint",
		    refusal_hint(why, hint, sizeof(hint))));
	}
	settings_release(&connect->settings);
	source_tokens_release(&connect->tokens);
	json_decref(connect->tenants);
	store_close(connect->store);
	if (connect->lock_fd >= 0)
		(void)close(connect->lock_fd);
	return rc < 0 ? reason_exit(why->reason) : EX_OK;
}

int
connect_run(struct program *program, const char *source_name, bool replace)
{
	struct connect connect = { .program = program,
		.replace = replace,
		.lock_fd = -1,
		.settings = { .client_secret = SECRET_INIT },
		.tokens = { .access = SECRET_INIT, .refresh = SECRET_INIT },
		.tenants = json_array() };
	int rc = connect.tenants != NULL ? begin(&connect, source_name) :
					   FIELD_ENOMEM;

	if (rc == FIELD_OK)
		rc = connect_all(&connect);
	return end(&connect, source_name, rc);
}

/* Revoke at the platform if possible; our tokens are deleted in any case. */
static bool
revoke_tokens(struct connect *connect)
{
	struct pipe_request *request = &connect->settings.request;
	struct source_tokens tokens;
	int rc = source_load_tokens(
	    connect->store, connect->source.id, &tokens);

	if (rc < 0)
		return false;
	request->access_token = tokens.access.bytes;
	request->refresh_token = tokens.refresh.bytes;
	request->expires_at_s = tokens.access_expires_at;
	rc = talk(connect, PIPE_REVOKE);
	request->access_token = request->refresh_token = NULL;
	source_tokens_release(&tokens);
	return rc == FIELD_OK;
}

static int
forget(struct connect *connect)
{
	const struct actor actor = actor_by_hand(connect);
	struct change *change;
	int rc = change_begin(connect->store, &actor, &change);

	if (rc < 0)
		return rc;
	rc = source_disconnect(change, connect->source.id, &connect->why);
	return change_end(change, rc);
}

int
disconnect_run(struct program *program, const char *source_name)
{
	struct connect connect = { .program = program,
		.lock_fd = -1,
		.settings = { .client_secret = SECRET_INIT },
		.tokens = { .access = SECRET_INIT, .refresh = SECRET_INIT },
		.tenants = json_array() };
	bool revoked = false;
	int rc = connect.tenants != NULL ? begin(&connect, source_name) :
					   FIELD_ENOMEM;

	if (rc == FIELD_OK) {
		revoked = revoke_tokens(&connect);
		rc = forget(&connect);
	}
	if (rc == FIELD_OK)
		rc = say(json_pack("{s:s, s:b}", "step", "disconnected",
		    "revoked", (int)revoked));
	return end(&connect, source_name, rc);
}
