/* Lists open sessions, with what the machine tells about them. */
#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/map.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/session/session.h"
#include "control/value.h"
#include "store/view/session.h"

struct who {
	struct control_call *call;
	const struct map *people; /* NULL: all */
};

/* In seconds; negative where it is unknown. */
static int64_t
idle_of(const struct present *present)
{
	int64_t idle_s;

	if (present->input_at == 0)
		return -1;
	/* the terminal's time is the machine's, not the store's */
	idle_s = clock_real_ms() / 1000 - present->input_at;
	return idle_s > 0 ? idle_s : 0;
}

/* "0:05": hours and minutes, for tables; null where it is unknown. */
static json_t *
idle_text(int64_t idle_s)
{
	char text[40];

	if (idle_s < 0)
		return json_null();
	(void)snprintf(text, sizeof(text), "%lld:%02lld",
	    (long long)(idle_s / 3600), (long long)(idle_s / 60 % 60));
	return json_string(text);
}

static json_t *
row_json(const struct present *present, const struct user *user)
{
	const struct session_record *session = &present->session;
	const int64_t idle_s = idle_of(present);
	char title[2 * USER_TEXT_SIZE];
	const struct value_member members[] = {
		{ "id", value_text(session->id) },
		{ "login", value_text(user->login) },
		{ "title",
		    value_text(person_title(user, title, sizeof(title))) },
		{ "person", value_text(user->id) },
		{ "service", value_text(session->service) },
		{ "tty",
		    value_text_or_null(present->terminal[0] != '\0' ?
			    present->terminal :
			    session->tty) },
		{ "address", value_text_or_null(session->address) },
		{ "method", value_text_or_null(session->method) },
		{ "opened_at", value_time(session->opened_at) },
		{ "idle_s", idle_s < 0 ? json_null() : json_integer(idle_s) },
		{ "idle", idle_text(idle_s) },
		{ "leader", json_integer((json_int_t)session->leader) },
		{ "logind_id", value_text_or_null(session->logind_id) },
		{ NULL, NULL },
	};

	return value_object(members);
}

static bool
put(const struct present *present, const struct user *user, void *context)
{
	const struct who *who = context;

	if (who->people == NULL || map_get(who->people, user->id, "") != NULL)
		control_row(who->call, row_json(present, user));
	return true;
}

static int
list(struct control_call *call, const struct map *people)
{
	struct who who = { call, people };
	int rc = view_session_each(
	    &call->viewer, call->actor.service, put, &who);

	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

/* Only of people whom the caller may see: a filter tells what they are. */
static int
list_filtered(struct control_call *call)
{
	struct map known = { .slots = NULL };
	struct choice people;
	int status = choice_make(call, false, &people);

	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < people.count && status == EX_OK; i++) {
		void **at = map_at(&known, people.users[i].id, "");

		if (at == NULL)
			status = control_failed(call, FIELD_ENOMEM, NULL);
		else
			*at = &people;
	}
	if (status == EX_OK)
		status = list(call, &known);
	map_release(&known);
	choice_release(&people);
	return status;
}

int
session_list_request(struct control_call *call)
{
	static const char *const filters[] = { "role", "status", "kind",
		"site" };

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (control_has(call, filters[i]))
			return list_filtered(call);
	return list(call, NULL);
}
