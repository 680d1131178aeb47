/* Imports people from a file (A11), with the same plan, rules and guard as an
 * import from accounting. */
#include <string.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/org.h"
#include "control/source/plan_report.h"
#include "control/source/source.h"
#include "store/import/csv.h"
#include "store/view/person.h"

#define MAPPINGS_MAX 32
#define FLUSH_LINES  500 /* held in memory at once */
#define ELLIPSIS     "\xe2\x80\xa6"

struct import {
	struct control_call *call;
	const char *source_name;
	struct org org;
	struct source source;
	struct plan *plan;
	struct csv_found found;
	struct sync_run run;
	char run_id[ID_SIZE];
	const char *outcome;
	struct after_report after; /* all zero until it is applied */
};

/* --- the file ---------------------------------------------------------------- */

/* "map": COLUMN=FIELD.  TEXTS keeps the names. */
static int
read_mappings(struct control_call *call, struct csv_mapping *mappings,
    char **texts, size_t *ret_count)
{
	const size_t count = control_count(call, "map");
	char message[600];

	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		const char *given = control_text_at(call, "map", i);
		char *equals;

		texts[i] = str_dup(given);
		if (texts[i] == NULL)
			return control_failed(call, FIELD_ENOMEM, NULL);
		*ret_count = i + 1;
		equals = strrchr(texts[i], '=');
		if (equals == NULL) {
			(void)str_format(message, sizeof(message),
			    _("--map takes COLUMN=FIELD, not '%s'."), given);
			return control_answer_error(
			    call->answer, EX_USAGE, "usage", message, "");
		}
		*equals = '\0';
		for (size_t k = 0; k < i; k++)
			if (str_equals_nocase(mappings[k].column, texts[i])) {
				(void)str_format(message, sizeof(message),
				    _("--map gives the column '%s' twice."),
				    texts[i]);
				return control_answer_error(call->answer,
				    EX_USAGE, "usage", message, "");
			}
		mappings[i] = (struct csv_mapping){ texts[i], equals + 1 };
	}
	return EX_OK;
}

static int
bad_file(struct control_call *call, const struct csv_problem *problem)
{
	const char *title = control_text(call, "title");
	char message[2000];

	(void)str_format(message, sizeof(message),
	    _("%1$.200s, line %2$lld: %3$s"), title != NULL ? title : "CSV",
	    (long long)problem->line, problem->why);
	return control_answer_error(call->answer, EX_DATAERR, "bad_csv",
	    message, _("Nothing was changed."));
}

static int
read_people(struct import *import, const char *bytes, size_t len)
{
	struct control_call *call = import->call;
	struct csv_mapping mappings[MAPPINGS_MAX];
	char *texts[MAPPINGS_MAX];
	struct csv_problem problem = { .line = 0 };
	size_t count = 0;
	int rc, status = read_mappings(call, mappings, texts, &count);

	if (status == EX_OK) {
		rc = csv_import(import->plan, bytes, len, mappings, count,
		    &import->found, &problem);
		if (rc == FIELD_EINVAL)
			status = bad_file(call, &problem);
		else if (rc != FIELD_OK)
			status = control_failed(call, rc, NULL);
	}
	while (count > 0)
		free(texts[--count]);
	return status;
}

/* --- the run ----------------------------------------------------------------- */

static int
ensure_source(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct import *import = context;

	(void)call;
	return source_ensure_csv(
	    change, import->source_name, import->org.id, &import->source, why);
}

