#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "store/core/reason.h"
#include "syncd/listen.h"

static int
copy_tokens(const struct pipe_tokens *in, struct source_tokens *ret_tokens)
{
	int rc;

	*ret_tokens = (struct source_tokens){
		.access = SECRET_INIT,
		.refresh = SECRET_INIT,
		.access_expires_at = in->expires_at_s,
		.refresh_expires_at = in->refresh_expires_at_s,
	};
	/* the five-year limit applies when it is nearer */
	if (in->refresh_hard_expires_at_s > 0 &&
	    (ret_tokens->refresh_expires_at == 0 ||
		in->refresh_hard_expires_at_s < ret_tokens->refresh_expires_at))
		ret_tokens->refresh_expires_at = in->refresh_hard_expires_at_s;
	if (in->scope != NULL)
		(void)str_copy(
		    ret_tokens->scopes, sizeof(ret_tokens->scopes), in->scope);
	rc = secret_init(
	    &ret_tokens->access, in->access_token, strlen(in->access_token));
	if (rc == FIELD_OK && in->refresh_token != NULL)
		rc = secret_init(&ret_tokens->refresh, in->refresh_token,
		    strlen(in->refresh_token));
	if (rc < 0)
		source_tokens_release(ret_tokens);
	return rc;
}

static int
take_tokens(struct listen *listen, const struct pipe_tokens *in)
{
	struct source_tokens tokens;
	int rc = copy_tokens(in, &tokens);

	if (rc < 0)
		return rc;
	if (listen->keep != NULL) {
		source_tokens_release(listen->keep);
		*listen->keep = tokens; /* transferred */
		return worker_ack(listen->worker);
	}
	rc = source_save_tokens(listen->store, listen->source->id, &tokens);
	source_tokens_release(&tokens);
	return rc < 0 ? rc : worker_ack(listen->worker);
}

static int
take_limit(struct listen *listen, const struct pipe_limit *in)
{
	struct source_limits limits = {
		.blocked_until = in->blocked_until_s,
		.blocked_why = pipe_limit_name(in->cause),
		.budget_left = in->day_remaining,
		.budget_known_at = in->day_known_at_s,
		.recent_calls = in->recent_calls,
		.recent_at = in->recent_at_s,
	};

	return source_save_limits(listen->store, listen->source->id, &limits);
}

static void
take_log(struct listen *listen, const struct pipe_log *in)
{
	const char *id = in->correlation_id != NULL ? in->correlation_id : "";

	if (in->correlation_id != NULL)
		(void)str_copy(listen->correlation_id,
		    sizeof(listen->correlation_id), in->correlation_id);
	log_line(in->level, "source %s: %s%s%s%s", listen->source->name,
	    in->text, id[0] != '\0' ? " [" : "", id, id[0] != '\0' ? "]" : "");
}

/* The platform says that the connection was revoked.  It is marked as ended,
 * unless this was an attempt at a new one, which leaves an older one
 * unchanged. */
static int
take_end(
    struct listen *listen, const struct pipe_error *in, struct refusal *why)
{
	const char *name = listen->source->name;

	if (listen->keep == NULL) {
		(void)source_mark_broken(
		    listen->store, listen->source->id, in->sentence);
		(void)refuse(why, REASON_CONNECT_AGAIN, name, in->sentence);
	} else {
		(void)refuse(why, REASON_CONSENT_DENIED, name, NULL);
	}
	return FIELD_EAUTH;
}

/* Access was refused, perhaps temporarily: permissions are removed and
 * restored, and gateways have refused with 403 what they accepted a minute
 * later.  The refresh token shows whether it is permanent. */
static int
take_refused(
    struct listen *listen, const struct pipe_error *in, struct refusal *why)
{
	(void)refuse(why,
	    listen->keep == NULL ? REASON_REFUSED_THERE : REASON_SOURCE_SETTING,
	    listen->source->name, in->sentence);
	return listen->keep == NULL ? FIELD_ENET : FIELD_EAUTH;
}

static int
take_error(
    struct listen *listen, const struct pipe_error *in, struct refusal *why)
{
	if (in->correlation_id != NULL)
		(void)str_copy(listen->correlation_id,
		    sizeof(listen->correlation_id), in->correlation_id);
	switch (in->code) {
	case PIPE_ERROR_CONNECT:
		return take_end(listen, in, why);
	case PIPE_ERROR_SCOPE:
	case PIPE_ERROR_TENANT:
		return take_refused(listen, in, why);
	case PIPE_ERROR_LIMIT:
	case PIPE_ERROR_NETWORK:
	case PIPE_ERROR_TLS:
	case PIPE_ERROR_SERVER:
		(void)refuse(why, REASON_NETWORK, in->sentence, NULL);
		return FIELD_ENET;
	case PIPE_ERROR_CLIENT:
	case PIPE_ERROR_REGION:
	case PIPE_ERROR_SETTING:
		return refuse(why, REASON_SOURCE_SETTING, listen->source->name,
		    in->sentence);
	case PIPE_ERROR_RESPONSE:
	case PIPE_ERROR_REQUEST:
	case PIPE_ERROR_INTERNAL:
		break;
	}
	(void)refuse(why, REASON_BAD_ANSWER, in->sentence, NULL);
	return FIELD_EINVAL;
}

/* 1: continue; 0: done; negative: failed. */
static int
take_message(struct listen *listen, const struct pipe_message *message,
    struct refusal *why)
{
	int rc = FIELD_OK;

	switch (message->type) {
	case PIPE_HELLO:
		break;
	case PIPE_TOKENS:
		rc = take_tokens(listen, &message->u.tokens);
		break;
	case PIPE_LIMIT:
		rc = take_limit(listen, &message->u.limit);
		break;
	case PIPE_LOG:
		take_log(listen, &message->u.log);
		break;
	case PIPE_ERROR:
		return take_error(listen, &message->u.error, why);
	case PIPE_DONE:
	case PIPE_PERSON:
	case PIPE_SKIP:
	case PIPE_GONE:
	case PIPE_TENANT:
	case PIPE_PROGRESS:
	case PIPE_RESULT:
	case PIPE_DEVICE:
		rc = listen->take(listen->context, message);
		if (rc == FIELD_OK && message->type == PIPE_DONE)
			return 0;
		break;
	}
	if (rc < 0)
		(void)refuse(
		    why, reason_of_err(rc), listen->source->name, NULL);
	return rc < 0 ? rc : 1;
}

/* The worker itself failed: its messages are discarded. */
static int
worker_failed(struct listen *listen, int rc, struct refusal *why)
{
	char text[200];

	if (rc == FIELD_ENET) {
		(void)refuse(
		    why, REASON_NETWORK, _("it exceeded its time limit"), NULL);
		return rc;
	}
	if (rc == FIELD_ENOTFOUND && !listen->heard)
		return refuse(why, REASON_NO_WORKER,
		    worker_exit_why(listen->worker, text, sizeof(text)), NULL);
	(void)refuse(why, REASON_BAD_ANSWER,
	    rc == FIELD_ENOTFOUND ?
		_("fieldauth-fetch exited unexpectedly") :
		_("fieldauth-fetch sent an invalid message"),
	    NULL);
	return FIELD_EINVAL;
}

int
listen_until_done(struct listen *listen, struct refusal *why)
{
	int rc = 1;

	while (rc > 0) {
		struct pipe_message message;

		rc = worker_next(listen->worker, &message);
		if (rc < 0)
			return worker_failed(listen, rc, why);
		listen->heard = true;
		rc = take_message(listen, &message, why);
		pipe_message_release(&message);
	}
	return rc;
}
