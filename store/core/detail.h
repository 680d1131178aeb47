/*
 * store/core/detail: the JSON object of an audit row's details.
 * Layer: store.  Users: the verbs.
 *
 * Members keep the order in which they are added; every text is escaped
 * (RFC 8259 section 7), ill-formed UTF-8 becomes U+FFFD.  Never a secret.
 */
#ifndef STORE_CORE_DETAIL_H
#define STORE_CORE_DETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct detail {
	struct strbuf text;
	bool is_finished;
};

#define DETAIL_INIT                \
	{                          \
		STRBUF_INIT, false \
	}

void detail_text(struct detail *detail, const char *name, const char *value);
void detail_int(struct detail *detail, const char *name, int64_t value);
void detail_bool(struct detail *detail, const char *name, bool value);
/* "name": ["old", "new"]; nothing when they are equal. */
void detail_change(struct detail *detail, const char *name,
    const char *old_value, const char *new_value);

/* The whole object, until the release; nothing can be added any more.  NULL
 * when out of memory. */
const char *detail_finish(struct detail *detail);
void detail_release(struct detail *detail);

#endif
