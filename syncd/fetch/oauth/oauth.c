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
#include "syncd/work/oauth/answer.h"

/* Renew early, so that the token does not expire during a long response. */
#define SPARE_S 60
/* Renewals due to expiry in one run; a run of an hour needs two or three. */
#define RENEWALS_MAX 8

#define FORM "application/x-www-form-urlencoded"

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
		rc = answer_error(
		    response.status, response.body, response.len, ret_fault);
	else
		rc = answer_tokens(oauth->request->provider, response.body,
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
		rc = answer_error(
		    response.status, response.body, response.len, ret_fault);
	/* already invalid there: the intended result */
	if (rc < 0 && ret_fault->code == PIPE_ERROR_CONNECT)
		rc = FIELD_OK;
	http_response_release(&response);
	return rc;
}
