#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "syncd/work/http/words.h"
#include "syncd/work/text/text.h"
#include "syncd/work/text/walk.h"

#define RUN_MAX  32   /* a longer run of visible characters may be a token */
#define BODY_MAX 4096 /* the relevant text is near the start */
/* Error responses are small; a page of people is never parsed as one. */
#define JSON_MAX 65536

static bool
is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

/* Append the run of LEN bytes at TEXT; false when BUF is full. */
static bool
add_run(char *buf, size_t size, size_t *at, const char *text, size_t len)
{
	if (len > RUN_MAX) {
		text = "...";
		len = 3;
	}
	if (*at + (*at > 0) + len >= size)
		return false;
	if (*at > 0)
		buf[(*at)++] = ' ';
	memcpy(buf + *at, text, len);
	*at += len;
	buf[*at] = '\0';
	return true;
}

void
words_take(char *buf, size_t size, const char *text)
{
	size_t at = 0;

	buf[0] = '\0';
	while (text != NULL && *text != '\0') {
		size_t len = 0;

		while (text[len] != '\0' && !is_blank(text[len]))
			len++;
		if (len > 0 && !add_run(buf, size, &at, text, len))
			break;
		text += len;
		while (*text != '\0' && is_blank(*text))
			text++;
	}
	text_scrub(buf);
}

/* Skip the tag that starts at TEXT; the contents of a script or style are not
 * text, and are skipped with it. */
static const char *
skip_mark(const char *text)
{
	bool hidden = strncasecmp(text, "<script", 7) == 0 ||
	    strncasecmp(text, "<style", 6) == 0;

	text += strcspn(text, ">");
	if (*text == '>')
		text++;
	if (hidden) {
		const char *end = strstr(text, "</");

		text = end != NULL ? end : text + strlen(text);
	}
	return text;
}

/* The first of KEYS (ending with NULL) that OBJ has, or NULL. */
static const json_t *
first_of(const json_t *obj, const char *const *keys)
{
	const json_t *value = NULL;

	for (; value == NULL && *keys != NULL; keys++)
		value = json_object_get(obj, *keys);
	return value;
}

/* QuickBooks has an array in its Fault, Xero's payroll APIs have a problem
 * object; Xero's gateway and accounting API, and other gateways, have the
 * members at top level. */
static void
take_json(const struct http_response *response, char *buf, size_t size)
{
	static const char *const faults[] = { "Fault", "fault", "problem",
		NULL };
	static const char *const errors[] = { "Error", "error", NULL };
	static const char *const texts[] = { "Detail", "detail", "Message",
		"message", "error_description", "Title", "title", "error",
		NULL };
	const json_t *at, *inner;
	json_t *root = NULL;

	buf[0] = '\0';
	if (response->len > JSON_MAX ||
	    walk_load(response->body, response->len, &root) < 0)
		return;
	inner = first_of(root, faults);
	at = json_is_object(inner) ? inner : root;
	inner = json_array_get(first_of(at, errors), 0);
	at = json_is_object(inner) ? inner : at;
	for (size_t i = 0; buf[0] == '\0' && texts[i] != NULL; i++)
		words_take(
		    buf, size, text_value(json_object_get(at, texts[i])));
	json_decref(root);
}

void
words_of(const struct http_response *response, char *buf, size_t size)
{
	char plain[BODY_MAX + 1];
	const char *text = response->body != NULL ? response->body : "";
	size_t len = 0;

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (*text != '\0' && is_blank(*text))
		text++;
	if (*text == '{' || *text == '[') {
		take_json(response, buf, size);
		return;
	}
	while (*text != '\0' && len < BODY_MAX) {
		if (*text == '<') {
			text = skip_mark(text);
			plain[len++] = ' ';
		} else {
			plain[len++] = *text++;
		}
	}
	plain[len] = '\0';
	words_take(buf, size, plain);
}

int
words_add(struct fault *fault, const char *who, const char *words)
{
	size_t len = strlen(fault->sentence);
	size_t size = sizeof(fault->sentence) - len;

	if (words != NULL && words[0] != '\0')
		(void)snprintf(
		    fault->sentence + len, size, " %s says: %s", who, words);
	else
		(void)snprintf(
		    fault->sentence + len, size, " %s gives no reason.", who);
	return FIELD_ENET;
}

bool
words_are_html(const struct http_response *response)
{
	const char *body = response->body != NULL ? response->body : "";

	/* the start of the body is more reliable than its label */
	if (strstr(body, "<?xml") != NULL && strcasestr(body, "<html") == NULL)
		return false;
	return strncasecmp(response->content_type, "text/html", 9) == 0 ||
	    strcasestr(body, "<html") != NULL ||
	    strcasestr(body, "<!doctype html") != NULL ||
	    strcasestr(body, "<body") != NULL;
}
