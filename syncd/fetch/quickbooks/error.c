#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/work/http/words.h"
#include "syncd/fetch/quickbooks/error.h"
#include "syncd/work/text/text.h"
#include "syncd/work/text/walk.h"

/* Error responses are small; a page of people is never parsed as one. */
#define ERROR_BODY_MAX 65536

/* Copy what fits; truncated text may end in half a character, which the emitter
 * replaces. */
static void
copy_cut(char *buf, size_t size, const char *text, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(buf, text, len);
	buf[len] = '\0';
}

static void
copy_member(char *buf, size_t size, const json_t *obj, const char *upper,
    const char *lower)
{
	const json_t *value = json_object_get(obj, upper);
	const char *text;

	if (value == NULL)
		value = json_object_get(obj, lower);
	text = text_value(value);
	if (text != NULL)
		copy_cut(buf, size, text, strlen(text));
}

static void
read_json(const char *body, size_t len, struct quickbooks_error *error)
{
	json_t *root = NULL;
	const json_t *fault, *list, *first;

	if (walk_load(body, len, &root) < 0)
		return;
	fault = json_object_get(root, "Fault");
	if (fault == NULL)
		fault = json_object_get(root, "fault");
	if (json_is_object(fault)) {
		error->present = true;
		list = json_object_get(fault, "Error");
		if (list == NULL)
			list = json_object_get(fault, "error");
		first = json_array_get(list, 0);
		copy_member(
		    error->type, sizeof(error->type), fault, "type", "Type");
		copy_member(
		    error->code, sizeof(error->code), first, "code", "Code");
		copy_member(error->message, sizeof(error->message), first,
		    "Message", "message");
		copy_member(error->detail, sizeof(error->detail), first,
		    "Detail", "detail");
	}
	json_decref(root);
}

/* The text between the first OPEN and the following CLOSE. */
static void
copy_between(char *buf, size_t size, const char *xml, const char *open,
    const char *close)
{
	const char *start = strstr(xml, open);
	const char *end;

	if (start == NULL)
		return;
	start += strlen(open);
	end = strstr(start, close);
	if (end != NULL)
		copy_cut(buf, size, start, (size_t)(end - start));
}

/* Parses just enough XML for one known document; entities are not decoded. */
static void
read_xml(const char *body, struct quickbooks_error *error)
{
	const char *fault = strstr(body, "<Fault");

	if (fault == NULL)
		return;
	error->present = true;
	copy_between(error->type, sizeof(error->type), fault, "type=\"", "\"");
	copy_between(error->code, sizeof(error->code), fault, "code=\"", "\"");
	copy_between(error->message, sizeof(error->message), fault, "<Message>",
	    "</Message>");
	copy_between(error->detail, sizeof(error->detail), fault, "<Detail>",
	    "</Detail>");
}

void
quickbooks_error_read(
    const char *body, size_t len, struct quickbooks_error *ret_error)
{
	*ret_error = (struct quickbooks_error){ .present = false };
	if (len > ERROR_BODY_MAX)
		return;
	/* a NUL only makes the searches of read_xml() end early */
	if (memchr(body, '<', len < 64 ? len : 64) != NULL &&
	    memchr(body, '{', len < 16 ? len : 16) == NULL)
		read_xml(body, ret_error);
	else
		read_json(body, len, ret_error);
}

static bool
error_says(const struct quickbooks_error *error, const char *word)
{
	return strstr(error->message, word) != NULL ||
	    strstr(error->detail, word) != NULL;
}

/* "3100", "003100": the same number in two spellings. */
static bool
code_is(const struct quickbooks_error *error, long code)
{
	char *end;

	return error->code[0] != '\0' &&
	    strtol(error->code, &end, 10) == code && *end == '\0';
}

bool
quickbooks_is_throttled(const struct http_response *response)
{
	struct quickbooks_error error;

	if (response->status < 400)
		return false;
	quickbooks_error_read(response->body, response->len, &error);
	return error.present &&
	    (code_is(&error, 3001) || error_says(&error, "ThrottleExceeded"));
}

