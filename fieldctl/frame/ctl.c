#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/escape.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/local.h"
#include "base/str.h"
#include "control/session.h"
#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/json.h"

int
ctl_load_config(struct ctl *ctl)
{
	struct config_problem problem = { .line = 0 };
	char message[CONFIG_PROBLEM_SIZE];
	int rc;

	if (ctl->has_config)
		return EX_OK;
	rc = config_load(ctl->paths.conf_file, &ctl->config, &problem);
	if (rc == FIELD_OK) {
		ctl->has_config = true;
		if (!ctl->dry_run)
			config_keep(ctl->paths.kept_conf_file, &ctl->config);
		return EX_OK;
	}
	if (rc != FIELD_EINVAL)
		return ctl_failed(ctl, rc, NULL);
	config_problem_text(&problem, message, sizeof(message));
	return ctl_problem(ctl, EX_CONFIG, "bad_config", message,
	    _("Correct the file; see fieldauth.conf(5)."));
}

void
ctl_close(struct ctl *ctl)
{
	control_session_close(ctl->session);
	ctl->session = NULL;
	json_decref(ctl->said);
	ctl->said = NULL;
	store_close(ctl->store);
	ctl->store = NULL;
	if (ctl->has_config)
		config_release(&ctl->config);
	ctl->has_config = false;
}

/* --- failing ------------------------------------------------------------ */

void
ctl_put_safe(FILE *stream, const char *text)
{
	char piece[ESCAPE_PIECE_SIZE];

	while (escape_next(&text, ESCAPE_SHOWN, piece) > 0)
		fputs(piece, stream);
}

void
ctl_put_local(FILE *stream, const char *text)
{
	struct strbuf local = STRBUF_INIT;

	local_put(&local, text);
	ctl_put_safe(stream, local.failed ? text : local.bytes);
	strbuf_release(&local);
}

void
ctl_put_lines(FILE *stream, const char *text)
{
	char piece[ESCAPE_PIECE_SIZE];

	while (*text != '\0') {
		text += strncmp(text, "\r\n", 2) == 0 ? 1 : 0;
		if (*text == '\n')
			fputc(*text++, stream);
		else if (escape_next(&text, ESCAPE_SHOWN, piece) > 0)
			fputs(piece, stream);
	}
}

/* KIND is "error" or "warning". */
static void
put_json_problem(FILE *stream, const char *kind, const char *code,
    const char *message, const char *hint)
{
	json_t *error = json_pack("{s:{s:s, s:s, s:s}}", kind, "code", code,
	    "message", message, "hint", hint);

	if (error == NULL) /* texts that are not UTF-8 */
		error = json_pack("{s:{s:s, s:s, s:s}}", kind, "code", code,
		    "message", code, "hint", "");
	if (error != NULL)
		(void)json_put(stream, error, JSON_COMPACT);
	fputc('\n', stream);
	json_decref(error);
}

/* What was typed is repeated as it was typed. */
static void
put_sentence(FILE *stream, const char *code, const char *text)
{
	if (strcmp(code, "usage") == 0)
		ctl_put_safe(stream, text);
	else
		ctl_put_local(stream, text);
	fputc('\n', stream);
}

static void
put_text_problem(
    FILE *stream, const char *code, const char *message, const char *hint)
{
	fputs("fieldctl: ", stream);
	put_sentence(stream, code, message);
	if (hint[0] != '\0') {
		fputs("          ", stream);
		put_sentence(stream, code, hint);
	}
}

/* Written at once: standard error has no buffer, and over ssh the output would
 * appear between two characters of the sentence. */
static void
put_problem(struct ctl *ctl, const char *kind, const char *code,
    const char *message, const char *hint)
{
	char *text = NULL;
	size_t len = 0;
	FILE *memory = open_memstream(&text, &len);
	FILE *stream = memory != NULL ? memory : ctl->err;

	if (ctl->format == CTL_JSON)
		put_json_problem(stream, kind, code, message, hint);
	else
		put_text_problem(stream, code, message, hint);
	if (memory != NULL && fclose(memory) == 0)
		(void)fwrite(text, 1, len, ctl->err);
	free(text);
}

int
ctl_problem(struct ctl *ctl, int exit_code, const char *code,
    const char *message, const char *hint)
{
	put_problem(ctl, "error", code, message, hint);
	return exit_code;
}

void
ctl_warn(
    struct ctl *ctl, const char *code, const char *message, const char *hint)
{
	put_problem(ctl, "warning", code, message, hint);
}

int
ctl_usage(struct ctl *ctl, const char *format, ...)
{
	char message[REFUSAL_SENTENCE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	return ctl_problem(ctl, EX_USAGE, "usage", message, "");
}

int
ctl_usage_refused(struct ctl *ctl, const struct refusal *why)
{
	char sentence[REFUSAL_SENTENCE_SIZE], hint[REFUSAL_HINT_SIZE];

	return ctl_problem(ctl, EX_USAGE, "usage",
	    refusal_sentence(why, sentence, sizeof(sentence)),
	    refusal_hint(why, hint, sizeof(hint)));
}

int
ctl_root_only(struct ctl *ctl, const char *title)
{
	char message[200];

	if (ctl->is_root)
		return EX_OK;
	(void)str_format(
	    message, sizeof(message), _("Only root can run '%1$s'."), title);
	return ctl_problem(ctl, EX_NOPERM, "not_root", message,
	    _("Ask an administrator, or use sudo."));
}

int
ctl_refused(struct ctl *ctl, const struct refusal *why)
{
	char sentence[REFUSAL_SENTENCE_SIZE], hint[REFUSAL_HINT_SIZE];

	return ctl_problem(ctl, reason_exit(why->reason),
	    reason_code(why->reason),
	    refusal_sentence(why, sentence, sizeof(sentence)),
	    refusal_hint(why, hint, sizeof(hint)));
}

int
ctl_reason(struct ctl *ctl, enum reason reason, const char *a, const char *b)
{
	struct refusal why;

	(void)refuse(&why, reason, a, b);
	return ctl_refused(ctl, &why);
}

int
ctl_failed(struct ctl *ctl, int rc, const struct refusal *why)
{
	const char *detail;

	if (rc == FIELD_EDENIED && why != NULL)
		return ctl_refused(ctl, why);
	detail = ctl->store != NULL ? store_last_error(ctl->store) : "";
	/* SQLite's messages are for administrators only. */
	if (ctl->format != CTL_JSON && detail != NULL && detail[0] != '\0' &&
	    (rc == FIELD_EIO || rc == FIELD_ECORRUPT)) {
		fputs("fieldctl: ", ctl->err);
		ctl_put_safe(ctl->err, detail);
		fputc('\n', ctl->err);
	}
	return ctl_reason(ctl, reason_of_err(rc), NULL, NULL);
}

void
ctl_say(struct ctl *ctl, const char *format, ...)
{
	char text[1200];
	va_list args;

	if (ctl->format == CTL_JSON)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	ctl_put_local(ctl->out, text);
	fputs(ctl->dry_run ? _(" (dry run: nothing was changed)\n") : "\n",
	    ctl->out);
}

void
ctl_warn_caches(struct ctl *ctl)
{
	fprintf(ctl->err, "fieldctl: %s\n",
	    _("The name service cache (nscd) did not respond: it may return old users and groups for up to an hour.  Run: nscd -i passwd; "
	      "nscd -i group"));
}
