#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/escape.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/local.h"
#include "base/str.h"
#include "control/session.h"
#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/json.h"
#include "store/core/audit.h"
#include "store/db/reserve.h"
#include "store/people/org.h"
#include "store/people/terminal.h"
#include "store/publish/publish.h"

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

int
ctl_load_terminal(struct ctl *ctl)
{
	struct config_problem problem = { .line = 0 };
	char message[CONFIG_PROBLEM_SIZE];
	enum config_reading reading;
	int rc;

	rc = config_load_terminal(ctl->paths.conf_file,
	    ctl->paths.kept_conf_file, &ctl->config, &reading, &problem);
	if (rc < 0 || problem.why[0] == '\0')
		return ctl_load_config(ctl);
	ctl->has_config = true;
	config_problem_text(&problem, message, sizeof(message));
	ctl_warn(ctl, "bad_config", message,
	    reading == CONFIG_KEPT ?
		_("The last valid [terminal] and [ids] are used; to find the mistake, run: fieldctl doctor") :
		_("Imports do not run until it is corrected; run: fieldctl doctor"));
	return EX_OK;
}

/* Whether RC means a full disk, and the verb must not fail because of it.
 * SQLite reports an index file that cannot grow as an input/output error. */
static bool
is_full(const struct ctl *ctl, int rc)
{
	return ctl->takes_reserve && !ctl->dry_run &&
	    (rc == FIELD_EFULL ||
		(rc == FIELD_EIO &&
		    file_is_full(ctl->paths.private_dir, RESERVE_LEN / 4)));
}

