#include "base/err.h"
#include "base/str.h"
#include "syncd/mail/gateway.h"
#include "syncd/work/http/http.h"
#include "syncd/work/http/words.h"

#define TRANSFER_S 60

/* A failure of the gateway, or of what it is told of us, before the text
 * itself was considered. */
static bool
concerns_gateway(int status)
{
	return status == 401 || status == 402 || status == 403 ||
	    status == 404 || status == 407;
}

static bool
may_recover(int status)
{
	return status == 408 || status == 425 || status == 429 || status >= 500;
}

static void
judge(const struct http_response *response, struct verdict *verdict)
{
	char words[WORDS_SIZE];
	int status = response->status;

	verdict->reply = status;
	words_of(response, words, sizeof(words));
	(void)str_format(verdict->words, sizeof(verdict->words), "HTTP %d%s%s",
	    status, words[0] != '\0' ? ": " : "", words);
	if (status >= 200 && status < 300) {
		verdict->outcome = PIPE_SENT;
		verdict->phase = PIPE_PHASE_END;
	} else if (concerns_gateway(status)) {
		verdict->phase = PIPE_PHASE_LOGIN;
	} else {
		verdict->outcome = may_recover(status) ? PIPE_RETRY :
							 PIPE_REFUSED;
		verdict->phase = PIPE_PHASE_END;
	}
}

static void
judge_fault(const struct fault *fault, struct verdict *verdict)
{
	verdict->phase = fault->code == PIPE_ERROR_TLS ? PIPE_PHASE_TLS :
	    fault->code == PIPE_ERROR_NETWORK          ? PIPE_PHASE_CONNECT :
							 PIPE_PHASE_SETTING;
	verdict->reply = fault->http_status;
	(void)str_format(
	    verdict->words, sizeof(verdict->words), "%.500s", fault->sentence);
}

void
gateway_send(const struct pipe_text *text, struct verdict *ret_verdict)
{
	bool json = text->body != NULL &&
	    (text->body[0] == '{' || text->body[0] == '[');
	const struct http_request request = { .url = text->url,
		.post = text->body,
		.content_type = json ? "application/json" :
				       "application/x-www-form-urlencoded",
		.headers = { text->header } };
	struct http_response response;
	struct fault fault = { 0 };
	struct http *http = NULL;
	int rc;

	*ret_verdict = (struct verdict){ .outcome = PIPE_RETRY };
	rc = http_open(text->ca, &http, &fault);
	if (rc == FIELD_OK)
		rc = http_transfer(
		    http, &request, TRANSFER_S, &response, &fault);
	if (rc == FIELD_OK) {
		judge(&response, ret_verdict);
		http_response_release(&response);
	} else {
		judge_fault(&fault, ret_verdict);
	}
	http_close(http);
}
