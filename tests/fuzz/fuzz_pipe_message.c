/* The output of a compromised worker: any line.  Accepted lines can be written
 * again, with the same meaning. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_message(const char *text, size_t len)
{
	struct pipe_message message, again;
	char *line = NULL;
	size_t line_len = 0;

	if (pipe_message_decode(text, len, &message) != FIELD_OK)
		return;
	/* escapes may have been shorter: only the length may be rejected */
	if (pipe_message_encode(&message, &line, &line_len) == FIELD_OK) {
		if (pipe_message_decode(line, line_len - 1, &again) !=
			FIELD_OK ||
		    again.type != message.type)
			abort();
		pipe_message_release(&again);
		free(line);
	} else if (len < PIPE_LINE_MAX / 2) {
		abort();
	}
	pipe_message_release(&message);
}

static void
check_request(const char *text, size_t len)
{
	struct pipe_request request;
	json_t *root = NULL;

	if (pipe_request_decode(text, len, &request, &root) != FIELD_OK)
		return;
	if (request.client_id == NULL ||
	    request.contact_group_count > PIPE_GROUPS_MAX)
		abort();
	json_decref(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	check_message(text, size);
	check_request(text, size);
	(void)pipe_line_is_ack(text, size);
	free(text);
	return 0;
}
