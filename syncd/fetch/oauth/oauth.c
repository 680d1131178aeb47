#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>

#include "base/escape.h"
#include "base/err.h"
#include "base/str.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/fetch/oauth/oauth.h"
#include "syncd/work/text/text.h"
#include "syncd/work/text/walk.h"

/* Renew early, so that the token does not expire during a long response. */
#define SPARE_S 60
/* Token responses are small; larger ones are invalid. */
#define ANSWER_MAX 65536
/* Renewals due to expiry in one run; a run of an hour needs two or three. */
#define RENEWALS_MAX   8
#define LIFETIME_MAX_S (INT64_C(20) * 366 * 86400)
/* developer.xero.com, token types: an unused refresh token is valid for 60
 * days. */
#define XERO_REFRESH_S (INT64_C(60) * 86400)

#define FORM "application/x-www-form-urlencoded"

/* --- answers ------------------------------------------------------------ */

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
oauth_parse_tokens(enum pipe_provider provider, const char *body, size_t len,
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
oauth_parse_error(
    int status, const char *body, size_t len, struct fault *ret_fault)
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

/* --- requests ----------------------------------------------------------- */

int
oauth_init(struct oauth *ret_oauth, struct call *call,
    const struct pipe_request *request, struct fault *ret_fault)
{
	struct oauth oauth = { .call = call,
		.request = request,
		.expires_at_s = request->expires_at_s };
	int rc = FIELD_OK;

	if (request->access_token != NULL)
		rc = secret_init(&oauth.access, request->access_token,
		    strlen(request->access_token));
	if (rc == FIELD_OK && request->refresh_token != NULL)
		rc = secret_init(&oauth.refresh, request->refresh_token,
		    strlen(request->refresh_token));
	if (rc < 0) {
		oauth_release(&oauth);
		return fault_internal(ret_fault, rc, "keeping tokens");
	}
	*ret_oauth = oauth; /* transferred */
	return FIELD_OK;
}

void
oauth_release(struct oauth *oauth)
{
	secret_release(&oauth->access);
	secret_release(&oauth->refresh);
}

/* Append "&KEY=VALUE", encoded (WHATWG urlencoded, the strict subset). */
static void
form_add(struct strbuf *form, const char *key, const char *value)
{
	if (form->len > 0)
		strbuf_puts(form, "&");
	strbuf_puts(form, key);
	strbuf_puts(form, "=");
	escape_put(form, value, ESCAPE_URL);
}

/* "Authorization: Basic ..." (RFC 6749 2.3.1); without a client secret the
 * client id goes into the form instead. */
static int
client_header(const struct pipe_request *request, struct strbuf *ret_header)
{
	struct strbuf pair = STRBUF_INIT;
	char *base64 = NULL;
	size_t size;

	strbuf_puts(&pair, request->client_id);
	strbuf_puts(&pair, ":");
	strbuf_puts(&pair, request->client_secret);
	if (!pair.failed) {
		size = sodium_base64_encoded_len(
		    pair.len, sodium_base64_VARIANT_ORIGINAL);
		base64 = malloc(size);
		if (base64 != NULL)
			strbuf_printf(ret_header, "Authorization: Basic %s",
			    sodium_bin2base64(base64, size,
				(unsigned char *)pair.bytes, pair.len,
				sodium_base64_VARIANT_ORIGINAL));
		if (base64 != NULL)
			sodium_memzero(base64, size);
	}
	free(base64);
	strbuf_release(&pair);
	return ret_header->failed || ret_header->len == 0 ? FIELD_ENOMEM :
							    FIELD_OK;
}

/* POST BODY to URL as the client. */
static int
client_post(struct oauth *oauth, const char *url, const struct strbuf *body,
    const char *content_type, bool once, struct http_response *ret_response,
    struct fault *ret_fault)
{
	struct strbuf basic = STRBUF_INIT;
	struct http_request http = { .url = url,
		.post = body->bytes,
		.content_type = content_type,
		.once = once };
	size_t n = 0;
	int rc = FIELD_OK;

	http.headers[n++] = "Accept: application/json";
	if (oauth->request->provider == PIPE_QUICKBOOKS)
		http.headers[n++] =
		    "x-include-refresh-token-hard-expires-in: true";
	if (oauth->request->client_secret != NULL) {
		rc = client_header(oauth->request, &basic);
		http.headers[n++] = basic.bytes;
	}
	if (rc < 0 || body->failed)
		rc = fault_internal(ret_fault, FIELD_ENOMEM, "a request");
	else
		rc = call_perform(oauth->call, &http, ret_response, ret_fault);
	strbuf_release(&basic);
	return rc;
}

static int
keep(struct secret *secret, const char *token)
{
	struct secret fresh = SECRET_INIT;
	int rc = secret_init(&fresh, token, strlen(token));

	if (rc < 0)
		return rc;
	secret_release(secret);
	*secret = fresh; /* transferred */
	return FIELD_OK;
}

/* Pass TOKENS to the agent; use them only once they are durable. */
static int
take_tokens(
    struct oauth *oauth, struct pipe_tokens *tokens, struct fault *ret_fault)
{
	int rc;

	/* RFC 6749 6: without a new refresh token the old one stays valid */
	if (tokens->refresh_token == NULL && oauth->refresh.len > 0)
		tokens->refresh_token = oauth->refresh.bytes;
	rc = emit_tokens(oauth->call->emit, tokens);
	if (rc < 0)
		return fault_internal(ret_fault, rc,
		    "waiting until the agent has stored the tokens");
	oauth->expires_at_s = tokens->expires_at_s;
	rc = keep(&oauth->access, tokens->access_token);
	if (rc == FIELD_OK && tokens->refresh_token != NULL &&
	    tokens->refresh_token != oauth->refresh.bytes)
		rc = keep(&oauth->refresh, tokens->refresh_token);
	return rc < 0 ? fault_internal(ret_fault, rc, "keeping tokens") :
			FIELD_OK;
}

static int
token_grant(struct oauth *oauth, struct strbuf *form, bool once,
    struct fault *ret_fault)
{
	const char *url = endpoint_token(oauth->request);
	struct http_response response = { 0 };
	struct pipe_tokens tokens;
	json_t *root = NULL;
	int rc;

	/* a public client (PKCE) has no Authorization header */
	if (oauth->request->client_secret == NULL)
		form_add(form, "client_id", oauth->request->client_id);
	rc = client_post(oauth, url, form, FORM, once, &response, ret_fault);
	if (rc < 0)
		return rc;
	(void)memcpy(ret_fault->correlation_id, response.correlation_id,
	    sizeof(ret_fault->correlation_id));
	if (response.status != 200)
		rc = oauth_parse_error(
		    response.status, response.body, response.len, ret_fault);
	else
		rc = oauth_parse_tokens(oauth->request->provider, response.body,
		    response.len, call_now_s(oauth->call), &tokens, &root,
		    ret_fault);
	if (rc == FIELD_OK)
		rc = take_tokens(oauth, &tokens, ret_fault);
	if (response.body != NULL)
		sodium_memzero(response.body, response.len);
	http_response_release(&response);
	json_decref(root);
	return rc;
}

int
oauth_client_credentials(struct oauth *oauth, struct fault *ret_fault)
{
	struct strbuf form = STRBUF_INIT;
	int rc;

	form_add(&form, "grant_type", "client_credentials");
	if (oauth->request->scope != NULL)
		form_add(&form, "scope", oauth->request->scope);
	rc = token_grant(oauth, &form, false, ret_fault);
	strbuf_release(&form);
	return rc;
}

static int
refresh(struct oauth *oauth, struct fault *ret_fault)
{
	struct strbuf form = STRBUF_INIT;
	int rc;

	if (oauth->request->custom_connection)
		return oauth_client_credentials(oauth, ret_fault);
	if (oauth->refresh.len == 0)
		return fault_set(ret_fault, PIPE_ERROR_CONNECT,
		    "There is no token to renew the connection with: connect "
		    "again.");
	form_add(&form, "grant_type", "refresh_token");
	form_add(&form, "refresh_token", oauth->refresh.bytes);
	/* after a lost response the request can be repeated: QuickBooks returns
	 * the same value for a day, Xero accepts the old token for another 30
	 * minutes */
	rc = token_grant(oauth, &form, false, ret_fault);
	strbuf_release(&form);
	return rc;
}

static int
renew(struct oauth *oauth, struct fault *ret_fault)
{
	int rc;

	if (oauth->renewals == RENEWALS_MAX)
		return fault_set(ret_fault, PIPE_ERROR_RESPONSE,
		    "The provider's tokens expire as soon as they are issued.");
	oauth->renewals++;
	rc = refresh(oauth, ret_fault);
	if (rc < 0)
		return rc;
	oauth->renewed_at_s = call_now_s(oauth->call);
	emit_log(
	    oauth->call->emit, LOG_INFO, NULL, "the access token was renewed");
	return FIELD_OK;
}

int
oauth_renew(struct oauth *oauth, struct fault *ret_fault)
{
	bool just_now = oauth->renewals > 0 &&
	    call_now_s(oauth->call) - oauth->renewed_at_s < SPARE_S;

	if (oauth->refused || just_now) {
		/* the refusal ends with the platform's words, or says there
		 * were none */
		struct fault refusal = *ret_fault;

		/* Renewal succeeded, so the grant is valid; an API that refuses
		 * its tokens may accept them in an hour.  Only the token server
		 * can say that the grant has ended. */
		return fault_set(ret_fault, PIPE_ERROR_TENANT,
		    "The provider rejects a token that it has just renewed. "
		    "%s",
		    refusal.sentence);
	}
	oauth->refused = true;
	return renew(oauth, ret_fault);
}

int
oauth_ensure(struct oauth *oauth, struct fault *ret_fault)
{
	int64_t left_s = oauth->expires_at_s - call_now_s(oauth->call);

	if (oauth->access.len > 0 &&
	    (oauth->expires_at_s == 0 || left_s > SPARE_S))
		return FIELD_OK;
	/* issued in this run with a shorter lifetime than that: use it until it
	 * expires */
	if (oauth->renewals > 0 && left_s > 0)
		return FIELD_OK;
	return renew(oauth, ret_fault);
}

int
oauth_exchange(struct oauth *oauth, struct fault *ret_fault)
{
	const struct pipe_request *request = oauth->request;
	struct strbuf form = STRBUF_INIT;
	int rc;

	if (request->code == NULL || request->redirect_url == NULL)
		return fault_set(ret_fault, PIPE_ERROR_SETTING,
		    "An exchange needs a code and its redirect address.");
	form_add(&form, "grant_type", "authorization_code");
	form_add(&form, "code", request->code);
	form_add(&form, "redirect_uri", request->redirect_url);
	if (request->code_verifier != NULL)
		form_add(&form, "code_verifier", request->code_verifier);
	/* a code works only once; a second attempt would hide the first
	 * error */
	rc = token_grant(oauth, &form, true, ret_fault);
	strbuf_release(&form);
	return rc;
}

int
oauth_revoke(struct oauth *oauth, struct fault *ret_fault)
{
	const struct secret *token = oauth->refresh.len > 0 ? &oauth->refresh :
							      &oauth->access;
	bool xero = oauth->request->provider == PIPE_XERO;
	struct http_response response = { 0 };
	struct strbuf body = STRBUF_INIT;
	int rc;

	if (token->len == 0)
		return FIELD_OK;
	if (xero) {
		form_add(&body, "token", token->bytes);
		if (oauth->request->client_secret == NULL)
			form_add(&body, "client_id", oauth->request->client_id);
	} else {
		/* visible ASCII; only these two characters could end the
		 * string */
		if (strpbrk(token->bytes, "\"\\") != NULL)
			return fault_set(ret_fault, PIPE_ERROR_SETTING,
			    "The stored token is malformed.");
		strbuf_printf(&body, "{\"token\":\"%s\"}", token->bytes);
	}
	rc = client_post(oauth, endpoint_revoke(oauth->request), &body,
	    xero ? FORM : "application/json", false, &response, ret_fault);
	strbuf_release(&body);
	if (rc == FIELD_OK && response.status != 200)
		rc = oauth_parse_error(
		    response.status, response.body, response.len, ret_fault);
	/* already invalid there: the intended result */
	if (rc < 0 && ret_fault->code == PIPE_ERROR_CONNECT)
		rc = FIELD_OK;
	http_response_release(&response);
	return rc;
}
