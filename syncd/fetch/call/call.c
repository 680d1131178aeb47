#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "syncd/fetch/call/call.h"

#define MAX_WAIT_DEFAULT_S 120
#define DEADLINE_DEFAULT_S 1800
/* QuickBooks ends a request after 120 s; leave time for its response. */
#define TRANSFER_S     150
#define BACKOFF_MS     500
#define BACKOFF_MAX_MS 30000
#define PROGRESS_MS    500
/* Xero may omit Retry-After when too many calls are in flight. */
#define CONCURRENT_S 5

/* --- the product's hooks ------------------------------------------------ */

static int64_t
system_wall_s(void *arg)
{
	(void)arg;
	return (int64_t)time(NULL);
}

static int64_t
system_monotonic_ms(void *arg)
{
	(void)arg;
	return clock_monotonic_ms();
}

static void
system_sleep_ms(void *arg, int64_t ms)
{
	struct timespec left = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	(void)arg;
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		continue;
}

static uint32_t
system_random_below(void *arg, uint32_t bound)
{
	(void)arg;
	return randombytes_uniform(bound);
}

static int
system_transfer(void *arg, const struct http_request *request,
    int64_t timeout_s, struct http_response *ret_response,
    struct fault *ret_fault)
{
	return http_transfer(arg, request, timeout_s, ret_response, ret_fault);
}

struct call_hooks
call_hooks_system(struct http *http)
{
	return (struct call_hooks){
		.wall_s = system_wall_s,
		.monotonic_ms = system_monotonic_ms,
		.sleep_ms = system_sleep_ms,
		.random_below = system_random_below,
		.transfer = system_transfer,
		.arg = http,
	};
}

/* --- limits ------------------------------------------------------------- */

int64_t
call_now_s(const struct call *call)
{
	return call->hooks.wall_s(call->hooks.arg);
}

static int64_t
now_ms(const struct call *call)
{
	return call->hooks.monotonic_ms(call->hooks.arg);
}

void
call_init(struct call *ret_call, const struct call_hooks *hooks,
    const struct pipe_request *request, struct emit *emit)
{
	bool xero = request->provider == PIPE_XERO;
	int64_t deadline_s = request->deadline_s > 0 ? request->deadline_s :
						       DEADLINE_DEFAULT_S;

	*ret_call = (struct call){ .hooks = *hooks, .emit = emit };
	ret_call->max_wait_s = request->max_wait_s > 0 ? request->max_wait_s :
							 MAX_WAIT_DEFAULT_S;
	ret_call->started_ms = now_ms(ret_call);
	ret_call->deadline_ms = ret_call->started_ms + deadline_s * 1000;
	ret_call->throttle_s = xero ? CONCURRENT_S : 60;
	/* QuickBooks: 10 a second and 500 a minute per realm; Xero: 60 a minute
	 * per tenant (both providers' pages on limits).  Our limits are
	 * slightly lower, since their clock counts arrivals, and other clients
	 * may be active. */
	budget_init(&ret_call->budget, request->limits, xero ? 0 : 8,
	    xero ? 57 : 450, &request->limit_state, call_now_s(ret_call),
	    ret_call->started_ms);
}

int
call_send_limit(struct call *call)
{
	struct pipe_message message = { .type = PIPE_LIMIT };

	message.u.limit = budget_state(
	    &call->budget, call_now_s(call), now_ms(call));
	return emit_message(call->emit, &message);
}

int
call_progress(struct call *call, int64_t people, int64_t page, bool now)
{
	struct pipe_message message = { .type = PIPE_PROGRESS };
	int64_t at_ms = now_ms(call);
	int64_t spent_ms = at_ms - call->started_ms;
	int rc;

	call->people += people;
	call->page = page;
	if (!now && at_ms - call->progress_ms < PROGRESS_MS)
		return FIELD_OK;
	call->progress_ms = at_ms;
	message.u.progress = (struct pipe_progress){
		.people = call->people,
		.page = page,
		.requests = call->requests,
		.people_per_s = spent_ms > 0 ? call->people * 1000 / spent_ms :
					       0,
		.minute_remaining = budget_minute_remaining(
		    &call->budget, at_ms),
		.day_remaining = call->budget.day_remaining,
	};
	rc = emit_message(call->emit, &message);
	return rc == FIELD_OK ? emit_flush(call->emit) : rc;
}

