/*
 * wire/codec: table-driven conversion between structs and JSON objects.
 * Layer: wire (base, jansson).  Users: syncd/pipe.
 *
 * Both directions use the same table, so that each side accepts what the other
 * writes.  A member is written only if it is set: strings that are not NULL,
 * lists that are not empty, numbers and booleans always.
 */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum codec_kind {
	CODEC_TEXT,    /* const char *: printable UTF-8, 1 to max bytes */
	CODEC_LINES,   /* the same, also with '\n' */
	CODEC_ASCII,   /* const char *: visible ASCII, 1 to max bytes */
	CODEC_URL,     /* const char *: config_url_is_safe(), up to max bytes */
	CODEC_DATE,    /* const char *: YYYY-MM-DD */
	CODEC_TIME,    /* const char *: ISO 8601 with a zone */
	CODEC_INT,     /* int64_t in [min, max] */
	CODEC_INT32,   /* int in [min, max] */
	CODEC_BOOL,    /* bool */
	CODEC_NAME,    /* enum: index into names */
	CODEC_TEXTS,   /* const char *[count_max], its size_t at count_offset */
	CODEC_FLAGS,   /* bool[name_count]: list of the names that are true */
	CODEC_OBJECTS, /* struct[count_max] by table, size_t at count_offset */
};

struct codec_table;

struct codec_field {
	const char *name;
	enum codec_kind kind;
	size_t offset;
	bool required;
	int64_t min, max;         /* numbers; max also: bytes of a text */
	const char *const *names; /* CODEC_NAME, CODEC_FLAGS */
	size_t name_count;
	size_t count_offset, count_max;  /* CODEC_TEXTS, CODEC_OBJECTS */
	const struct codec_table *table; /* CODEC_OBJECTS */
};

struct codec_table {
	const struct codec_field *fields;
	size_t field_count;
	size_t size; /* of the struct */
};

/* Append TYPE (NULL: none) and the members of OBJECT, "{...}".  FIELD_EINVAL: a
 * member that the decoder would reject. */
int codec_write(struct strbuf *buf, const char *type,
    const struct codec_table *table, const void *object);

/*
 * Read the members of OBJ into *ret_object, which the caller has zeroed;
 * strings point into OBJ.  A member "type" is ignored.  FIELD_EINVAL: not an
 * object, an unknown or missing member, or an invalid value.
 */
int codec_read(
    const json_t *obj, const struct codec_table *table, void *ret_object);

#endif
