#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/escape.h"
#include "base/str.h"
#include "conf/config.h"
#include "syncd/mail/consent.h"
#include "syncd/work/frame/start.h"
#include "syncd/work/http/http.h"
#include "syncd/work/oauth/answer.h"
#include "syncd/work/text/text.h"
#include "syncd/work/text/walk.h"

#define TRANSFER_S 60
#define FORM       "application/x-www-form-urlencoded"
/* RFC 8628 section 3.5 */
#define INTERVAL_S      5
#define SLOW_DOWN_S     5
#define INTERVAL_MAX_S  60
#define LIFETIME_MAX_S  3600
#define DEVICE_CODE_MAX 2048
#define DEVICE_GRANT    "urn:ietf:params:oauth:grant-type:device_code"

struct session {
	struct emit *emit;
	const struct pipe_consent *consent;
	struct http *http;
	struct fault *fault;
	char device_code[DEVICE_CODE_MAX + 1];
	int64_t interval_s, expires_at_s;
};

static int64_t
now_s(void)
{
	return clock_now_s(&clock_system);
}

static void
pause_s(int64_t seconds)
{
	struct timespec left = { .tv_sec = (time_t)seconds };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		continue;
}

static void
add(struct strbuf *form, const char *name, const char *value)
{
	if (value == NULL)
		return;
	strbuf_printf(form, "%s%s=", form->len > 0 ? "&" : "", name);
	escape_put(form, value, ESCAPE_URL);
}

/* POST FORM, which is wiped, with the client's credentials. */
static int
post(struct session *session, const char *url, struct strbuf *form,
    struct http_response *ret_response)
{
	struct http_request request = { .url = url, .content_type = FORM };
	int rc;

	add(form, "client_id", session->consent->client_id);
	add(form, "client_secret", session->consent->client_secret);
	if (form->failed)
		rc = fault_internal(session->fault, FIELD_ENOMEM, "a request");
	else {
		request.post = form->bytes;
		rc = http_transfer(session->http, &request, TRANSFER_S,
		    ret_response, session->fault);
	}
	strbuf_release(form);
	return rc;
}

static int
take_tokens(struct session *session, const struct http_response *response)
{
	struct pipe_tokens tokens;
	json_t *root = NULL;
	int rc = answer_tokens(PIPE_QUICKBOOKS, response->body, response->len,
	    now_s(), &tokens, &root, session->fault);

	if (rc < 0)
		return rc;
	/* a renewal need not replace it (RFC 6749 section 6) */
	if (tokens.refresh_token == NULL)
		tokens.refresh_token = session->consent->refresh_token;
	rc = emit_tokens(session->emit, &tokens);
	json_decref(root);
	return rc < 0 ? fault_internal(session->fault, rc, "saving tokens") :
			FIELD_OK;
}

static int
renew(struct session *session)
{
	struct strbuf form = STRBUF_INIT;
	struct http_response response;
	int rc;

	add(&form, "grant_type", "refresh_token");
	add(&form, "refresh_token", session->consent->refresh_token);
	add(&form, "scope", session->consent->scope);
	rc = post(session, session->consent->token_url, &form, &response);
	if (rc < 0)
		return rc;
	rc = response.status == 200 ?
	    take_tokens(session, &response) :
	    answer_error(
		response.status, response.body, response.len, session->fault);
	http_response_release(&response);
	return rc;
}

/* --- the device grant ------------------------------------------------------ */

static int64_t
member_s(const json_t *root, const char *key, int64_t normal, int64_t most)
{
	int64_t value = json_integer_value(json_object_get(root, key));

	if (value <= 0)
		return normal;
	return value < most ? value : most;
}

/* Tell the person what to do.  Providers that preceded the RFC call the address
 * verification_url. */