static int
pause_ms(
    struct call *call, int64_t ms, const char *why, struct fault *ret_fault)
{
	if (now_ms(call) + ms > call->deadline_ms)
		return fault_set(ret_fault, PIPE_ERROR_NETWORK,
		    "The run exceeded its time limit.");
	if (ms >= 2000)
		emit_log(call->emit, LOG_INFO, NULL, "waiting %lld s: %s",
		    (long long)(ms + 999) / 1000, why);
	if (emit_flush(call->emit) < 0)
		return fault_internal(ret_fault, FIELD_EIO, "the pipe");
	call->hooks.sleep_ms(call->hooks.arg, ms);
	return FIELD_OK;
}

static int
limit_fault(const struct call *call, enum pipe_limit_cause cause, int64_t ms,
    struct fault *fault)
{
	(void)fault_set(fault, PIPE_ERROR_LIMIT,
	    "The provider's limit (%s) is exhausted for another %lld s.",
	    pipe_limit_name(cause), (long long)(ms / 1000));
	/* limits from an earlier run or from our own count have no text here */
	return call->throttled ? words_add(fault, "It", call->throttle_words) :
				 FIELD_ENET;
}

static int
wait_for_budget(struct call *call, struct fault *ret_fault)
{
	for (;;) {
		enum pipe_limit_cause cause;
		int64_t ms = budget_wait_ms(
		    &call->budget, call_now_s(call), now_ms(call), &cause);
		int rc;

		if (ms == 0)
			return FIELD_OK;
		if (ms > call->max_wait_s * 1000)
			return limit_fault(call, cause, ms, ret_fault);
		rc = pause_ms(call, ms, "the provider's limit", ret_fault);
		if (rc < 0)
			return rc;
	}
}

/* X-Rate-Limit-Problem is spelt in many ways. */
static enum pipe_limit_cause
limit_cause(const struct http_response *response)
{
	static const struct {
		const char *word;
		enum pipe_limit_cause cause;
	} words[] = {
		{ "day", PIPE_LIMIT_DAY },
		{ "daily", PIPE_LIMIT_DAY },
		{ "minute", PIPE_LIMIT_MINUTE },
		{ "appminute", PIPE_LIMIT_MINUTE },
		{ "concurrent", PIPE_LIMIT_CONCURRENT },
		{ "second", PIPE_LIMIT_SECOND },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(response->limit_problem, words[i].word) == 0)
			return words[i].cause;
	return response->limit_problem[0] == '\0' ? PIPE_LIMIT_MINUTE :
						    PIPE_LIMIT_OTHER;
}

static void
note_throttle(struct call *call, const struct http_response *response)
{
	enum pipe_limit_cause cause = limit_cause(response);
	int64_t wait_s = response->retry_after_s;

	call->throttled = true;
	words_of(response, call->throttle_words, sizeof(call->throttle_words));

	if (wait_s < 0)
		wait_s = call->throttle_s;
	if (wait_s == 0)
		wait_s = 1;
	/* jitter: several terminals of one company are told the same */
	wait_s += call->hooks.random_below(
	    call->hooks.arg, (uint32_t)(wait_s / 10 + 2));
	/* beyond it the next run would take it for a clock's fault */
	if (wait_s > PIPE_BLOCK_MAX_S)
		wait_s = PIPE_BLOCK_MAX_S;
	budget_block(&call->budget, cause, call_now_s(call), wait_s);
	emit_log(call->emit, LOG_NOTICE, response->correlation_id,
	    "the provider limits us (HTTP %d, %s), for %lld s",
	    response->status, pipe_limit_name(cause), (long long)wait_s);
	(void)call_send_limit(call);
}

