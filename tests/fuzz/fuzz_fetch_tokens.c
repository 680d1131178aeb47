/* Responses of a token server, header lines, cursors: any bytes.  Accepted
 * tokens can be passed on. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/fetch/oauth/oauth.h"
#include "syncd/work/oauth/answer.h"
#include "syncd/fetch/pull/cursor.h"
#include "syncd/work/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_S 1800000000

static void
check_tokens(enum pipe_provider provider, const char *text, size_t len)
{
	struct pipe_message message = { .type = PIPE_TOKENS };
	struct fault fault;
	json_t *root = NULL;
	char *line = NULL;
	size_t line_len = 0;

	if (answer_tokens(provider, text, len, NOW_S, &message.u.tokens, &root,
		&fault) == FIELD_OK) {
		if (pipe_message_encode(&message, &line, &line_len) !=
			FIELD_OK ||
		    message.u.tokens.expires_at_s <= NOW_S)
			abort();
		free(line);
		json_decref(root);
	}
	if (answer_error(400, text, len, &fault) == FIELD_OK)
		abort();
}

static void
check_cursor(const char *text)
{
	struct cursor cursor;

	cursor_parse(text, "t", &cursor);
	for (int i = 0; i < PIPE_ENTITY_COUNT; i++)
		if (cursor.at_s[i] < 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_response response = { .retry_after_s = -1 };
	char *text = malloc(size + 1);

	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	check_tokens(PIPE_QUICKBOOKS, text, size);
	check_tokens(PIPE_XERO, text, size);
	check_cursor(text);
	http_note_header(&response, text, size);
	text_scrub(text);
	if (!str_is_utf8(text, strlen(text)) || response.retry_after_s < -1)
		abort();
	free(text);
	return 0;
}