static void
set_sentence(struct fault *fault, enum pipe_error_code code, const char *what,
    const struct quickbooks_error *error)
{
	char words[WORDS_SIZE], who[48] = "QuickBooks";

	words_take(words, sizeof(words),
	    error->detail[0] != '\0' ? error->detail : error->message);
	if (words[0] == '\0')
		words_take(words, sizeof(words), error->plain);
	if (error->code[0] != '\0')
		(void)snprintf(
		    who, sizeof(who), "QuickBooks (code %s)", error->code);
	(void)fault_set(fault, code, "%s", what);
	(void)words_add(fault, who, words);
}

/*
 * A 401 has three causes: an expired access token (renew), a token of another
 * company or of the other environment (renewing would never end), and causes
 * that Intuit may add (renew once, then give up).
 */
static enum api_verdict
judge_401(const struct quickbooks_error *error, struct fault *fault)
{
	if (error->present &&
	    (code_is(error, 100) || error_says(error, "SRV-110") ||
		error_says(error, "General Authentication Error"))) {
		set_sentence(fault, PIPE_ERROR_TENANT,
		    "The connection does not belong to this company, or to "
		    "this environment (production or sandbox).",
		    error);
		return API_FAULT;
	}
	set_sentence(
	    fault, PIPE_ERROR_CONNECT, "The access token was rejected.", error);
	return API_EXPIRED;
}

static enum api_verdict
judge_fault(
    int status, const struct quickbooks_error *error, struct fault *fault)
{
	if (code_is(error, 4002)) {
		set_sentence(fault, PIPE_ERROR_REQUEST,
		    "One stored record makes the whole query fail.", error);
		return API_POISON;
	}
	if (code_is(error, 610)) {
		set_sentence(fault, PIPE_ERROR_REQUEST,
		    "The record does not exist.", error);
		return API_ABSENT;
	}
	/* with any status; not an expired token, and not the end of the
	 * grant */
	if ((status == 403 && !code_is(error, 3200)) || code_is(error, 3100) ||
	    code_is(error, 120)) {
		set_sentence(fault, PIPE_ERROR_TENANT,
		    "This app may not read this company: perhaps it was "
		    "disconnected there, or lacks the permission.",
		    error);
		return API_FAULT;
	}
	if (status == 401 || code_is(error, 3200))
		return judge_401(error, fault);
	if (code_is(error, 10000) || status >= 500)
		set_sentence(fault, PIPE_ERROR_SERVER,
		    "QuickBooks had an internal error.", error);
	else
		set_sentence(fault, PIPE_ERROR_REQUEST,
		    "QuickBooks rejected the request.", error);
	return API_FAULT;
}

/* A fault can come with 200; its key is then near the start. */
static bool
may_hold_fault(const struct http_response *response)
{
	size_t head = response->len < 4096 ? response->len : 4096;

	return memmem(response->body, head, "\"Fault\"", 7) != NULL ||
	    memmem(response->body, head, "\"fault\"", 7) != NULL;
}

enum api_verdict
quickbooks_judge(const struct http_response *response, struct fault *ret_fault)
{
	struct quickbooks_error error = { .present = false };
	bool good = response->status == 200;

	if (!good || may_hold_fault(response) || !api_body_is_json(response))
		quickbooks_error_read(response->body, response->len, &error);
	if (good && !error.present) {
		if (api_body_is_json(response))
			return API_GOOD;
		(void)api_fault_shape(response, ret_fault);
		return API_FAULT;
	}
	if (!error.present)
		words_of(response, error.plain, sizeof(error.plain));
	if (!error.present && response->status != 401 &&
	    response->status != 403 && response->status != 400) {
		(void)fault_set(ret_fault, PIPE_ERROR_RESPONSE,
		    "The answer is HTTP %d.", response->status);
		(void)words_add(ret_fault, "QuickBooks", error.plain);
		return API_FAULT;
	}
	return judge_fault(response->status, &error, ret_fault);
}
