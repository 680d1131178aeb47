/* A session as JSON. */
#include "control/me/session.h"
#include "control/value.h"

json_t *
me_session_json(const struct session_row *row)
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
