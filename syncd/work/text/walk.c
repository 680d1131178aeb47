#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/work/text/walk.h"
#include "syncd/pipe/message.h"

/* The scanner finds the boundaries of records; jansson checks that they are
 * JSON, and sees every byte, either in a record or in the envelope. */
struct walk {
	const char *text;
	size_t len, at;
	const struct walk_target *target;
	struct strbuf envelope;
	size_t kept; /* text up to here is in the envelope, or was handed out */
};

/* The error, without the excerpt of the record that jansson includes. */
static void
explain(const json_error_t *error, char *why, size_t size)
{
	const char *text = error->text;
	const char *near = strstr(text, " near ");
	int len = (int)(near != NULL ? (size_t)(near - text) : strlen(text));

	(void)snprintf(why, size, "it is not JSON: %.*s", len, text);
	if (!str_is_printable(why))
		(void)snprintf(why, size, "it is not JSON");
}

/* A NUL in one record's text must not fail the page: text_value() detects it.
 * WHY may be NULL. */
static int
load(const char *text, size_t len, json_t **ret_root, char *why, size_t size)
{
	json_error_t error;
	json_t *root = json_loadb(
	    text, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	if (root == NULL && why != NULL)
		explain(&error, why, size);
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

/* Move past the string that starts at walk->at. */
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

/* --- one record --------------------------------------------------------- */

/* The state of the search for the end of a record. */
struct scan {
	/* the open brackets, innermost in the lowest bit; 1: '{' */
	uint64_t kinds;
	size_t depth, deepest;
	char before; /* the previous token; '"' for a string, 'a' for a word */
};

/* Whether the bracket C matches the innermost open one.  Records deeper than
 * the bits allow are rejected anyway, and only counted. */
static bool
close_bracket(struct scan *scan, char c)
{
	bool matches = scan->deepest > 64 ||
	    ((scan->kinds & 1) != 0) == (c == '}');

	scan->kinds >>= 1;
	scan->depth--;
	scan->before = c;
	return matches;
}

/* Handle the character C outside strings.  FIELD_EINVAL: it is not allowed
 * here, so that an earlier string may have ended where its writer did not
 * intend. */
static int
take_sign(struct scan *scan, char c)
{
	bool is_new = memchr("{[,:", scan->before, 4) != NULL;

	if (c == '}' || c == ']')
		return close_bracket(scan, c) ? FIELD_OK : FIELD_EINVAL;
	if (c == '{' || c == '[') {
		if (!is_new)
			return FIELD_EINVAL;
		scan->kinds = scan->kinds << 1 | (c == '{');
		if (++scan->depth > scan->deepest)
			scan->deepest = scan->depth;
	} else if (c != ',' && c != ':') {
		if (!is_new && scan->before != 'a')
			return FIELD_EINVAL;
		c = 'a';
	}
	scan->before = c;
	return FIELD_OK;
}

/* Move past the value that starts at walk->at, whatever its strings and words
 * contain. */
static int
skip_value(struct walk *walk, struct scan *scan)
{
	size_t start = walk->at;
	int rc = FIELD_OK;

	*scan = (struct scan){ .before = ',' };
	while (rc == FIELD_OK && walk->at < walk->len) {
		char c = walk->text[walk->at];

		if (scan->depth == 0 && walk->at > start &&
		    (scan->before != 'a' || memchr(" \t\r\n,]}", c, 7) != NULL))
			return FIELD_OK;
		if (memchr(" \t\r\n", c, 4) != NULL) {
			walk->at++;
		} else if (c == '"') {
			if (memchr("{[,:", scan->before, 4) == NULL)
				return FIELD_EINVAL;
			scan->before = '"';
			rc = skip_string(walk);
		} else if (scan->depth == 0 && memchr(",:]}", c, 4) != NULL) {
			return FIELD_EINVAL; /* no value */
		} else {
			walk->at++;
			rc = take_sign(scan, c);
		}
	}
	return FIELD_EINVAL;
}

/* --- the name of a record that cannot be read ----------------------------- */

/* The value at WALK as an ID, if it is a string or a whole number that can be
 * an id. */
static bool
take_id(struct walk *walk, char id[static PIPE_ID_MAX + 1])
{
	size_t start = walk->at, len;
	bool quoted = start < walk->len && walk->text[start] == '"';

	if (quoted && skip_string(walk) < 0)
		return false;
	while (!quoted && walk->at < walk->len && walk->text[walk->at] >= '0' &&
	    walk->text[walk->at] <= '9')
		walk->at++;
	start += quoted;
	len = walk->at - start - quoted;
	if (len == 0 || len > PIPE_ID_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (walk->text[start + i] <= ' ' ||
		    walk->text[start + i] > '~' ||
		    walk->text[start + i] == '\\')
			return false;
	memcpy(id, walk->text + start, len);
	id[len] = '\0';
	skip_blanks(walk);
	return walk->at < walk->len &&
	    (walk->text[walk->at] == ',' || walk->text[walk->at] == '}');
}

/* If the string at START is the key of a record's id, its value. */
static bool
take_id_member(struct walk *walk, size_t start, char *id, bool *ret_is_id)
{
	const char *key = walk->target->id_key;
	size_t len = walk->at - start - 2;

	*ret_is_id = strlen(key) == len &&
	    memcmp(key, walk->text + start + 1, len) == 0;
	skip_blanks(walk);
	*ret_is_id = *ret_is_id && walk->at < walk->len &&
	    walk->text[walk->at] == ':';
	if (!*ret_is_id)
		return true;
	walk->at++;
	skip_blanks(walk);
	return take_id(walk, id);
}

/* Find the id in the text of one record.  False: none, or more than one. */
static bool
find_id(const struct walk *whole, size_t start, size_t end,
    char id[static PIPE_ID_MAX + 1])
{
	struct walk walk = { .text = whole->text,
		.len = end,
		.at = start,
		.target = whole->target };
	char found[PIPE_ID_MAX + 1];
	size_t depth = 0;
	bool is_id;

	id[0] = '\0';
	while (walk.at < walk.len) {
		size_t at = walk.at;
		char c = walk.text[at];

		if (c != '"') {
			depth += c == '{' || c == '[';
			depth -= c == '}' || c == ']';
			walk.at++;
			continue;
		}
		if (skip_string(&walk) < 0)
			return false;
		if (depth != 1)
			continue;
		if (!take_id_member(&walk, at, found, &is_id))
			return false;
		if (is_id && id[0] != '\0' && strcmp(id, found) != 0)
			return false;
		if (is_id)
			memcpy(id, found, sizeof(found));
	}
	return id[0] != '\0';
}

static int
hand_out(struct walk *walk, const char *key, size_t depth)
{
	const struct walk_target *target = walk->target;
	size_t start = walk->at;
	char id[PIPE_ID_MAX + 1], why[PIPE_ID_MAX] = "it is not an object";
	json_t *record = NULL;
	struct scan scan;
	int rc;

	rc = skip_value(walk, &scan);
	if (rc < 0)
		return rc;
	rc = FIELD_EINVAL;
	if (depth + scan.deepest > WALK_DEPTH_MAX)
		(void)snprintf(why, sizeof(why), "it is nested too deeply");
	else if (walk->text[start] == '{')
		rc = load(walk->text + start, walk->at - start, &record, why,
		    sizeof(why));
	if (rc == FIELD_OK)
		rc = target->record(target->arg, key, record);
	else if (rc == FIELD_EINVAL)
		rc = target->unreadable(target->arg, key,
		    find_id(walk, start, walk->at, id) ? id : NULL, why);
	json_decref(record);
	return rc;
}

/* Process the array of records whose '[' is at walk->at.  Leaves walk->at after
 * its ']', with "[]" in the envelope. */
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

/* The key that equals the string from START to walk->at, or NULL. */
static const char *
find_key(const struct walk *walk, size_t start)
{
	size_t len = walk->at - start - 2; /* without its quotes */

	for (const char *const *key = walk->target->keys; *key != NULL; key++)
		if (strlen(*key) == len &&
		    memcmp(*key, walk->text + start + 1, len) == 0)
			return *key;
	return NULL;
}

/* Process a string at walk->at: one of our keys followed by an array, or any
 * other string. */
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
walk_json(const char *text, size_t len, const struct walk_target *target,
    json_t **ret_envelope)
{
	struct walk walk = { .target = target, .envelope = STRBUF_INIT };
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
		    walk.envelope.len, ret_envelope, NULL, 0);
	strbuf_release(&walk.envelope);
	return rc;
}

int
walk_load(const char *text, size_t len, json_t **ret_root)
{
	static const char *const no_keys[] = { NULL };
	const struct walk_target target = { .keys = no_keys };
	struct walk walk = { .target = &target };
	int rc;

	drop_mark(&text, &len);
	walk.text = text;
	walk.len = len;
	walk.kept = len; /* nothing needs to be copied */
	rc = walk_envelope(&walk);
	if (rc == FIELD_OK)
		rc = load(text, len, ret_root, NULL, 0);
	strbuf_release(&walk.envelope);
	return rc;
}
