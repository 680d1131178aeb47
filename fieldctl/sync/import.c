/* People from a file and back (A11): the same plan, rules and guard. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/sync/plan_report.h"
#include "fieldctl/sync/sync.h"
#include "store/import/csv.h"
#include "store/people/org.h"
#include "store/publish/publish.h"

#define FILE_MAX_LEN (256 * 1024 * 1024)
#define MAPPINGS_MAX 32

struct import {
	struct ctl *ctl;
	const char *source_name, *org_id;
	struct source source;
	struct plan *plan;
	struct sync_run run;
	char run_id[ID_SIZE];
	const char *outcome;
	struct after_report after; /* all zero until it is applied */
};

/* --- what the options say ----------------------------------------------- */

/* --map COLUMN=FIELD.  TEXTS keeps the names. */
static int
read_mappings(struct ctl *ctl, struct csv_mapping *mappings, char **texts,
    size_t *ret_count)
{
	const char *given[MAPPINGS_MAX];
	size_t count = option_texts(&ctl->options, "map", given, MAPPINGS_MAX);

	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		char *equals;

		texts[i] = str_dup(given[i]);
		if (texts[i] == NULL)
			return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
		*ret_count = i + 1;
		equals = strrchr(texts[i], '=');
		if (equals == NULL)
			return ctl_usage(ctl,
			    _("--map takes COLUMN=FIELD, not '%s'."), given[i]);
		*equals = '\0';
		mappings[i] = (struct csv_mapping){ texts[i], equals + 1 };
	}
	return EX_OK;
}

/* --- the file ----------------------------------------------------------- */

static int
read_people(struct import *import, const char *bytes, size_t len)
{
	struct ctl *ctl = import->ctl;
	struct csv_mapping mappings[MAPPINGS_MAX];
	char *texts[MAPPINGS_MAX];
	struct csv_problem problem = { .line = 0 };
	char message[500];
	size_t count = 0;
	int rc, status = read_mappings(ctl, mappings, texts, &count);

	if (status == EX_OK) {
		rc = csv_import(
		    import->plan, bytes, len, mappings, count, &problem);
		if (rc == FIELD_EINVAL) {
			(void)str_format(message, sizeof(message),
			    _("%s, line %lld: %s"), ctl->args[0],
			    (long long)problem.line, problem.why);
			status = ctl_problem(ctl, EX_DATAERR, "bad_csv",
			    message, _("Nothing was changed."));
		} else if (rc != FIELD_OK) {
			status = ctl_failed(ctl, rc, NULL);
		}
	}
	while (count > 0)
		free(texts[--count]);
	return status;
}

/* --- the run ------------------------------------------------------------ */

static int
ensure_source(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	struct import *import = context;

	(void)ctl;
	return source_ensure_csv(
	    change, import->source_name, import->org_id, &import->source, why);
}

/* The source's row is bookkeeping, and made for a dry run as well. */
static int
prepare(struct import *import)
{
	const struct ctl_work work = { "source.add", ensure_source, import };
	struct ctl *ctl = import->ctl;
	const bool dry_run = ctl->dry_run;
	int rc, status;

	ctl->dry_run = false;
	(void)str_copy(ctl->subject, sizeof(ctl->subject), import->source_name);
	status = ctl_change(ctl, &work);
	ctl->dry_run = dry_run;
	if (status != EX_OK)
		return status;
	rc = sync_run_start(ctl->store, import->source.id,
	    dry_run ? "preview" : "hand", false, import->run_id);
	if (rc == FIELD_OK)
		rc = plan_new(
		    ctl->store, import->source.id, false, &import->plan);
	(void)str_copy(import->run.id, sizeof(import->run.id), import->run_id);
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
}

static int
end_run(struct import *import, const char *outcome, const char *message)
{
	struct actor actor = actor_sync(import->source_name);

	actor.invoker = import->ctl->actor.invoker;
	(void)str_copy(
	    import->run.outcome, sizeof(import->run.outcome), outcome);
	(void)str_copy(
	    import->run.message, sizeof(import->run.message), message);
	if (import->plan != NULL && plan_hash(import->plan) != NULL)
		(void)str_copy(import->run.plan_hash,
		    sizeof(import->run.plan_hash), plan_hash(import->plan));
	return sync_run_end(
	    import->ctl->store, &actor, &import->run, REASON_BAD_VALUE);
}

