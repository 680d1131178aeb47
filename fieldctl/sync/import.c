/* People from a file and back (A11): the same plan, rules and guard. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/terminal.h"
#include "fieldctl/sync/sync.h"

#define FILE_MAX_LEN (256 * 1024 * 1024)
#define MAPPINGS_MAX 32

static const char *
source_name(const struct ctl *ctl)
{
	const char *name = option_text(&ctl->options, "source");

	return name != NULL ? name : "file";
}

/* --- asking ------------------------------------------------------------- */

static int
put_file(struct ctl *ctl, json_t *params)
{
	char message[400], *bytes = NULL;
	size_t len = 0;
	int rc = file_read(ctl->args[0], FILE_MAX_LEN, &bytes, &len);

	if (rc != FIELD_OK) {
		(void)str_format(message, sizeof(message),
		    _("'%.200s' cannot be read: %s."), ctl->args[0],
		    field_strerror(rc));
		return ctl_problem(ctl, EX_NOINPUT, "no_file", message, "");
	}
	ask_bytes(params, "file", bytes, len);
	free(bytes);
	/* what it is called, whatever its bytes */
	(void)json_object_set_new(params, "title", value_text(ctl->args[0]));
	return EX_OK;
}

static void
put_options(const struct ctl *ctl, json_t *params)
{
	const char *maps[MAPPINGS_MAX];
	size_t count = option_texts(&ctl->options, "map", maps, MAPPINGS_MAX);

	ask_text(params, "source", source_name(ctl));
	ask_texts(params, "map", (char *const *)(uintptr_t)maps, (int)count);
	ask_option(ctl, params, "accept-plan");
	ask_option(ctl, params, "org");
}

/* --- showing ------------------------------------------------------------ */

/* TEXT as one word of a shell. */
static void
put_word(struct strbuf *buf, const char *text)
{
	strbuf_puts(buf, " '");
	for (; *text != '\0'; text++)
		if (*text == '\'')
			strbuf_puts(buf, "'\\''");
		else
			strbuf_append(buf, text, 1);
	strbuf_puts(buf, "'");
}

/* This command again: with other options it would make another plan. */
static void
put_command(struct strbuf *buf, const struct ctl *ctl)
{
	const struct options *options = &ctl->options;
	const char *org = option_text(options, "org");
	const char *maps[MAPPINGS_MAX];
	size_t count = option_texts(options, "map", maps, MAPPINGS_MAX);

	strbuf_puts(buf, "fieldctl sync import");
	put_word(buf, ctl->args[0]);
	strbuf_puts(buf, " --source");
	put_word(buf, source_name(ctl));
	for (size_t i = 0; i < count && i < MAPPINGS_MAX; i++) {
		strbuf_puts(buf, " --map");
		put_word(buf, maps[i]);
	}
	if (org != NULL) {
		strbuf_puts(buf, " --org");
		put_word(buf, org);
	}
}

/* The result with its lines, as syncd would report it. */
static json_t *
report_of(const json_t *result, json_t *lines)
{
	json_t *report = json_object(), *value;
	const char *key;
	bool failed = report == NULL;

	json_object_foreach((json_t *)(uintptr_t)result, key, value)
	{
		failed = json_object_set(report, key, value) != 0 || failed;
		if (strcmp(key, "totals") == 0)
			failed = json_object_set(report, "lines", lines) != 0 ||
			    failed;
	}
	if (!failed)
		return report;
	json_decref(report);
	return NULL;
}

static int
show(struct ctl *ctl, const json_t *result, json_t *lines)
{
	json_t *report = report_of(result, lines);
	struct strbuf again = STRBUF_INIT;
	int status;

	put_command(&again, ctl);
	status = report == NULL || again.failed ?
	    ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL) :
	    sync_report_show(ctl, report, again.bytes);
	strbuf_release(&again);
	json_decref(report);
	return status;
}

int
sync_import_verb(struct ctl *ctl)
{
	json_t *params = json_object(), *lines = NULL;
	struct control_answer answer;
	int shown = EX_OK, status = sync_report_check(ctl);

	if (status == EX_OK)
		status = put_file(ctl, params);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	put_options(ctl, params);
	status = ctl_rows(ctl, "source.import", params, &lines, &answer);
	/* also where what follows the commit has failed */
	if (answer.result != NULL)
		shown = show(ctl, answer.result, lines);
	json_decref(lines);
	control_answer_release(&answer);
	return status != EX_OK ? status : shown;
}

/* --- export ------------------------------------------------------------- */

/* As it is to a file; to a terminal, line by line, with nothing that steers
 * it. */
static bool
write_piece(json_t *row, void *context)
{
	const json_t *piece = json_object_get(row, "csv");
	const size_t len = json_string_length(piece);
	FILE *stream = context;

	if (terminal_width(stream) == 0)
		return fwrite(json_string_value(piece), 1, len, stream) == len;
	ctl_put_lines(stream, json_string_value(piece));
	return ferror(stream) == 0;
}

int
sync_export_verb(struct ctl *ctl)
{
	const struct control_sink sink = { write_piece, ctl->out };
	json_t *params = json_object();
	struct control_answer answer;
	int status;

	ask_option(ctl, params, "org");
	status = ctl_ask(ctl, "source.export", params, &sink, &answer);
	control_answer_release(&answer);
	return status;
}
