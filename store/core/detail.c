/* Builds the JSON object of an audit row.  Text is always escaped, so that no
 * value can add a member. */
#include <string.h>

#include "base/escape.h"
#include "store/core/detail.h"

static void
put_string(struct strbuf *buf, const char *text)
{
	strbuf_puts(buf, "\"");
	escape_put(buf, text, ESCAPE_JSON);
	strbuf_puts(buf, "\"");
}

static void
put_name(struct detail *detail, const char *name)
{
	strbuf_puts(&detail->text, detail->text.len == 0 ? "{" : ",");
	put_string(&detail->text, name);
	strbuf_puts(&detail->text, ":");
}

void
detail_text(struct detail *detail, const char *name, const char *value)
{
	put_name(detail, name);
	put_string(&detail->text, value);
}

void
detail_int(struct detail *detail, const char *name, int64_t value)
{
	put_name(detail, name);
	strbuf_printf(&detail->text, "%lld", (long long)value);
}

void
detail_bool(struct detail *detail, const char *name, bool value)
{
	put_name(detail, name);
	strbuf_puts(&detail->text, value ? "true" : "false");
}

void
detail_change(struct detail *detail, const char *name, const char *old_value,
    const char *new_value)
{
	if (strcmp(old_value, new_value) == 0)
		return;
	put_name(detail, name);
	strbuf_puts(&detail->text, "[");
	put_string(&detail->text, old_value);
	strbuf_puts(&detail->text, ",");
	put_string(&detail->text, new_value);
	strbuf_puts(&detail->text, "]");
}

const char *
detail_finish(struct detail *detail)
{
	if (!detail->is_finished)
		strbuf_puts(&detail->text, detail->text.len == 0 ? "{}" : "}");
	detail->is_finished = true;
	return detail->text.failed ? NULL : detail->text.bytes;
}

void
detail_release(struct detail *detail)
{
	strbuf_release(&detail->text);
	detail->is_finished = false;
}
