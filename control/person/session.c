/* A session as JSON. */
#include "base/clock.h"
#include "base/str.h"
#include "control/person/session.h"
#include "control/value.h"

json_t *
person_session_json(const struct session_row *row)
{
	const struct value_member members[] = {
		{ "id", value_text(row->id) },
		{ "opened_at", value_time(row->opened_at) },
		{ "closed_at", value_time(row->closed_at) },
		{ "open", json_boolean(row->closed_at == 0) },
		{ "terminal", value_text(row->terminal) },
		{ "service", value_text(row->service) },
		{ "tty", value_text(row->tty) },
		{ "address", value_text(row->address) },
		{ "method", value_text_or_null(row->method) },
		{ "close_reason", value_text_or_null(row->close_reason) },
		{ NULL, NULL },
	};

	return value_object(members);
}

json_t *
person_session_text(const struct session_row *row)
{
	char iso[CLOCK_ISO_SIZE];
	struct strbuf text = STRBUF_INIT;
	json_t *string;

	strbuf_printf(&text, "%s %s", clock_format_iso(row->opened_at, iso),
	    row->service);
	if (row->terminal[0] != '\0')
		strbuf_printf(&text, " @%s", row->terminal);
	if (row->address[0] != '\0')
		strbuf_printf(&text, " (%s)", row->address);
	string = text.failed ? NULL : value_text(text.bytes);
	strbuf_release(&text);
	return string;
}
