/*
 * A whole run against a server with arbitrary responses: the first byte selects
 * provider and cursor, and each part of the rest, up to a NUL, is one response:
 * its first character the status, the others the body.  When nothing is left,
 * the network fails.  A run always ends, the agent accepts its messages, and
 * the last is done or a fault.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/secret.h"
#include "syncd/fetch/quickbooks/quickbooks.h"
#include "syncd/fetch/xero/xero.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_S      INT64_C(1800000000)
#define CALLS_MOST 5000

struct server {
	const uint8_t *data;
	size_t left;
	int64_t now_ms;
	int calls;
};

static int64_t
wall_s(void *arg)
{
	return NOW_S + ((struct server *)arg)->now_ms / 1000;
}

static int64_t
monotonic_ms(void *arg)
{
	return ((struct server *)arg)->now_ms;
}

static void
sleep_ms(void *arg, int64_t ms)
{
	if (ms < 0)
		abort();
	((struct server *)arg)->now_ms += ms;
}

static uint32_t
random_below(void *arg, uint32_t bound)
{
	(void)arg;
	return bound / 2;
}

static int
transfer(void *arg, const struct http_request *request, int64_t timeout_s,
    struct http_response *ret_response, struct fault *ret_fault)
{
	static const int statuses[] = { 200, 200, 200, 200, 400, 401, 403, 404,
		429, 503, 304 };
	struct server *server = arg;
	const uint8_t *end;
	size_t len;

	(void)request;
	if (timeout_s <= 0 || ++server->calls > CALLS_MOST)
		abort();
	server->now_ms += 10;
	if (server->left == 0)
		return fault_set(ret_fault, PIPE_ERROR_NETWORK, "gone");
	end = memchr(server->data, '\0', server->left);
	len = end == NULL ? server->left : (size_t)(end - server->data);
	*ret_response = (struct http_response){ .retry_after_s = -1,
		.day_remaining = -1,
		.minute_remaining = -1,
		.date_s = NOW_S };
	ret_response->status = len == 0 ?
	    200 :
	    statuses[server->data[0] % (sizeof(statuses) / sizeof(int))];
	ret_response->len = len == 0 ? 0 : len - 1;
	ret_response->body = calloc(1, ret_response->len + 1);
	if (ret_response->body == NULL)
		abort();
	if (len > 1)
		memcpy(ret_response->body, server->data + 1, len - 1);
	len += end == NULL ? 0 : 1;
	server->data += len;
	server->left -= len;
	return FIELD_OK;
}

/* The agent accepts every line that was queued. */
static void
check_pending(const struct strbuf *pending)
{
	const char *line = pending->bytes;
	size_t left = pending->len;

	while (left > 0) {
		const char *end = memchr(line, '\n', left);
		struct pipe_message message;

		if (end == NULL ||
		    pipe_message_decode(line, (size_t)(end - line), &message) !=
			FIELD_OK)
			abort();
		pipe_message_release(&message);
		left -= (size_t)(end - line) + 1;
		line = end + 1;
	}
}

static void
run(struct server *server, const struct pipe_request *request, int out_fd,
    struct pipe_reader *acks)
{
	const struct call_hooks hooks = { wall_s, monotonic_ms, sleep_ms,
		random_below, transfer, server };
	struct fault fault = { .sentence = "" };
	struct emit emit;
	struct call call;
	struct oauth oauth;
	struct api api = { .call = &call, .oauth = &oauth };
	struct pull pull;
	int rc;

	emit_init(&emit, out_fd, acks);
	call_init(&call, &hooks, request, &emit);
	if (oauth_init(&oauth, &call, request, &fault) < 0 ||
	    pull_init(&pull, request, &api, &fault) < 0)
		abort();
	rc = request->provider == PIPE_QUICKBOOKS ? quickbooks_pull(&pull) :
						    xero_pull(&pull);
	check_pending(&emit.pending);
	if (rc != FIELD_OK &&
	    (rc != FIELD_ENET || fault.sentence[0] == '\0' ||
		emit_fault(&emit, &fault) < 0))
		abort();
	pull_release(&pull);
	oauth_release(&oauth);
	emit_release(&emit);
}

/* A descriptor from which ten acknowledgements can be read. */
static int
acknowledgements(void)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		abort();
	for (int i = 0; i < 10; i++)
		if (write(fds[1], pipe_ack_line, strlen(pipe_ack_line)) < 0)
			abort();
	(void)close(fds[1]);
	return fds[0];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct server server = { .data = NULL };
	struct pipe_request request = { .client_id = "id",
		.client_secret = "secret",
		.tenant = "t",
		.access_token = "at",
		.refresh_token = "rt",
		.contact_groups = { "Crew" },
		.contact_group_count = 1,
		.entities = { true, true, true, true, true } };
	struct pipe_reader acks;
	int out_fd;

	if (size == 0)
		return 0;
	server.data = data + 1;
	server.left = size - 1;
	out_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (secret_library_init() < 0 || out_fd < 0 ||
	    pipe_reader_init(&acks, acknowledgements()) < 0)
		abort();
	request.provider = data[0] & 1 ? PIPE_XERO : PIPE_QUICKBOOKS;
	if (data[0] & 2)
		request.cursor = "{\"v\":1,\"tenant\":\"t\",\"employee\":"
				 "1799999000,\"vendor\":1799999000,\"user\":"
				 "1799999000,\"contact\":1799999000,"
				 "\"payroll\":1799999000}";
	request.limits = (data[0] & 4) != 0;
	run(&server, &request, out_fd, &acks);
	(void)close(acks.fd);
	pipe_reader_release(&acks);
	(void)close(out_fd);
	return 0;
}