int
ctl_open_store(struct ctl *ctl, enum store_mode mode)
{
	const struct store_options options = {
		.paths = &ctl->paths,
		.config = &ctl->config,
		.mode = mode,
	};
	int rc = store_open(&options, &ctl->store);

	if (is_full(ctl, rc) && reserve_release(&ctl->paths))
		rc = store_open(&options, &ctl->store);
	if (rc == FIELD_ENOTFOUND)
		return ctl_reason(ctl,
		    store_is_lost(&ctl->paths) ? REASON_DATABASE_MISSING :
						 REASON_NOT_SET_UP,
		    NULL, NULL);
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
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

/* --- changing ----------------------------------------------------------- */

/* The change is in effect; only the snapshot is outdated. */
int
ctl_unpublished(struct ctl *ctl, int rc)
{
	(void)ctl_reason(ctl, REASON_NOT_PUBLISHED, NULL, NULL);
	return reason_exit(reason_of_err(rc));
}

/* Printed beside the result; the exit code stays. */
static void
warn(struct ctl *ctl, const char *code, const char *message)
{
	json_t *warning;

	if (ctl->format != CTL_JSON) {
		fputs("fieldctl: ", ctl->err);
		ctl_put_safe(ctl->err, message);
		fputc('\n', ctl->err);
		return;
	}
	warning = json_pack(
	    "{s:{s:s, s:s}}", "warning", "code", code, "message", message);
	if (warning != NULL)
		(void)json_put(ctl->err, warning, JSON_COMPACT);
	fputc('\n', ctl->err);
	json_decref(warning);
}

int
ctl_after(struct ctl *ctl, const struct after_report *report)
{
	const struct session_end_report *ending = &report->ending;
	char list[200], message[300];
	struct refusal problem;
	int status = EX_OK;

	if (ending->spared.count > 0) {
		(void)str_format(message, sizeof(message),
		    _("Not ended, since they are system services: %s"),
		    session_end_list(&ending->spared, list, sizeof(list)));
		warn(ctl, "spared", message);
	}
	if (ending->own)
		warn(ctl, "own_session",
		    _("The session in which this command runs ends now, after the command."));
	if (report->publish_rc != FIELD_OK)
		status = ctl_unpublished(ctl, report->publish_rc);
	if (session_end_problem(ending, &problem))
		status = ctl_refused(ctl, &problem);
	return status;
}

/* If ret_after->committed is set, the change is in effect, whatever is
 * returned. */
static int
try_change(struct ctl *ctl, const struct ctl_work *work, struct refusal *why,
    struct after_report *ret_after)
{
	struct change *change = NULL;
	int rc = change_begin(ctl->store, &ctl->actor, &change);

	memset(ret_after, 0, sizeof(*ret_after));
	if (rc != FIELD_OK)
		return rc;
	rc = work->apply(ctl, change, work->context, why);
	if (rc == FIELD_OK && !ctl->dry_run)
		return after_commit(change, ret_after);
	change_abort(change);
	return rc;
}

/* Whether releasing the reserve also makes room for the snapshot. */
static bool
snapshot_shares_the_disk(const struct ctl *ctl)
{
	struct stat private, snapshot;

	return stat(ctl->paths.private_dir, &private) == 0 &&
	    stat(ctl->paths.snapshot_file, &snapshot) == 0 &&
	    private.st_dev == snapshot.st_dev;
}

/* Retry on a full disk, with the reserve released. */
static int
change_at_last(struct ctl *ctl, const struct ctl_work *work,
    struct refusal *why, struct after_report *ret_after)
{
	int rc = try_change(ctl, work, why, ret_after);

	if (is_full(ctl, rc) && !ret_after->committed &&
	    reserve_release(&ctl->paths))
		rc = try_change(ctl, work, why, ret_after);
	if (ret_after->committed && is_full(ctl, ret_after->publish_rc) &&
	    snapshot_shares_the_disk(ctl)) {
		(void)reserve_release(&ctl->paths);
		ret_after->publish_rc = publish(ctl->store, false);
	}
	return rc;
}

int
ctl_change(struct ctl *ctl, const struct ctl_work *work)
{
	struct refusal why = { .reason = REASON_NONE };
	struct after_report after;
	int rc = change_at_last(ctl, work, &why, &after);

	if (rc == FIELD_OK)
		return ctl_after(ctl, &after);
	if (rc == FIELD_EDENIED && !ctl->dry_run)
		(void)audit_refused(
		    ctl->store, &ctl->actor, work->action, ctl->subject, &why);
	return ctl_failed(ctl, rc, &why);
}

/* --- helpers of many verbs ---------------------------------------------- */

/* The organisations admitted by this terminal, moved to the front. */
static int
keep_admitted(struct ctl *ctl, struct org *orgs, size_t *count)
{
	size_t kept = 0;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < *count; i++) {
		bool admits = false;

		rc = terminal_admits(ctl->store, orgs[i].id, &admits);
		if (rc == FIELD_OK && admits)
			orgs[kept++] = orgs[i];
	}
	/* If there is none, the caller must name the organisation. */
	if (rc == FIELD_OK && kept > 0)
		*count = kept;
	return rc;
}

int
ctl_org(struct ctl *ctl, struct org *ret_org)
{
	const char *name = option_text(&ctl->options, "org");
	struct org *orgs = NULL;
	size_t count = 0;
	int rc, status = EX_OK;

	if (name != NULL) {
		rc = org_by_name(ctl->store, name, ret_org);
		if (rc == FIELD_ENOTFOUND)
			return ctl_reason(ctl, REASON_NO_SUCH_ORG, name, NULL);
		return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
	}
	rc = org_list(ctl->store, &orgs, &count);
	if (rc == FIELD_OK && count > 1)
		rc = keep_admitted(ctl, orgs, &count);
	if (rc != FIELD_OK)
		status = ctl_failed(ctl, rc, NULL);
	else if (count == 0)
		status = ctl_reason(ctl, REASON_NOT_SET_UP, NULL, NULL);
	else if (count > 1)
		status = ctl_usage(ctl,
		    _("There are several organisations here: choose one with --org NAME."));
	else
		*ret_org = orgs[0];
	free(orgs);
	return status;
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