/* --- repeating ---------------------------------------------------------- */

static int64_t
backoff_ms(struct call *call, int attempt)
{
	int64_t most_ms = (int64_t)BACKOFF_MS << attempt;

	if (most_ms > BACKOFF_MAX_MS)
		most_ms = BACKOFF_MAX_MS;
	/* at least half, so that a second try is not at once */
	return most_ms / 2 +
	    call->hooks.random_below(
		call->hooks.arg, (uint32_t)(most_ms / 2 + 1));
}

/* What came of one try. */
enum outcome { OUTCOME_DONE, OUTCOME_AGAIN, OUTCOME_THROTTLED, OUTCOME_FAULT };

static enum outcome
judge(struct call *call, const struct http_response *response,
    struct fault *fault)
{
	char words[WORDS_SIZE];

	budget_heard(&call->budget, response->minute_remaining,
	    response->day_remaining, call_now_s(call));
	if (response->status == 429 ||
	    (call->is_throttled != NULL && call->is_throttled(response))) {
		note_throttle(call, response);
		return OUTCOME_THROTTLED;
	}
	if (response->status < 500)
		return OUTCOME_DONE;
	fault->http_status = response->status;
	(void)memcpy(fault->correlation_id, response->correlation_id,
	    sizeof(fault->correlation_id));
	(void)fault_set(fault, PIPE_ERROR_SERVER,
	    "The provider failed (HTTP %d).", response->status);
	words_of(response, words, sizeof(words));
	(void)words_add(fault, "It", words);
	return OUTCOME_AGAIN;
}

static enum outcome
try_once(struct call *call, const struct http_request *request,
    struct http_response *ret_response, struct fault *ret_fault)
{
	enum outcome outcome;
	int64_t left_s;

	if (wait_for_budget(call, ret_fault) < 0)
		return OUTCOME_FAULT;
	left_s = (call->deadline_ms - now_ms(call)) / 1000 + 1;
	if (left_s < 1) {
		(void)fault_set(ret_fault, PIPE_ERROR_NETWORK,
		    "The run exceeded its time limit.");
		return OUTCOME_FAULT;
	}
	budget_spend(&call->budget, now_ms(call));
	call->requests++;
	if (call->hooks.transfer(call->hooks.arg, request,
		left_s < TRANSFER_S ? left_s : TRANSFER_S, ret_response,
		ret_fault) < 0)
		return ret_fault->code == PIPE_ERROR_NETWORK ? OUTCOME_AGAIN :
							       OUTCOME_FAULT;
	outcome = judge(call, ret_response, ret_fault);
	if (outcome != OUTCOME_DONE)
		http_response_release(ret_response);
	return outcome;
}

int
call_perform(struct call *call, const struct http_request *request,
    struct http_response *ret_response, struct fault *ret_fault)
{
	struct fault unused;

	for (int attempt = 0; attempt < CALL_TRIES; attempt++) {
		enum outcome outcome = try_once(
		    call, request, ret_response, ret_fault);

		if (outcome == OUTCOME_DONE)
			return FIELD_OK;
		if (outcome == OUTCOME_FAULT)
			return FIELD_ENET;
		if (outcome == OUTCOME_THROTTLED) {
			(void)fault_set(ret_fault, PIPE_ERROR_LIMIT,
			    "The provider goes on limiting us.");
			(void)words_add(ret_fault, "It", call->throttle_words);
			continue;
		}
		emit_log(call->emit, LOG_NOTICE, ret_fault->correlation_id,
		    "try %d of %d: %s", attempt + 1, CALL_TRIES,
		    ret_fault->sentence);
		if (request->once || attempt + 1 == CALL_TRIES)
			break;
		/* keep the fault that made us wait if the time is up */
		if (pause_ms(call, backoff_ms(call, attempt), "trying again",
			&unused) < 0)
			break;
	}
	return FIELD_ENET;
}
