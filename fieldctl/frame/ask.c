/* Sends requests.  Prints the warnings and errors of a verb, wherever the
 * request was processed. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/request.h"
#include "control/session.h"
#include "fieldctl/frame/ask.h"

/* --- parameters ------------------------------------------------------------- */

/* A text that is not UTF-8 becomes null, which is not allowed for
 * parameters. */
static json_t *
checked_text(const char *text)
{
	return str_is_utf8(text, strlen(text)) ? json_string(text) :
						 json_null();
}

void
ask_text(json_t *params, const char *key, const char *text)
{
	if (text != NULL)
		(void)json_object_set_new(params, key, checked_text(text));
}

static void
put_named(json_t *params, const char *name, json_t *value)
{
	char key[64];

	(void)str_copy(key, sizeof(key), name);
	for (char *at = key; *at != '\0'; at++)
		if (*at == '-')
			*at = '_';
	(void)json_object_set_new(params, key, value);
}

void
ask_option(const struct ctl *ctl, json_t *params, const char *name)
{
	const char *text = option_text(&ctl->options, name);

	if (text != NULL)
		put_named(params, name, checked_text(text));
}

void
ask_flag(const struct ctl *ctl, json_t *params, const char *name)
{
	if (option_is_set(&ctl->options, name))
		put_named(params, name, json_true());
}

int
ask_number(struct ctl *ctl, json_t *params, const char *key, const char *what,
    const char *text, int64_t min, int64_t max)
{
	int64_t number;

	if (text == NULL)
		return EX_OK;
	if (str_parse_int(text, min, max, &number) == FIELD_OK) {
		(void)json_object_set_new(params, key, json_integer(number));
		return EX_OK;
	}
	if (max >= INT32_MAX)
		return ctl_usage(ctl,
		    _("invalid number '%1$s' for %2$s; use %3$lld or more"),
		    text, what, (long long)min);
	return ctl_usage(ctl,
	    _("invalid number '%1$s' for %2$s; use a number from %3$lld to "
	      "%4$lld"),
	    text, what, (long long)min, (long long)max);
}

void
ask_texts(json_t *params, const char *key, char *const *texts, int count)
{
	json_t *array;

	if (count <= 0)
		return;
	array = json_array();
	for (int i = 0; i < count; i++)
		(void)json_array_append_new(array, checked_text(texts[i]));
	(void)json_object_set_new(params, key, array);
}

void
ask_bytes(json_t *params, const char *key, const void *bytes, size_t len)
{
	const size_t size = sodium_base64_encoded_len(
	    len, sodium_base64_VARIANT_ORIGINAL);
	char *text = malloc(size);

	if (text == NULL) {
		(void)json_object_set_new(params, key, json_null());
		return;
	}
	(void)sodium_bin2base64(
	    text, size, bytes, len, sodium_base64_VARIANT_ORIGINAL);
	(void)json_object_set_new(params, key, json_string(text));
	sodium_memzero(text, size);
	free(text);
}

void
ask_secret(json_t *params, const char *key, const struct secret *secret)
{
	ask_bytes(params, key, secret->bytes, secret->len);
}

/* --- asking ------------------------------------------------------------------ */

static const char *
member(const json_t *problem, const char *key)
{
	const char *text = json_string_value(json_object_get(problem, key));

	return text != NULL ? text : "";
}

/* Two requests of one verb may have the same warning. */
static bool
is_said(struct ctl *ctl, json_t *warning)
{
	const json_t *said;
	size_t i;

	json_array_foreach(
	    ctl->said, i, said) if (json_equal(said, warning)) return true;
	if (ctl->said == NULL)
		ctl->said = json_array();
	(void)json_array_append(ctl->said, warning);
	return false;
}

static void
say_answer(struct ctl *ctl, const struct control_answer *answer)
{
	const size_t count = json_array_size(answer->warnings);

	for (size_t i = 0; i < count; i++) {
		json_t *warning = json_array_get(answer->warnings, i);

		if (!is_said(ctl, warning))
			ctl_warn(ctl, member(warning, "code"),
			    member(warning, "message"),
			    member(warning, "hint"));
	}
	if (answer->detail[0] != '\0' && ctl->format != CTL_JSON) {
		fputs("fieldctl: ", ctl->err);
		ctl_put_safe(ctl->err, answer->detail);
		fputc('\n', ctl->err);
	}
	if (answer->error != NULL)
		(void)ctl_problem(ctl, answer->exit_code,
		    member(answer->error, "code"),
		    member(answer->error, "message"),
		    member(answer->error, "hint"));
}

