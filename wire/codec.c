#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "conf/config.h"
#include "wire/codec.h"

static bool
ascii_is_visible(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= 0x20 || *text >= 0x7f)
			return false;
	return true;
}

/* An existing date, in exactly the form YYYY-MM-DD. */
static bool
date_is_valid(const char *text)
{
	int64_t t_s;

	return strlen(text) == 10 && clock_parse_iso(text, &t_s) == FIELD_OK;
}

/* Date, time and zone: the seconds must be followed by Z, + or -. */
static bool
time_is_valid(const char *text)
{
	int64_t t_s;

	return strlen(text) > 19 && strlen(text) < 40 &&
	    strpbrk(text + 19, "Z+-") != NULL &&
	    clock_parse_iso(text, &t_s) == FIELD_OK;
}

/* Printable but for the ends of lines. */
static bool
lines_are_printable(const char *text)
{
	char *line = str_dup(text);
	bool printable;

	if (line == NULL)
		return false;
	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	printable = str_is_printable(line);
	sodium_memzero(line, strlen(line));
	free(line);
	return printable;
}

static bool
string_is_valid(const struct codec_field *field, const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || (field->max > 0 && len > (size_t)field->max))
		return false;
	switch (field->kind) {
	case CODEC_TEXT:
	case CODEC_TEXTS:
		return str_is_printable(text);
	case CODEC_LINES:
		return lines_are_printable(text);
	case CODEC_ASCII:
		return ascii_is_visible(text);
	case CODEC_URL:
		return ascii_is_visible(text) && config_url_is_safe(text);
	case CODEC_DATE:
		return date_is_valid(text);
	case CODEC_TIME:
		return time_is_valid(text);
	case CODEC_INT:
	case CODEC_INT32:
	case CODEC_BOOL:
	case CODEC_NAME:
	case CODEC_FLAGS:
	case CODEC_OBJECTS:
		break;
	}
	return false;
}

/* --- writing ---------------------------------------------------------- */

/* TEXT has no controls but the ends of lines; besides these, only the two
 * characters reserved by JSON need escaping. */
static void
write_string(struct strbuf *buf, const char *text)
{
	size_t run;

	strbuf_append(buf, "\"", 1);
	while (*text != '\0') {
		run = strcspn(text, "\"\\\n");
		strbuf_append(buf, text, run);
		text += run;
		if (*text != '\0') {
			strbuf_append(buf, "\\", 1);
			strbuf_append(buf, *text == '\n' ? "n" : text, 1);
			text++;
		}
	}
	strbuf_append(buf, "\"", 1);
}

static int
write_texts(struct strbuf *buf, const struct codec_field *field,
    const char *const *texts, size_t count)
{
	strbuf_append(buf, "[", 1);
	for (size_t i = 0; i < count; i++) {
		if (texts[i] == NULL || !string_is_valid(field, texts[i]))
			return FIELD_EINVAL;
		if (i > 0)
			strbuf_append(buf, ",", 1);
		write_string(buf, texts[i]);
	}
	strbuf_append(buf, "]", 1);
	return FIELD_OK;
}

static void
write_flags(
    struct strbuf *buf, const struct codec_field *field, const bool *flags)
{
	const char *separator = "";

	strbuf_append(buf, "[", 1);
	for (size_t i = 0; i < field->name_count; i++) {
		if (!flags[i])
			continue;
		strbuf_puts(buf, separator);
		write_string(buf, field->names[i]);
		separator = ",";
	}
	strbuf_append(buf, "]", 1);
}

static int
write_objects(struct strbuf *buf, const struct codec_field *field,
    const char *objects, size_t count)
{
	strbuf_append(buf, "[", 1);
	for (size_t i = 0; i < count; i++) {
		int rc;

		if (i > 0)
			strbuf_append(buf, ",", 1);
		rc = codec_write(
		    buf, NULL, field->table, objects + i * field->table->size);
		if (rc < 0)
			return rc;
	}
	strbuf_append(buf, "]", 1);
	return FIELD_OK;
}

