#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/sync/sync.h"

#define TOKEN_FILE_MAX_LEN (64 * 1024) /* tokens have about 2 KiB each */

/* --- reading the token file --------------------------------------------- */

/* jansson copies the tokens into plain memory: wipe what it frees. */
static void
free_wiped(void *bytes)
{
	if (bytes != NULL)
		explicit_bzero(bytes, malloc_usable_size(bytes));
	free(bytes);
}

static int
read_token_file(struct ctl *ctl, const char *file, struct secret *ret_text)
{
	bool is_stdin = strcmp(file, "-") == 0;
	int fd = is_stdin ? fileno(ctl->in) :
			    open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char message[400];
	int rc = FIELD_EIO;

	if (is_stdin && prompt_is_possible(ctl))
		rc = prompt_secret_text(ctl,
		    _("Tokens as JSON; end with Ctrl-D on a line of its own"),
		    TOKEN_FILE_MAX_LEN, ret_text);
	else if (fd >= 0)
		rc = secret_read_all(ret_text, fd, TOKEN_FILE_MAX_LEN);
	if (fd >= 0 && !is_stdin)
		(void)close(fd);
	if (rc == FIELD_OK)
		return EX_OK;
	(void)str_format(message, sizeof(message),
	    _("The token file '%.200s' cannot be read."), file);
	return ctl_problem(ctl, EX_NOINPUT, "no_token_file", message, "");
}

/* The contents of the file. */
struct tokens {
	struct secret access, refresh;
	int64_t expires_at, refresh_expires_at; /* 0: unknown */
	char realm[128], realm_title[200], scopes[400];
};

static bool
take_text(const json_t *object, const char *key, char *buf, size_t size)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL && str_copy(buf, size, text);
}

static bool
take_secret(const json_t *object, const char *key, struct secret *ret_secret)
{
	const json_t *value = json_object_get(object, key);

	return json_is_string(value) && json_string_length(value) > 0 &&
	    secret_init(ret_secret, json_string_value(value),
		json_string_length(value)) == FIELD_OK;
}

/* ISO 8601 text or seconds since 1970; 0 if it is missing. */
static bool
take_time(const json_t *object, const char *key, int64_t *ret_t_s)
{
	const json_t *value = json_object_get(object, key);

	*ret_t_s = 0;
	if (value == NULL || json_is_null(value))
		return true;
	if (json_is_integer(value) && json_integer_value(value) > 0) {
		*ret_t_s = json_integer_value(value);
		return true;
	}
	return json_is_string(value) &&
	    clock_parse_iso(json_string_value(value), ret_t_s) == FIELD_OK;
}

/* The name of the missing or invalid member, or NULL. */
static const char *
take_tokens(const json_t *object, struct tokens *tokens)
{
	if (!json_is_object(object))
		return "{}";
	if (!take_secret(object, "access_token", &tokens->access))
		return "access_token";
	if (!take_secret(object, "refresh_token", &tokens->refresh))
		return "refresh_token";
	if (!take_time(object, "expires_at", &tokens->expires_at))
		return "expires_at";
	if (!take_time(
		object, "refresh_expires_at", &tokens->refresh_expires_at))
		return "refresh_expires_at";
	if (!take_text(
		object, "realm_id", tokens->realm, sizeof(tokens->realm)) &&
	    !take_text(
		object, "tenant_id", tokens->realm, sizeof(tokens->realm)))
		return "realm_id";
	(void)take_text(object, "company", tokens->realm_title,
	    sizeof(tokens->realm_title));
	(void)take_text(
	    object, "scope", tokens->scopes, sizeof(tokens->scopes));
	return NULL;
}

static int
parse_token_file(
    struct ctl *ctl, const struct secret *text, struct tokens *tokens)
{
	json_malloc_t allocate;
	json_free_t release;
	json_t *object;
	const char *wrong;
	char message[200];

	json_get_alloc_funcs(&allocate, &release);
	json_set_alloc_funcs(malloc, free_wiped);
	object = json_loadb(
	    text->bytes, text->len, JSON_REJECT_DUPLICATES, NULL);
	wrong = take_tokens(object, tokens);
	json_decref(object);
	json_set_alloc_funcs(allocate, release);
	if (wrong == NULL)
		return EX_OK;
	(void)str_format(message, sizeof(message),
	    _("Invalid token file: '%s' is missing or invalid."), wrong);
	return ctl_problem(ctl, EX_DATAERR, "bad_token_file", message,
	    _("It must be a JSON object with access_token, refresh_token, "
	      "expires_at, and realm_id or tenant_id."));
}

/* --- connecting --------------------------------------------------------- */

static int
connect_by(struct ctl *ctl, const struct tokens *tokens)
{
	json_t *params = json_object();

	ask_text(params, "source", ctl->args[0]);
	ask_secret(params, "access_token", &tokens->access);
	ask_secret(params, "refresh_token", &tokens->refresh);
	(void)json_object_set_new(
	    params, "expires_at", json_integer(tokens->expires_at));
	(void)json_object_set_new(params, "refresh_expires_at",
	    json_integer(tokens->refresh_expires_at));
	ask_text(params, "realm", tokens->realm);
	ask_text(params, "realm_title", tokens->realm_title);
	ask_text(params, "scopes", tokens->scopes);
	ask_flag(ctl, params, "replace");
	return ctl_do(ctl, "source.connect", params);
}

static int
connect_file(struct ctl *ctl, const char *file)
{
	struct tokens tokens = { .access = SECRET_INIT,
		.refresh = SECRET_INIT };
	struct secret text = SECRET_INIT;
	int status = read_token_file(ctl, file, &text);

	if (status == EX_OK)
		status = parse_token_file(ctl, &text, &tokens);
	secret_release(&text);
	if (status == EX_OK)
		status = connect_by(ctl, &tokens);
	secret_release(&tokens.access);
	secret_release(&tokens.refresh);
	if (status != EX_OK)
		return status;
	ctl_say(ctl, _("%s is connected to company %s."), ctl->args[0],
	    tokens.realm);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:b}", "source", ctl->args[0], "realm",
		tokens.realm, "connected", 1));
}

/* Consent is requested by syncd, which only root starts. */
int
sync_connect_verb(struct ctl *ctl)
{
	const char *file = option_text(&ctl->options, "token-file");
	int status = file != NULL ? EX_OK :
				    ctl_root_only(ctl, "fieldctl sync connect");

	if (status == EX_OK)
		status = sync_check_source(ctl);
	if (status != EX_OK)
		return status;
	return file != NULL ? connect_file(ctl, file) :
			      sync_connect_consent(ctl);
}
