/* Frames and requests from bytes that any user can send to control.sock:
 * accepted requests are checked against their table, and every parameter that a
 * handler would read is read. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/stream.h"
#include "control/call.h"
#include "control/check.h"
#include "control/protocol.h"
#include "control/serve/read.h"
#include "wire/frame.h"
#include "wire/parse.h"

#define INPUT_MAX 65536 /* the amount that a socket accepts at once */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
take_secret(const struct control_call *call, const char *name)
{
	struct secret secret = SECRET_INIT;

	if (control_secret(call, name, &secret) == FIELD_OK)
		secret_release(&secret);
}

static void
take_bytes(const struct control_call *call, const char *name)
{
	char *content = NULL;
	size_t count;

	if (control_bytes(call, name, &content, &count) == FIELD_OK)
		free(content);
}

/* An accepted parameter has the kind given in the table: a getter must work. */
static void
take_param(const struct control_call *call, const struct control_param *param)
{
	int64_t t_s = 0;

	if (!control_has(call, param->name))
		return;
	switch (param->kind) {
	case PARAM_TEXT:
		if (control_text(call, param->name) == NULL)
			abort();
		break;
	case PARAM_SECRET:
		take_secret(call, param->name);
		break;
	case PARAM_BYTES:
		take_bytes(call, param->name);
		break;
	case PARAM_FLAG:
		(void)control_flag(call, param->name);
		break;
	case PARAM_NUMBER:
		if (control_number(call, param->name) < 0)
			abort();
		break;
	case PARAM_TIME:
		if (!control_time(call, param->name, &t_s))
			abort();
		break;
	case PARAM_TEXTS:
		for (size_t i = 0; i < control_count(call, param->name); i++)
			if (control_text_at(call, param->name, i) == NULL)
				abort();
		break;
	}
}

static void
take_request(const struct control_ask *ask)
{
	const struct control_request *request = control_find(ask->name);
	struct control_call call = { .request = request,
		.params = ask->params };
	struct refusal why;

	if (request == NULL ||
	    control_check(request, ask->params, ask->dry_run, &why) != FIELD_OK)
		return;
	for (const struct control_param *param = request->params;
	     param != NULL && param->name != NULL; param++)
		take_param(&call, param);
}

static void
take_frames(int fd)
{
	for (;;) {
		struct control_ask ask;
		json_t *object = NULL;
		char *text = NULL;
		size_t len = 0;

		if (frame_receive(fd, CONTROL_REQUEST_MAX,
			stream_deadline(1000), &text, &len) != FIELD_OK)
			return;
		if (read_request(text, len, &object, &ask) == FIELD_OK) {
			take_request(&ask);
			json_decref(object);
		}
		frame_free(text, len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static bool is_ready;
	int fds[2];

	if (len > INPUT_MAX)
		return -1;
	if (!is_ready && secret_library_init() != FIELD_OK)
		abort();
	if (!is_ready)
		wire_wipe_memory();
	is_ready = true;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		abort();
	if (send(fds[0], bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	    (ssize_t)len) {
		(void)shutdown(fds[0], SHUT_WR);
		take_frames(fds[1]);
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
	return 0;
}