static int
write_int(struct strbuf *buf, const struct codec_field *field, int64_t value)
{
	if (value < field->min || value > field->max)
		return FIELD_EINVAL;
	strbuf_printf(buf, "%lld", (long long)value);
	return FIELD_OK;
}

static int
write_name(struct strbuf *buf, const struct codec_field *field, int value)
{
	if (value < 0 || (size_t)value >= field->name_count)
		return FIELD_EINVAL;
	write_string(buf, field->names[value]);
	return FIELD_OK;
}

static int
write_value(
    struct strbuf *buf, const struct codec_field *field, const char *object)
{
	const void *at = object + field->offset;
	size_t count = 0;

	if (field->count_max > 0) {
		memcpy(&count, object + field->count_offset, sizeof(count));
		if (count > field->count_max)
			return FIELD_EINVAL;
	}
	switch (field->kind) {
	case CODEC_TEXT:
	case CODEC_LINES:
	case CODEC_ASCII:
	case CODEC_URL:
	case CODEC_DATE:
	case CODEC_TIME:
		if (!string_is_valid(field, *(const char *const *)at))
			return FIELD_EINVAL;
		write_string(buf, *(const char *const *)at);
		return FIELD_OK;
	case CODEC_INT:
		return write_int(buf, field, *(const int64_t *)at);
	case CODEC_INT32:
		return write_int(buf, field, *(const int *)at);
	case CODEC_BOOL:
		strbuf_puts(buf, *(const bool *)at ? "true" : "false");
		return FIELD_OK;
	case CODEC_NAME:
		return write_name(buf, field, *(const int *)at);
	case CODEC_TEXTS:
		return write_texts(buf, field, at, count);
	case CODEC_FLAGS:
		write_flags(buf, field, at);
		return FIELD_OK;
	case CODEC_OBJECTS:
		return write_objects(buf, field, at, count);
	}
	return FIELD_EINVAL;
}

/* Whether to write the member.  A required string that is NULL is omitted too,
 * and is then an error. */
static bool
is_said(const struct codec_field *field, const char *object)
{
	switch (field->kind) {
	case CODEC_TEXT:
	case CODEC_LINES:
	case CODEC_ASCII:
	case CODEC_URL:
	case CODEC_DATE:
	case CODEC_TIME:
		return *(const char *const *)(const void *)(object +
			   field->offset) != NULL;
	case CODEC_TEXTS:
	case CODEC_OBJECTS:
		return *(const size_t *)(const void *)(object +
			   field->count_offset) > 0;
	case CODEC_INT:
	case CODEC_INT32:
	case CODEC_BOOL:
	case CODEC_NAME:
	case CODEC_FLAGS:
		break;
	}
	return true;
}

int
codec_write(struct strbuf *buf, const char *type,
    const struct codec_table *table, const void *object)
{
	const char *separator = "";

	strbuf_append(buf, "{", 1);
	if (type != NULL) {
		strbuf_puts(buf, "\"type\":");
		write_string(buf, type);
		separator = ",";
	}
	for (size_t i = 0; i < table->field_count; i++) {
		const struct codec_field *field = &table->fields[i];
		int rc;

		if (!is_said(field, object)) {
			if (field->required)
				return FIELD_EINVAL;
			continue;
		}
		strbuf_puts(buf, separator);
		separator = ",";
		write_string(buf, field->name);
		strbuf_append(buf, ":", 1);
		rc = write_value(buf, field, object);
		if (rc < 0)
			return rc;
	}
	strbuf_append(buf, "}", 1);
	return buf->failed ? FIELD_ENOMEM : FIELD_OK;
}

/* --- reading ---------------------------------------------------------- */

static int
read_string(
    const json_t *value, const struct codec_field *field, const char **ret_text)
{
	const char *text = json_string_value(value);

	if (text == NULL || !string_is_valid(field, text))
		return FIELD_EINVAL;
	*ret_text = text;
	return FIELD_OK;
}