/* The name of a parameter that is null, or contains one: it was not UTF-8. */
static const char *
bad_text(const json_t *params)
{
	const char *name;
	json_t *value, *item;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)params, name, value)
	{
		if (json_is_null(value))
			return name;
		json_array_foreach(
		    value, i, item) if (json_is_null(item)) return name;
	}
	return NULL;
}

static struct control_session *
session_of(struct ctl *ctl)
{
	if (ctl->session == NULL)
		ctl->session = ctl->is_root ?
		    control_session_here(&ctl->paths, &ctl->actor.invoker) :
		    control_session_there(&ctl->paths);
	return ctl->session;
}

int
ctl_ask(struct ctl *ctl, const char *name, json_t *params,
    const struct control_sink *sink, struct control_answer *ret_answer)
{
	const struct control_request *request = control_find(name);
	struct control_session *session = session_of(ctl);
	const bool changes = request != NULL &&
	    (request->flags & CONTROL_CHANGES) != 0;
	const char *bad = bad_text(params);
	int status;

	*ret_answer = (struct control_answer){ .exit_code = EX_OSERR };
	if (session == NULL || bad != NULL) {
		/* BAD belongs to PARAMS */
		ret_answer->exit_code = bad != NULL ?
		    ctl_reason(
			ctl, REASON_BAD_TEXT, bad, _("it is not valid UTF-8")) :
		    ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
		json_decref(params);
		return ret_answer->exit_code;
	}
	status = control_ask(
	    session, name, params, changes && ctl->dry_run, sink, ret_answer);
	say_answer(ctl, ret_answer);
	return status;
}

int
ctl_do(struct ctl *ctl, const char *request, json_t *params)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, request, params, NULL, &answer);

	control_answer_release(&answer);
	return status;
}

int
ctl_show(struct ctl *ctl, const char *request, json_t *params,
    const struct listing_column *columns)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, request, params, NULL, &answer);

	if (status == EX_OK)
		status = listing_show(ctl, columns, json_incref(answer.result));
	control_answer_release(&answer);
	return status;
}

/* --- rows -------------------------------------------------------------------- */

/* Opened by the first row: before that, an error is printed alone. */
struct rows_to_list {
	struct ctl *ctl;
	const struct listing_column *columns;
	struct listing *listing;
};

static bool
list_row(json_t *row, void *context)
{
	struct rows_to_list *rows = context;

	if (rows->listing == NULL)
		rows->listing = listing_open(rows->ctl, rows->columns);
	listing_add(rows->listing, json_incref(row));
	return rows->listing != NULL;
}

int
ctl_list(struct ctl *ctl, const char *request, json_t *params,
    const struct listing_column *columns)
{
	struct rows_to_list rows = { .ctl = ctl, .columns = columns };
	const struct control_sink sink = { list_row, &rows };
	struct control_answer answer;
	int listed = EX_OK, status = listing_check(ctl, columns);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	status = ctl_ask(ctl, request, params, &sink, &answer);
	if (status == EX_OK && rows.listing == NULL)
		rows.listing = listing_open(ctl, columns);
	if (status == EX_OK || rows.listing != NULL)
		listed = listing_close(rows.listing);
	control_answer_release(&answer);
	return status != EX_OK ? status : listed;
}

static bool
keep_row(json_t *row, void *context)
{
	return json_array_append(context, row) == 0;
}

int
ctl_rows(struct ctl *ctl, const char *request, json_t *params,
    json_t **ret_rows, struct control_answer *ret_answer)
{
	json_t *rows = json_array();
	const struct control_sink sink = { keep_row, rows };
	int status = ctl_ask(ctl, request, params, &sink, ret_answer);

	*ret_rows = rows; /* transferred */
	return status;
}
