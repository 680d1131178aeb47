#include <jansson.h>
#include <string.h>

#include "base/err.h"
#include "syncd/work/frame/start.h"
#include "syncd/work/http/http.h"
#include "syncd/fetch/quickbooks/quickbooks.h"
#include "syncd/fetch/run.h"
#include "syncd/fetch/xero/xero.h"

struct run {
	struct emit emit;
	struct pipe_request request;
	struct http *http;
	struct call call;
	struct oauth oauth;
	struct api api;
	struct fault fault;
	bool sandboxed;
};

static int
run_pull(struct run *run)
{
	struct pull pull = { .draft = NULL };
	int rc;

	rc = pull_init(&pull, &run->request, &run->api, &run->fault);
	if (rc < 0)
		return rc;
	rc = run->request.provider == PIPE_QUICKBOOKS ? quickbooks_pull(&pull) :
							xero_pull(&pull);
	pull_release(&pull);
	return rc;
}

/* The end of an operation that lists no people. */
static int
finish(struct run *run)
{
	struct pipe_message message = { .type = PIPE_DONE };
	int rc;

	message.u.done.complete = true;
	message.u.done.server_time_s = run->api.server_time_s;
	rc = call_send_limit(&run->call);
	if (rc == FIELD_OK)
		rc = emit_message(&run->emit, &message);
	if (rc == FIELD_OK)
		rc = emit_flush(&run->emit);
	return rc < 0 ? fault_internal(&run->fault, rc, "the pipe") : FIELD_OK;
}

static int
run_operation(struct run *run)
{
	int rc = FIELD_EINVAL;

	switch (run->request.operation) {
	case PIPE_PULL:
		return run_pull(run);
	case PIPE_TENANTS:
		rc = xero_tenants(&run->api, &run->fault);
		break;
	case PIPE_EXCHANGE:
		rc = oauth_exchange(&run->oauth, &run->fault);
		break;
	case PIPE_CLIENT_CREDENTIALS:
		rc = oauth_client_credentials(&run->oauth, &run->fault);
		break;
	case PIPE_REVOKE:
		rc = oauth_revoke(&run->oauth, &run->fault);
		break;
	}
	return rc < 0 ? rc : finish(run);
}

static int
run_decoded(struct run *run)
{
	struct call_hooks hooks;
	int rc;

	rc = http_open(run->request.ca, &run->http, &run->fault);
	if (rc < 0)
		return rc;
	rc = start_leave_files(&run->emit, run->sandboxed, &run->fault);
	if (rc < 0) {
		http_close(run->http);
		return rc;
	}
	hooks = call_hooks_system(run->http);
	call_init(&run->call, &hooks, &run->request, &run->emit);
	rc = oauth_init(&run->oauth, &run->call, &run->request, &run->fault);
	if (rc == FIELD_OK) {
		run->api.call = &run->call;
		run->api.oauth = &run->oauth;
		rc = run_operation(run);
		/* the state of the limits is kept even after a failed run */
		if (rc < 0)
			(void)call_send_limit(&run->call);
		oauth_release(&run->oauth);
	}
	http_close(run->http);
	return rc;
}

int
run_request(int in_fd, int out_fd, bool sandboxed)
{
	struct run run = { .sandboxed = sandboxed };
	struct pipe_reader reader;
	json_t *root = NULL;
	const char *line;
	size_t len;
	int rc;

	rc = pipe_reader_init(&reader, in_fd);
	if (rc < 0)
		return rc;
	emit_init(&run.emit, out_fd, &reader);
	rc = start_hello(&run.emit, sandboxed);
	if (rc == FIELD_OK)
		rc = pipe_reader_next(&reader, &line, &len);
	if (rc < 0)
		goto out;
	rc = pipe_request_decode(line, len, &run.request, &root);
	rc = rc < 0 ? fault_set(&run.fault, PIPE_ERROR_SETTING,
			  "The agent's request is invalid.") :
		      run_decoded(&run);
	if (rc == FIELD_ENET && emit_fault(&run.emit, &run.fault) < 0)
		rc = FIELD_EIO;
out:
	json_decref(root);
	emit_release(&run.emit);
	pipe_reader_release(&reader);
	return rc;
}
