/*
 * store/core/detail: the JSON object with the details of an audit row.
 * Layer: store.  Users: the verbs.
 *
 * Members keep the order in which they were added.  Every text is escaped (RFC
 * 8259 section 7), and ill-formed UTF-8 becomes U+FFFD.  Never add a secret.
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
/* "name": ["old", "new"]; nothing if they are equal. */
void detail_change(struct detail *detail, const char *name,
    const char *old_value, const char *new_value);

/* The whole object, valid until the release; no members can be added after this
 * call.  NULL if out of memory. */
const char *detail_finish(struct detail *detail);
void detail_release(struct detail *detail);

#endif
