#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/fetch/walk.h"

/* The scanner finds where records begin and end; whether they are JSON is
 * for jansson to say, which sees every byte either in a record or in the
 * envelope. */
struct walk {
	const char *text;
	size_t len, at;
	const char *const *keys;
	walk_record *record;
	void *arg;
	struct strbuf envelope;
	size_t kept; /* up to here the text is in the envelope, or handed out */
};

/* A NUL in one record's text must not fail the page: text_value() sees it. */
static int
load(const char *text, size_t len, json_t **ret_root)
{
	json_error_t error;
	json_t *root = json_loadb(
	    text, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	if (root == NULL)
		return json_error_code(&error) == json_error_out_of_memory ?
		    FIELD_ENOMEM :
		    FIELD_EINVAL;
	*ret_root = root; /* transferred */
	return FIELD_OK;
}

static void
skip_blanks(struct walk *walk)
{
	while (walk->at < walk->len &&
	    memchr(" \t\r\n", walk->text[walk->at], 4) != NULL)
		walk->at++;
}

/* Move behind the string that begins at walk->at. */
static int
skip_string(struct walk *walk)
{
	for (walk->at++; walk->at < walk->len; walk->at++) {
		char c = walk->text[walk->at];

		if (c == '\\') {
			walk->at++;
		} else if (c == '"') {
			walk->at++;
			return FIELD_OK;
		}
	}
	return FIELD_EINVAL;
}

/* Move behind the bracketed value that begins at walk->at, DEPTH levels below
 * the top. */
static int
skip_bracketed(struct walk *walk, size_t depth)
{
	size_t outer = depth;

	while (walk->at < walk->len) {
		char c = walk->text[walk->at];

		if (c == '"') {
			int rc = skip_string(walk);

			if (rc < 0)
				return rc;
			continue;
		}
		walk->at++;
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		if (depth > WALK_DEPTH_MAX)
			return FIELD_EINVAL;
		if (depth == outer)
			return FIELD_OK;
	}
	return FIELD_EINVAL;
}

static int
hand_out(struct walk *walk, const char *key, size_t depth)
{
	size_t start = walk->at;
	json_t *record = NULL;
	int rc;

	if (walk->at >= walk->len || walk->text[walk->at] != '{')
		return FIELD_EINVAL;
	rc = skip_bracketed(walk, depth);
	if (rc == FIELD_OK)
		rc = load(walk->text + start, walk->at - start, &record);
	if (rc == FIELD_OK)
		rc = walk->record(walk->arg, key, record);
	json_decref(record);
	return rc;
}

/* The array of records whose '[' is at walk->at; leaves walk->at behind its
 * ']', with "[]" in the envelope. */
static int
walk_records(struct walk *walk, const char *key, size_t depth)
{
	int rc;

	walk->at++;
	strbuf_append(
	    &walk->envelope, walk->text + walk->kept, walk->at - walk->kept);
	skip_blanks(walk);
	while (walk->at < walk->len && walk->text[walk->at] != ']') {
		rc = hand_out(walk, key, depth);
		if (rc < 0)
			return rc;
		skip_blanks(walk);
		if (walk->at < walk->len && walk->text[walk->at] == ']')
			break;
		if (walk->at >= walk->len || walk->text[walk->at] != ',')
			return FIELD_EINVAL;
		walk->at++;
		skip_blanks(walk);
		if (walk->at < walk->len && walk->text[walk->at] == ']')
			return FIELD_EINVAL; /* [{...},] */
	}
	walk->kept = walk->at;
	if (walk->at >= walk->len)
		return FIELD_EINVAL;
	walk->at++;
	return FIELD_OK;
}

/* Which of the keys the string from START to walk->at is, or NULL. */
static const char *
find_key(const struct walk *walk, size_t start)
{
	size_t len = walk->at - start - 2; /* without its quotes */

	for (const char *const *key = walk->keys; *key != NULL; key++)
		if (strlen(*key) == len &&
		    memcmp(*key, walk->text + start + 1, len) == 0)
			return *key;
	return NULL;
}

/* A string at walk->at: a key of ours with an array behind it, or anything. */
static int
walk_string(struct walk *walk, size_t depth)
{
	size_t start = walk->at;
	const char *key;
	int rc;

	rc = skip_string(walk);
	if (rc < 0)
		return rc;
	key = find_key(walk, start);
	if (key == NULL)
		return FIELD_OK;
	skip_blanks(walk);
	if (walk->at >= walk->len || walk->text[walk->at] != ':')
		return FIELD_OK;
	walk->at++;
	skip_blanks(walk);
	if (walk->at >= walk->len || walk->text[walk->at] != '[')
		return FIELD_OK;
	return walk_records(walk, key, depth + 1);
}

static int
walk_envelope(struct walk *walk)
{
	size_t depth = 0;
	int rc;

	while (walk->at < walk->len) {
		char c = walk->text[walk->at];

		if (c == '"') {
			rc = walk_string(walk, depth);
			if (rc < 0)
				return rc;
			continue;
		}
		walk->at++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
		if (depth > WALK_DEPTH_MAX)
			return FIELD_EINVAL;
	}
	strbuf_append(
	    &walk->envelope, walk->text + walk->kept, walk->len - walk->kept);
	return FIELD_OK;
}

/* Some servers put a byte order mark in front. */
static void
drop_mark(const char **text, size_t *len)
{
	if (*len >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
		*text += 3;
		*len -= 3;
	}
}

int
walk_json(const char *text, size_t len, const char *const *keys,
    walk_record *record, void *arg, json_t **ret_envelope)
{
	struct walk walk = { .keys = keys,
		.record = record,
		.arg = arg,
		.envelope = STRBUF_INIT };
	int rc;

	drop_mark(&text, &len);
	walk.text = text;
	walk.len = len;
	rc = walk_envelope(&walk);
	if (rc == FIELD_OK && walk.envelope.failed)
		rc = FIELD_ENOMEM;
	if (rc == FIELD_OK)
		rc = load(
		    walk.envelope.bytes == NULL ? "" : walk.envelope.bytes,
		    walk.envelope.len, ret_envelope);
	strbuf_release(&walk.envelope);
	return rc;
}

static int
refuse_record(void *arg, const char *key, const json_t *record)
{
	(void)arg;
	(void)key;
	(void)record;
	return FIELD_EINVAL;
}

int
walk_load(const char *text, size_t len, json_t **ret_root)
{
	static const char *const no_keys[] = { NULL };
	struct walk walk = { .keys = no_keys, .record = refuse_record };
	int rc;

	drop_mark(&text, &len);
	walk.text = text;
	walk.len = len;
	walk.kept = len; /* nothing need be copied */
	rc = walk_envelope(&walk);
	if (rc == FIELD_OK)
		rc = load(text, len, ret_root);
	strbuf_release(&walk.envelope);
	return rc;
}