static int
read_int(const json_t *value, const struct codec_field *field, int64_t *ret)
{
	int64_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < field->min ||
	    number > field->max)
		return FIELD_EINVAL;
	*ret = number;
	return FIELD_OK;
}

static int
read_name(const json_t *value, const struct codec_field *field, int *ret)
{
	const char *text = json_string_value(value);

	for (size_t i = 0; text != NULL && i < field->name_count; i++) {
		if (strcmp(text, field->names[i]) == 0) {
			*ret = (int)i;
			return FIELD_OK;
		}
	}
	return FIELD_EINVAL;
}

static int
read_texts(const json_t *value, const struct codec_field *field,
    const char **ret_texts, size_t *ret_count)
{
	size_t count = json_array_size(value);

	if (!json_is_array(value) || count > field->count_max)
		return FIELD_EINVAL;
	for (size_t i = 0; i < count; i++) {
		int rc = read_string(
		    json_array_get(value, i), field, &ret_texts[i]);

		if (rc < 0)
			return rc;
	}
	*ret_count = count;
	return FIELD_OK;
}

static int
read_flags(const json_t *value, const struct codec_field *field, bool *ret)
{
	size_t count = json_array_size(value);

	if (!json_is_array(value) || count > field->name_count)
		return FIELD_EINVAL;
	for (size_t i = 0; i < count; i++) {
		int index;
		int rc = read_name(json_array_get(value, i), field, &index);

		if (rc < 0 || ret[index])
			return FIELD_EINVAL;
		ret[index] = true;
	}
	return FIELD_OK;
}

static int
read_objects(const json_t *value, const struct codec_field *field,
    char *ret_objects, size_t *ret_count)
{
	size_t count = json_array_size(value);

	if (!json_is_array(value) || count > field->count_max)
		return FIELD_EINVAL;
	for (size_t i = 0; i < count; i++) {
		int rc = codec_read(json_array_get(value, i), field->table,
		    ret_objects + i * field->table->size);

		if (rc < 0)
			return rc;
	}
	*ret_count = count;
	return FIELD_OK;
}

static int
read_value(const json_t *value, const struct codec_field *field, char *object)
{
	void *at = object + field->offset;
	void *count_at = object + field->count_offset;
	int64_t number;
	int rc;

	switch (field->kind) {
	case CODEC_TEXT:
	case CODEC_LINES:
	case CODEC_ASCII:
	case CODEC_URL:
	case CODEC_DATE:
	case CODEC_TIME:
		return read_string(value, field, at);
	case CODEC_INT:
		return read_int(value, field, at);
	case CODEC_INT32:
		rc = read_int(value, field, &number);
		if (rc == FIELD_OK)
			*(int *)at = (int)number;
		return rc;
	case CODEC_BOOL:
		*(bool *)at = json_is_true(value);
		return json_is_boolean(value) ? FIELD_OK : FIELD_EINVAL;
	case CODEC_NAME:
		return read_name(value, field, at);
	case CODEC_TEXTS:
		return read_texts(value, field, at, count_at);
	case CODEC_FLAGS:
		return read_flags(value, field, at);
	case CODEC_OBJECTS:
		return read_objects(value, field, at, count_at);
	}
	return FIELD_EINVAL;
}

int
codec_read(const json_t *obj, const struct codec_table *table, void *ret_object)
{
	size_t known = json_object_get(obj, "type") != NULL ? 1 : 0;

	if (!json_is_object(obj))
		return FIELD_EINVAL;
	for (size_t i = 0; i < table->field_count; i++) {
		const struct codec_field *field = &table->fields[i];
		const json_t *value = json_object_get(obj, field->name);
		int rc;

		if (value == NULL) {
			if (field->required)
				return FIELD_EINVAL;
			continue;
		}
		known++;
		rc = read_value(value, field, ret_object);
		if (rc < 0)
			return rc;
	}
	return known == json_object_size(obj) ? FIELD_OK : FIELD_EINVAL;
}