static int
apply_plan(struct import *import, const char *accept)
{
	struct actor actor = actor_sync(import->source_name);
	const struct plan_outcome outcome = { .run_id = import->run_id,
		.accept_hash = accept };
	struct refusal why = { .reason = REASON_NONE };
	struct change *change = NULL;
	int rc = FIELD_OK;

	actor.invoker = import->ctl->actor.invoker;
	if (accept != NULL)
		rc = plan_log_acceptance(import->plan, &import->ctl->actor);
	if (rc == FIELD_OK)
		rc = change_begin(import->ctl->store, &actor, &change);
	if (rc == FIELD_OK)
		rc = after_end(change,
		    plan_apply(import->plan, change, &outcome, &why),
		    &import->after);
	return rc == FIELD_OK ? EX_OK : ctl_failed(import->ctl, rc, &why);
}

/* What comes of the plan: shown, stopped by the guard, or applied. */
static int
finish(struct import *import)
{
	struct ctl *ctl = import->ctl;
	const char *accept = option_text(&ctl->options, "accept-plan");
	const char *made = plan_hash(import->plan), *why;
	bool empty = plan_is_empty(import->plan);
	int rc = FIELD_OK, status;

	if (accept != NULL && strcmp(accept, made) != 0)
		return ctl_reason(ctl, REASON_PLAN_CHANGED, accept, NULL);
	if (ctl->dry_run) {
		import->outcome = "previewed";
		rc = end_run(import, "previewed", "");
	} else if (plan_is_guarded(import->plan, &why) && accept == NULL) {
		import->outcome = "guarded";
		rc = plan_report_guarded(
		    import->plan, ctl->store, import->run_id);
	} else {
		status = apply_plan(import, accept);
		import->outcome = empty ? "unchanged" : "applied";
		return status;
	}
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
}

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
put_command(struct strbuf *buf, const struct import *import)
{
	const struct options *options = &import->ctl->options;
	const char *org = option_text(options, "org");
	const char *maps[MAPPINGS_MAX];
	size_t count = option_texts(options, "map", maps, MAPPINGS_MAX);

	strbuf_puts(buf, "fieldctl sync import");
	put_word(buf, import->ctl->args[0]);
	strbuf_puts(buf, " --source");
	put_word(buf, import->source_name);
	for (size_t i = 0; i < count && i < MAPPINGS_MAX; i++) {
		strbuf_puts(buf, " --map");
		put_word(buf, maps[i]);
	}
	if (org != NULL) {
		strbuf_puts(buf, " --org");
		put_word(buf, org);
	}
}

static int
show(struct import *import)
{
	json_t *report = plan_report(
	    import->plan, import->source_name, import->run_id, import->outcome);
	struct strbuf again = STRBUF_INIT;
	int status;

	if (report == NULL)
		return ctl_reason(import->ctl, REASON_NO_MEMORY, NULL, NULL);
	put_command(&again, import);
	status = again.failed ?
	    ctl_reason(import->ctl, REASON_NO_MEMORY, NULL, NULL) :
	    sync_report_show(import->ctl, report, again.bytes);
	strbuf_release(&again);
	json_decref(report);
	return status;
}

static int
import_bytes(struct import *import, const char *bytes, size_t len)
{
	int rc, status = prepare(import);

	if (status != EX_OK)
		return status;
	status = read_people(import, bytes, len);
	if (status == EX_OK) {
		rc = plan_make(import->plan);
		status = rc == FIELD_OK ? finish(import) :
					  ctl_failed(import->ctl, rc, NULL);
	}
	if (status != EX_OK) {
		(void)end_run(
		    import, "failed", _("The file was not imported."));
		return status;
	}
	status = show(import);
	return status == EX_OK ? ctl_after(import->ctl, &import->after) :
				 status;
}

int
sync_import_verb(struct ctl *ctl)
{
	const char *name = option_text(&ctl->options, "source");
	struct import import = { .ctl = ctl,
		.source_name = name != NULL ? name : "file" };
	struct org org;
	char message[400], *bytes = NULL;
	size_t len = 0;
	int rc, status = ctl_org(ctl, &org);

	if (status != EX_OK)
		return status;
	import.org_id = org.id;
	rc = file_read(ctl->args[0], FILE_MAX_LEN, &bytes, &len);
	if (rc != FIELD_OK) {
		(void)str_format(message, sizeof(message),
		    _("'%.200s' cannot be read: %s."), ctl->args[0],
		    field_strerror(rc));
		return ctl_problem(ctl, EX_NOINPUT, "no_file", message, "");
	}
	status = import_bytes(&import, bytes, len);
	plan_free(import.plan);
	free(bytes);
	return status;
}

/* --- export ------------------------------------------------------------- */

static int
write_piece(void *context, const char *bytes, size_t len)
{
	FILE *stream = context;

	return fwrite(bytes, 1, len, stream) == len ? FIELD_OK : FIELD_EIO;
}

int
sync_export_verb(struct ctl *ctl)
{
	struct org org;
	int rc, status = ctl_org(ctl, &org);

	if (status != EX_OK)
		return status;
	rc = csv_export(ctl->store, org.id, write_piece, ctl->out);
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
}