static int
show_device(struct session *session, const json_t *root)
{
	struct pipe_message message = { .type = PIPE_DEVICE };
	const char *url = text_value(json_object_get(root, "verification_uri"));
	const char *code = text_value(json_object_get(root, "user_code"));
	const char *device = text_value(json_object_get(root, "device_code"));
	int rc = FIELD_EINVAL;

	if (url == NULL)
		url = text_value(json_object_get(root, "verification_url"));
	if (url != NULL && code != NULL && device != NULL &&
	    config_url_is_safe(url) &&
	    str_copy(
		session->device_code, sizeof(session->device_code), device)) {
		session->interval_s = member_s(
		    root, "interval", INTERVAL_S, INTERVAL_MAX_S);
		session->expires_at_s = now_s() +
		    member_s(root, "expires_in", 900, LIFETIME_MAX_S);
		message.u.device = (struct pipe_device){ .user_code = code,
			.verification_url = url,
			.expires_at_s = session->expires_at_s };
		rc = emit_message(session->emit, &message);
	}
	if (rc == FIELD_OK)
		rc = emit_flush(session->emit);
	return rc < 0 ? fault_set(session->fault, PIPE_ERROR_RESPONSE,
			    "The provider's response to a device "
			    "authorization request is invalid.") :
			FIELD_OK;
}

static int
ask_device(struct session *session)
{
	struct strbuf form = STRBUF_INIT;
	struct http_response response;
	json_t *root = NULL;
	int rc;

	add(&form, "scope", session->consent->scope);
	rc = post(session, session->consent->device_url, &form, &response);
	if (rc < 0)
		return rc;
	if (response.status != 200)
		rc = answer_error(response.status, response.body, response.len,
		    session->fault);
	else if (walk_load(response.body, response.len, &root) < 0)
		rc = fault_set(session->fault, PIPE_ERROR_RESPONSE,
		    "The provider's response is not JSON.");
	else
		rc = show_device(session, root);
	json_decref(root);
	http_response_release(&response);
	return rc;
}

/* 1: the person has not decided yet. */
static int
judge(struct session *session, const struct http_response *response)
{
	json_t *root = NULL;
	const char *error = NULL;
	int rc = 1;

	if (response->status == 200)
		return take_tokens(session, response);
	if (walk_load(response->body, response->len, &root) == FIELD_OK)
		error = text_value(json_object_get(root, "error"));
	if (error != NULL && strcmp(error, "slow_down") == 0)
		session->interval_s += SLOW_DOWN_S;
	else if (error != NULL && strcmp(error, "expired_token") == 0)
		rc = fault_set(session->fault, PIPE_ERROR_CONNECT,
		    "The code has expired: start again.");
	else if (error == NULL || strcmp(error, "authorization_pending") != 0)
		rc = answer_error(response->status, response->body,
		    response->len, session->fault);
	json_decref(root);
	return rc;
}

static int
poll_device(struct session *session)
{
	int rc = 1;

	while (rc == 1) {
		struct strbuf form = STRBUF_INIT;
		struct http_response response;

		if (now_s() + session->interval_s > session->expires_at_s)
			return fault_set(session->fault, PIPE_ERROR_CONNECT,
			    "The code has expired: start again.");
		pause_s(session->interval_s);
		add(&form, "grant_type", DEVICE_GRANT);
		add(&form, "device_code", session->device_code);
		rc = post(
		    session, session->consent->token_url, &form, &response);
		if (rc == FIELD_OK) {
			rc = judge(session, &response);
			http_response_release(&response);
		} else if (session->fault->code == PIPE_ERROR_NETWORK) {
			rc = 1; /* RFC 8628 section 3.5: keep trying */
		}
	}
	return rc;
}

int
consent_run(struct emit *emit, const struct pipe_consent *consent,
    bool sandboxed, struct fault *ret_fault)
{
	struct session session = {
		.emit = emit, .consent = consent, .fault = ret_fault
	};
	int rc = http_open(consent->ca, &session.http, ret_fault);

	if (rc == FIELD_OK)
		rc = start_leave_files(emit, sandboxed, ret_fault);
	if (rc == FIELD_OK && consent->refresh_token != NULL)
		rc = renew(&session);
	else if (rc == FIELD_OK) {
		rc = ask_device(&session);
		if (rc == FIELD_OK)
			rc = poll_device(&session);
	}
	http_close(session.http);
	return rc;
}
