#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/work/http/words.h"
#include "syncd/work/oauth/answer.h"
#include "syncd/work/text/text.h"
#include "syncd/work/text/walk.h"

/* Token responses are small; larger ones are invalid. */
#define ANSWER_MAX     65536
#define LIFETIME_MAX_S (INT64_C(20) * 366 * 86400)
/* developer.xero.com, token types: an unused refresh token is valid for 60
 * days. */
#define XERO_REFRESH_S (INT64_C(60) * 86400)

/* A number of seconds; some servers send it as a string. */
static int64_t
member_seconds(const json_t *root, const char *key)
{
	const json_t *value = json_object_get(root, key);
	int64_t seconds = 0;

	if (json_is_integer(value))
		seconds = json_integer_value(value);
	else if (json_is_real(value) && json_real_value(value) > 0 &&
	    json_real_value(value) < 1e9)
		seconds = (int64_t)json_real_value(value);
	else if (text_value(value) != NULL &&
	    str_parse_int(text_value(value), 0, LIFETIME_MAX_S, &seconds) < 0)
		seconds = 0;
	return seconds > 0 && seconds <= LIFETIME_MAX_S ? seconds : 0;
}

static const char *
member_token(const json_t *root, const char *key)
{
	const char *text = text_value(json_object_get(root, key));
	size_t len = text == NULL ? 0 : strlen(text);

	if (len == 0 || len > PIPE_TOKEN_MAX)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= 0x20 || text[i] >= 0x7f)
			return NULL;
	return text;
}

static void
set_lifetimes(enum pipe_provider provider, const json_t *root, int64_t now_s,
    struct pipe_tokens *tokens)
{
	int64_t access_s = member_seconds(root, "expires_in");
	int64_t refresh_s = member_seconds(root, "x_refresh_token_expires_in");
	int64_t hard_s = member_seconds(
	    root, "x_refresh_token_hard_expires_in");

	if (access_s == 0)
		access_s = provider == PIPE_XERO ? 1800 : 3600;
	if (refresh_s == 0 && provider == PIPE_XERO)
		refresh_s = XERO_REFRESH_S;
	tokens->expires_at_s = now_s + access_s;
	if (tokens->refresh_token != NULL && refresh_s > 0)
		tokens->refresh_expires_at_s = now_s + refresh_s;
	if (hard_s > 0)
		tokens->refresh_hard_expires_at_s = now_s + hard_s;
}

int
answer_tokens(enum pipe_provider provider, const char *body, size_t len,
    int64_t now_s, struct pipe_tokens *ret_tokens, json_t **ret_root,
    struct fault *ret_fault)
{
	struct pipe_tokens tokens = { 0 };
	const char *type, *scope;
	json_t *root = NULL;

	if (len > ANSWER_MAX || walk_load(body, len, &root) < 0)
		return fault_set(ret_fault, PIPE_ERROR_RESPONSE,
		    "The token server's response is not JSON.");
	type = text_value(json_object_get(root, "token_type"));
	tokens.access_token = member_token(root, "access_token");
	tokens.refresh_token = member_token(root, "refresh_token");
	scope = text_value(json_object_get(root, "scope"));
	if (scope != NULL && scope[0] != '\0' && str_is_printable(scope) &&
	    strlen(scope) <= PIPE_URL_MAX)
		tokens.scope = scope;
	if (tokens.access_token == NULL ||
	    (type != NULL && strcasecmp(type, "bearer") != 0)) {
		json_decref(root);
		return fault_set(ret_fault, PIPE_ERROR_RESPONSE,
		    "The token server's response has no bearer token.");
	}
	set_lifetimes(provider, root, now_s, &tokens);
	*ret_tokens = tokens;
	*ret_root = root; /* transferred */
	return FIELD_OK;
}

int
answer_error(int status, const char *body, size_t len, struct fault *ret_fault)
{
	static const struct {
		const char *error;
		enum pipe_error_code code;
		const char *sentence;
	} known[] = {
		{ "invalid_grant", PIPE_ERROR_CONNECT,
		    "The connection is no longer accepted (invalid_grant): "
		    "connect again." },
		{ "invalid_client", PIPE_ERROR_CLIENT,
		    "The client id or secret was rejected (invalid_client)." },
		{ "unauthorized_client", PIPE_ERROR_CLIENT,
		    "This app is not allowed to do that (unauthorized_client): check "
		    "its client id and the scopes it may ask for." },
		{ "invalid_scope", PIPE_ERROR_SCOPE,
		    "A requested scope was rejected "
		    "(invalid_scope)." },
		{ "access_denied", PIPE_ERROR_TENANT,
		    "Access was denied (access_denied)." },
	};
	json_t *root = NULL;
	const char *error = NULL;
	char words[WORDS_SIZE];

	ret_fault->http_status = status;
	if (len <= ANSWER_MAX && walk_load(body, len, &root) == FIELD_OK)
		error = text_value(json_object_get(root, "error"));
	/* JSON only: an HTML page might show the form that it was sent */
	words_take(words, sizeof(words),
	    text_value(json_object_get(root, "error_description")));
	for (size_t i = 0;
	     error != NULL && i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(error, known[i].error) != 0)
			continue;
		json_decref(root);
		(void)fault_set(
		    ret_fault, known[i].code, "%s", known[i].sentence);
		return words_add(ret_fault, "The server", words);
	}
	(void)fault_set(ret_fault,
	    status == 401     ? PIPE_ERROR_CLIENT :
		status == 403 ? PIPE_ERROR_TENANT :
				PIPE_ERROR_RESPONSE,
	    "The token server answers HTTP %d%s%.100s.", status,
	    error != NULL ? ", " : "", error != NULL ? error : "");
	json_decref(root);
	return words_add(ret_fault, "It", words);
}
