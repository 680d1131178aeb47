/*
 * syncd/fetch/http/call: requests under a provider's limits, repeated with care.
 * Layer: fetch.  Users: oauth, api.
 *
 * Before each request it waits for the budgets; after a network failure or a
 * 5xx it tries again, at most CALL_TRIES times, after a random part of a
 * growing pause; on 429 it waits as long as the provider says.  A wait longer
 * than max_wait_s ends the run with a limit fault, the limit's state having
 * been sent, so that it survives a restart.
 */
#ifndef SYNCD_FETCH_HTTP_CALL_H
#define SYNCD_FETCH_HTTP_CALL_H

#include "syncd/fetch/frame/emit.h"
#include "syncd/fetch/http/budget.h"
#include "syncd/fetch/http/http.h"
#include "syncd/fetch/http/words.h"
#include "syncd/pipe/request.h"

#define CALL_TRIES 5

/* Time and chance, to be replaced in tests. */
struct call_hooks {
	int64_t (*wall_s)(void *arg);
	int64_t (*monotonic_ms)(void *arg);
	void (*sleep_ms)(void *arg, int64_t ms);
	uint32_t (*random_below)(void *arg, uint32_t bound);
	/* http_transfer(), with the struct http as ARG in the product */
	int (*transfer)(void *arg, const struct http_request *request,
	    int64_t timeout_s, struct http_response *ret_response,
	    struct fault *ret_fault);
	void *arg;
};

struct call {
	struct call_hooks hooks;
	struct emit *emit; /* borrowed */
	struct budget budget;
	int64_t max_wait_s;
	int64_t deadline_ms; /* monotonic */
	int64_t throttle_s;  /* wait on 429 when the provider does not say */
	bool throttled;      /* in this run, with these words */
	char throttle_words[WORDS_SIZE];
	/* a throttle that does not come as 429; may be NULL */
	bool (*is_throttled)(const struct http_response *response);
	/* progress */
	int64_t requests, people, page;
	int64_t started_ms, progress_ms;
};

/* The product's hooks over HTTP. */
struct call_hooks call_hooks_system(struct http *http);

/* Limits of the request's provider, or none when it says so. */
void call_init(struct call *ret_call, const struct call_hooks *hooks,
    const struct pipe_request *request, struct emit *emit);

/*
 * Any status but 429 and 5xx is success; the caller releases *ret_response.
 * A request marked `once' is sent at most once unless it surely never reached
 * the server's application (429, refused connection is not told apart).
 */
int call_perform(struct call *call, const struct http_request *request,
    struct http_response *ret_response, struct fault *ret_fault);

/* Send the limits' state: at the end of every run. */
int call_send_limit(struct call *call);

/* Count PEOPLE more on PAGE; sends progress about twice a second, or NOW. */
int call_progress(struct call *call, int64_t people, int64_t page, bool now);

int64_t call_now_s(const struct call *call);

#endif
