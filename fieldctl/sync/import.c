/* Imports people from a file and exports them (A11): the same plan, rules and
 * guard. */
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

static bool
is_stdin(const struct ctl *ctl)
{
	return strcmp(ctl->args[0], "-") == 0;
}

static int
read_stdin(struct ctl *ctl, char **ret_bytes, size_t *ret_len)
{
	struct strbuf text = STRBUF_INIT;
	char buf[16 * 1024];
	size_t len;
	int rc = FIELD_OK;

	strbuf_puts(&text, "");
	do {
		len = fread(buf, 1, sizeof(buf), ctl->in);
		strbuf_append(&text, buf, len);
	} while (len > 0 && !text.failed && text.len <= FILE_MAX_LEN);
	if (ferror(ctl->in))
		rc = FIELD_EIO;
	else if (text.failed)
		rc = FIELD_ENOMEM;
	else if (text.len > FILE_MAX_LEN)
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK) {
		*ret_len = text.len;
		*ret_bytes = strbuf_take(&text); /* transferred */
	}
	strbuf_release(&text);
	return rc;
}

/* What the file is called in sentences. */
static const char *
file_title(const struct ctl *ctl)
{
	return is_stdin(ctl) ? _("standard input") : ctl->args[0];
}

static int
put_file(struct ctl *ctl, json_t *params)
{
	char message[400], *bytes = NULL;
	size_t len = 0;
	int rc = is_stdin(ctl) ?
	    read_stdin(ctl, &bytes, &len) :
	    file_read(ctl->args[0], FILE_MAX_LEN, &bytes, &len);

	if (rc == FIELD_EINVAL) {
		(void)str_format(message, sizeof(message),
		    _("'%1$.200s' cannot be imported: it is not a file, or is "
		      "larger than %2$d MiB."),
		    file_title(ctl), FILE_MAX_LEN / 1024 / 1024);
		return ctl_problem(ctl, EX_NOINPUT, "no_file", message, "");
	}
	if (rc != FIELD_OK) {
		(void)str_format(message, sizeof(message),
		    _("'%1$.200s' cannot be read: %2$s."), file_title(ctl),
		    field_strerror(rc));
		return ctl_problem(ctl, EX_NOINPUT, "no_file", message, "");
	}
	ask_bytes(params, "file", bytes, len);
	free(bytes);
	/* its name, for any bytes */
	(void)json_object_set_new(params, "title", value_text(file_title(ctl)));
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

/* TEXT with characters that would steer the terminal, in the quotes of bash(1)
 * for them. */
static void
put_escaped_word(struct strbuf *buf, const char *text)
{
	strbuf_puts(buf, " $'");
	for (; *text != '\0'; text++) {
		const unsigned char byte = (unsigned char)*text;

		if (byte < ' ' || byte >= 0x7f)
			strbuf_printf(buf, "\\%03o", byte);
		else
			strbuf_printf(buf, "%s%c",
			    byte == '\\' || byte == '\'' ? "\\" : "", byte);
	}
	strbuf_puts(buf, "'");
}

/* TEXT quoted as one word for the shell. */
static void
put_word(struct strbuf *buf, const char *text)
{
	if (!str_is_utf8(text, strlen(text)) || !str_is_printable(text)) {
		put_escaped_word(buf, text);
		return;
	}
	strbuf_puts(buf, " '");
	for (; *text != '\0'; text++)
		if (*text == '\'')
			strbuf_puts(buf, "'\\''");
		else
			strbuf_append(buf, text, 1);
	strbuf_puts(buf, "'");
}

/* Of this call alone: whether it is done, and what is shown of it. */
static bool
is_of_this_call(const char *name)
{
	static const char *const names[] = { "source", "dry-run", "accept-plan",
		"yes", "json", "csv" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The same command again: with other options it would make another plan. */
static void
put_command(struct strbuf *buf, const struct ctl *ctl)
{
	const struct options *options = &ctl->options;
	const bool is_option = ctl->args[0][0] == '-' && !is_stdin(ctl);

	strbuf_puts(buf, "fieldctl sync import");
	if (!is_option)
		put_word(buf, ctl->args[0]);
	strbuf_puts(buf, " --source");
	put_word(buf, source_name(ctl));
	for (size_t i = 0; i < options->count; i++) {
		if (is_of_this_call(options->given[i].spec->name))
			continue;
		strbuf_printf(buf, " --%s", options->given[i].spec->name);
		if (options->given[i].value != NULL)
			put_word(buf, options->given[i].value);
	}
	if (!is_option)
		return;
	strbuf_puts(buf, " --");
	put_word(buf, ctl->args[0]);
}

static const char *
text_of(const json_t *value)
{
	const char *text = json_string_value(value);

	return text != NULL ? text : "";
}

static void
say_list(
    struct ctl *ctl, const json_t *format, const char *key, const char *before)
{
	const json_t *list = json_object_get(format, key);
	const json_t *meanings = json_object_get(format, "meanings");
	size_t count = json_array_size(list);

	if (count > 0)
		fprintf(ctl->out, "; %s ", before);
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(list, i);

		fputs(i > 0 ? ", " : "", ctl->out);
		if (json_is_integer(item)) {
			fprintf(ctl->out, "%lld",
			    (long long)json_integer_value(item));
			continue;
		}
		ctl_put_safe(ctl->out, text_of(item));
		if (strcmp(key, "used") == 0)
			fprintf(ctl->out, " (%s)",
			    text_of(json_array_get(meanings, i)));
	}
}

/* As which program's file it was read, and which columns count. */
static void
say_format(struct ctl *ctl, const json_t *format)
{
	fprintf(ctl->out, _("Recognised as: %s"),
	    text_of(json_object_get(format, "name")));
	if (json_is_true(json_object_get(format, "windows_1252")))
		fputs(_(", in Windows-1252"), ctl->out);
	say_list(ctl, format, "used", _("columns used:"));
	say_list(ctl, format, "ignored", _("columns ignored:"));
	say_list(ctl, format, "passed_over", _("lines passed over:"));
	fputs(".\n\n", ctl->out);
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
	if (ctl->format == CTL_TABLE)
		say_format(ctl, json_object_get(result, "format"));
	status = report == NULL || again.failed ?
	    ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL) :
	    sync_report_show(ctl, report, again.bytes);
	if (ctl->format == CTL_TABLE && is_stdin(ctl) && ctl->dry_run)
		fputs(_("Give that command the same standard input.\n"),
		    ctl->out);
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

	if (status == EX_OK && source_name(ctl)[0] == '\0')
		status = ctl_usage(
		    ctl, _("The value of --%s is empty."), "source");
	if (status == EX_OK)
		status = put_file(ctl, params);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	put_options(ctl, params);
	status = ctl_rows(ctl, "source.import", params, &lines, &answer);
	/* also if an action after the commit has failed */
	if (answer.result != NULL)
		shown = show(ctl, answer.result, lines);
	json_decref(lines);
	control_answer_release(&answer);
	return status != EX_OK ? status : shown;
}

/* --- export ------------------------------------------------------------- */

/* Unchanged to a file; to a terminal line by line, with only printable text. */
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
