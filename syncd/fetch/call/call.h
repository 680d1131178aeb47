/*
 * syncd/fetch/call/call: requests within a provider's limits, with careful
 * retries.
 * Layer: fetch.  Users: oauth, api.
 *
 * Before each request it waits as the budgets require.  After a network failure
 * or a 5xx it retries, at most CALL_TRIES times, after a random part of a
 * growing delay; on 429 it waits as long as the provider says.  A wait longer
 * than max_wait_s ends the run with a limit fault, after the state of the
 * limits has been sent, so that it survives a restart.
 */
#ifndef SYNCD_FETCH_CALL_CALL_H
#define SYNCD_FETCH_CALL_CALL_H

#include "syncd/work/frame/emit.h"
#include "syncd/fetch/call/budget.h"
#include "syncd/work/http/http.h"
#include "syncd/work/http/words.h"
#include "syncd/pipe/request.h"

#define CALL_TRIES 5

/* Time and randomness, replaceable in tests. */
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
	int64_t throttle_s;  /* delay on 429 when the provider gives none */
	bool throttled;      /* in this run, with these words */
	char throttle_words[WORDS_SIZE];
	/* a throttle other than 429; may be NULL */
	bool (*is_throttled)(const struct http_response *response);
	/* progress */
	int64_t requests, people, page;
	int64_t started_ms, progress_ms;
};

/* The product's hooks over HTTP. */
struct call_hooks call_hooks_system(struct http *http);

/* Limits of the request's provider, or none if the request disables them. */
void call_init(struct call *ret_call, const struct call_hooks *hooks,
    const struct pipe_request *request, struct emit *emit);

/*
 * Any status except for 429 and 5xx is a success; the caller releases
 * *ret_response.  A request marked `once' is sent at most once, unless it
 * certainly did not reach the server's application (429; a refused connection
 * is not distinguished).
 */
int call_perform(struct call *call, const struct http_request *request,
    struct http_response *ret_response, struct fault *ret_fault);

/* Send the state of the limits, at the end of every run. */
int call_send_limit(struct call *call);

/* Add PEOPLE to the count on PAGE; sends progress about twice a second, or
 * NOW. */
int call_progress(struct call *call, int64_t people, int64_t page, bool now);

int64_t call_now_s(const struct call *call);

#endif