/* The source's row is bookkeeping, and is also created for a dry run. */
static int
prepare(struct import *import)
{
	struct control_call *call = import->call;
	const bool dry_run = call->dry_run;
	int rc, status;

	call->dry_run = false;
	(void)str_copy(
	    call->subject, sizeof(call->subject), import->source_name);
	status = control_change(call, "source.add", ensure_source, import);
	call->dry_run = dry_run;
	if (status != EX_OK)
		return status;
	rc = sync_run_start(call->store, import->source.id,
	    dry_run ? "preview" : "hand", false, import->run_id);
	if (rc == FIELD_OK)
		rc = plan_new(
		    call->store, import->source.id, false, &import->plan);
	(void)str_copy(import->run.id, sizeof(import->run.id), import->run_id);
	if (rc == FIELD_OK)
		plan_set_author(import->plan, &call->actor);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

/* An import has its own rights, and the log names the person who started it. */
static int
import_actor(const struct import *import, struct actor *ret_actor)
{
	const struct control_call *call = import->call;
	struct actor actor = actor_sync(import->source_name);
	struct user user;
	int rc;

	actor.invoker = call->actor.invoker;
	if (call->actor.kind == ACTOR_PERSON) {
		rc = view_person_by_id(&call->viewer, call->actor.id, &user);
		if (rc != FIELD_OK)
			return rc;
		actor.invoker.login.known = true;
		actor.invoker.login.uid = user.uid;
		(void)str_copy(actor.invoker.login.name,
		    sizeof(actor.invoker.login.name), user.login);
	}
	*ret_actor = actor;
	return FIELD_OK;
}

static int
end_run(struct import *import, const char *outcome, const char *message)
{
	struct actor actor;
	int rc = import_actor(import, &actor);

	(void)str_copy(
	    import->run.outcome, sizeof(import->run.outcome), outcome);
	(void)str_copy(
	    import->run.message, sizeof(import->run.message), message);
	if (import->plan != NULL && plan_hash(import->plan) != NULL)
		(void)str_copy(import->run.plan_hash,
		    sizeof(import->run.plan_hash), plan_hash(import->plan));
	if (rc != FIELD_OK)
		return rc;
	return sync_run_end(
	    import->call->store, &actor, &import->run, REASON_BAD_VALUE);
}

static int
apply_plan(struct import *import, const char *accept)
{
	struct control_call *call = import->call;
	const struct plan_outcome outcome = { .run_id = import->run_id,
		.accept_hash = accept };
	struct refusal why = { .reason = REASON_NONE };
	struct change *change = NULL;
	struct actor actor;
	int rc = import_actor(import, &actor);

	if (rc == FIELD_OK && accept != NULL)
		rc = plan_log_acceptance(import->plan, &call->actor);
	if (rc == FIELD_OK)
		rc = change_begin(call->store, &actor, &change);
	if (rc == FIELD_OK)
		rc = after_end(change,
		    plan_apply(import->plan, change, &outcome, &why),
		    &import->after);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

/* The outcome of the plan: shown, stopped by the guard, or applied. */
static int
finish(struct import *import)
{
	struct control_call *call = import->call;
	const char *accept = control_text(call, "accept_plan");
	const char *made = plan_hash(import->plan), *why;
	const bool empty = plan_is_empty(import->plan);
	int rc = FIELD_OK, status;

	if (accept != NULL && strcmp(accept, made) != 0)
		return control_reason(call, REASON_PLAN_CHANGED, accept, NULL);
	if (call->dry_run) {
		import->outcome = "previewed";
		rc = end_run(import, "previewed", "");
	} else if (plan_is_guarded(import->plan, &why) && accept == NULL) {
		import->outcome = "guarded";
		rc = plan_report_guarded(
		    import->plan, call->store, import->run_id);
	} else {
		status = apply_plan(import, accept);
		import->outcome = empty ? "unchanged" : "applied";
		return status;
	}
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

/* Send the lines as rows: no transaction is open, and few are held in
 * memory. */
static int
report(struct import *import)
{
	struct control_call *call = import->call;
	const size_t count = plan_line_count(import->plan);

	for (size_t i = 0; i < count; i++) {
		control_row(
		    call, plan_line_json(plan_line_at(import->plan, i)));
		if ((i + 1) % FLUSH_LINES == 0 && !control_flush(call))
			break;
	}
	return control_result(call,
	    plan_report(import->plan, import->source_name, import->run_id,
		import->outcome, &import->found));
}

/* The log of imports says the sentence that the caller gets, cut where it is
 * very long. */
static void
end_failed_run(struct import *import)
{
	const char *sentence = json_string_value(
	    json_object_get(import->call->answer->error, "message"));
	char message[sizeof(import->run.message)];
	size_t len = sizeof(message) - sizeof(ELLIPSIS);

	if (sentence == NULL)
		sentence = _("The file was not imported.");
	if (!str_copy(message, sizeof(message), sentence)) {
		while (len > 0 && ((unsigned char)sentence[len] & 0xc0) == 0x80)
			len--;
		(void)str_format(message, sizeof(message), "%.*s" ELLIPSIS,
		    (int)len, sentence);
	}
	(void)end_run(import, "failed", message);
}

static int
import_bytes(struct import *import, const char *bytes, size_t len)
{
	struct control_call *call = import->call;
	int rc, status = prepare(import);

	if (status != EX_OK)
		return status;
	status = read_people(import, bytes, len);
	if (status == EX_OK) {
		rc = plan_make(import->plan);
		status = rc == FIELD_OK ? finish(import) :
					  control_failed(call, rc, NULL);
	}
	if (status != EX_OK) {
		end_failed_run(import);
		return status;
	}
	status = report(import);
	return status == EX_OK ? control_after(call, &import->after) : status;
}

int
source_import_request(struct control_call *call)
{
	const char *name = control_text(call, "source");
	struct import import = { .call = call,
		.source_name = name != NULL ? name : SOURCE_FILE_NAME };
	char *bytes = NULL;
	size_t len = 0;
	int rc, status = org_of_call(call, &import.org);

	if (status != EX_OK)
		return status;
	rc = control_bytes(call, "file", &bytes, &len);
	status = rc == FIELD_OK ? import_bytes(&import, bytes, len) :
				  control_failed(call, rc, NULL);
	plan_free(import.plan);
	csv_found_release(&import.found);
	free(bytes);
	return status;
}
