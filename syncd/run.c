#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "store/after.h"
#include "syncd/listen.h"
#include "syncd/progress.h"
#include "syncd/run.h"
#include "syncd/settings.h"

/* A complete listing at least once a day; otherwise a person could never become
 * missing. */
#define FULL_EVERY_S  86400
#define RUN_TIMEOUT_S 3600
/* Longer than the worker may wait for a limit, shorter than a person's
 * patience. */
#define RUN_IDLE_S 300

struct run {
	struct store *store;
	const struct run_options *options;
	const struct config_source *config;
	struct source source;
	struct source_tokens tokens;
	struct settings settings;
	struct worker *worker;
	struct plan *plan;
	struct progress progress;
	struct refusal why;
	char run_id[ID_SIZE];
	char *cursor; /* the new one */
	bool full;
	int lock_fd;
	const char *outcome;
};

/* Conditions that can refuse a run before it starts. */
static int
check_source(struct run *run)
{
	const char *name = run->options->source_name;
	int64_t now_s = store_now_s(run->store);
	char until[CLOCK_ISO_SIZE];
	int rc;

	run->config = config_source(store_config(run->store), name);
	if (run->config == NULL) {
		(void)refuse(&run->why, REASON_NO_SUCH_SOURCE, name, NULL);
		return FIELD_ENOTFOUND;
	}
	rc = source_by_name(run->store, name, &run->source);
	if (rc == FIELD_ENOTFOUND ||
	    (rc == FIELD_OK && !run->source.connected)) {
		(void)refuse(&run->why, REASON_NOT_CONNECTED, name, NULL);
		return FIELD_ENOTFOUND;
	}
	if (rc < 0)
		return rc;
	if (run->source.broken_at != 0) {
		(void)refuse(&run->why, REASON_CONNECT_AGAIN, name,
		    run->source.broken_why);
		return FIELD_EAUTH;
	}
	if (source_blocked_until(&run->source, now_s) != 0) {
		(void)refuse(&run->why, REASON_LIMIT_REACHED, name,
		    clock_format_iso(run->source.blocked_until, until));
		return FIELD_EBUSY;
	}
	return FIELD_OK;
}

static int
prepare(struct run *run)
{
	struct pipe_request *request = &run->settings.request;
	int rc = source_take_lock(
	    run->store, run->options->source_name, &run->lock_fd, &run->why);

	if (rc == FIELD_OK)
		rc = check_source(run);
	if (rc == FIELD_OK)
		rc = settings_init(&run->settings, run->config, &run->why);
	if (rc == FIELD_OK)
		rc = source_load_tokens(
		    run->store, run->source.id, &run->tokens);
	if (rc < 0)
		return rc;
	settings_add_state(&run->settings, &run->source);
	run->full = run->options->full || run->source.cursor[0] == '\0' ||
	    store_now_s(run->store) - run->source.full_at >= FULL_EVERY_S;
	request->operation = PIPE_PULL;
	request->access_token = run->tokens.access.bytes;
	request->refresh_token = run->tokens.refresh.bytes;
	request->expires_at_s = run->tokens.access_expires_at;
	request->full = run->full;
	request->cursor = run->source.cursor[0] != '\0' ? run->source.cursor :
							  NULL;
	return plan_new(run->store, run->source.id, run->full, &run->plan);
}

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static int
take_person(struct run *run, const struct pipe_person *person)
{
	struct plan_record record = {
		.entity = pipe_entity_name(person->entity),
		.external_id = person->external_id,
		.first_name = or_empty(person->first_name),
		.last_name = or_empty(person->last_name),
		.display_name = or_empty(person->display_name),
		.email = or_empty(person->email),
		.phone = or_empty(person->phone),
		.mobile = or_empty(person->mobile),
		.title = or_empty(person->title),
		.department = or_empty(person->department),
		.employee_number = or_empty(person->employee_number),
		.provider_role = or_empty(person->provider_role),
		.contact_groups = person->groups,
		.contact_group_count = person->group_count,
		.kind_hint = pipe_kind_name(person->kind_hint),
		.active = person->active,
		.inactive_reason = or_empty(person->inactive_reason),
		.starts_on = or_empty(person->start_date),
		.ends_on = or_empty(person->end_date),
		.merged_to = or_empty(person->merged_to),
		.left_out = person->left_out,
		.left_out_count = person->left_out_count,
	};

	for (size_t i = 0; i < person->left_out_count; i++)
		if (strcmp(person->left_out[i], PIPE_LEFT_OUT_STATE) == 0)
			record.state_unknown = true;
	return plan_add_record(run->plan, &record);
}

static int
take_done(struct run *run, const struct pipe_done *done)
{
	for (size_t i = 0; i < done->listing_count; i++) {
		const struct pipe_listing *listing = &done->listings[i];
		int rc = FIELD_OK;

		if (listing->complete && listing->full)
			rc = plan_set_complete(
			    run->plan, pipe_entity_name(listing->entity));
		if (rc < 0)
			return rc;
	}
	if (done->cursor == NULL)
		return FIELD_OK;
	run->cursor = strdup(done->cursor);
	return run->cursor != NULL ? FIELD_OK : FIELD_ENOMEM;
}

static int
take_message(void *context, const struct pipe_message *message)
{
	struct run *run = context;

	switch (message->type) {
	case PIPE_PERSON:
		return take_person(run, &message->u.person);
	case PIPE_SKIP:
		return plan_add_unreadable(run->plan,
		    pipe_entity_name(message->u.skip.entity),
		    or_empty(message->u.skip.external_id),
		    or_empty(message->u.skip.reason));
	case PIPE_GONE:
		return plan_add_gone(run->plan,
		    pipe_entity_name(message->u.gone.entity),
		    message->u.gone.external_id);
	case PIPE_PROGRESS:
		progress_show(&run->progress, &message->u.progress);
		return FIELD_OK;
	case PIPE_DONE:
		return take_done(run, &message->u.done);
	case PIPE_TENANT:
	case PIPE_HELLO:
	case PIPE_TOKENS:
	case PIPE_LIMIT:
	case PIPE_LOG:
	case PIPE_ERROR:
	case PIPE_RESULT:
	case PIPE_DEVICE:
		break;
	}
	return FIELD_EINVAL;
}

static int
pull(struct run *run, struct sync_run *record)
{
	struct listen listen = { .store = run->store,
		.source = &run->source,
		.take = take_message,
		.context = run };
	int rc = worker_start(run->options->worker, &run->settings.request,
	    RUN_TIMEOUT_S, RUN_IDLE_S, &run->worker);

	if (rc < 0) {
		(void)refuse(&run->why, REASON_NO_WORKER,
		    _("it cannot be started"), NULL);
		return rc;
	}
	listen.worker = run->worker;
	rc = listen_until_done(&listen, &run->why);
	progress_clear(&run->progress);
	worker_stop(run->worker);
	run->worker = NULL;
	(void)str_copy(record->correlation_id, sizeof(record->correlation_id),
	    listen.correlation_id);
	return rc;
}

/* A run that changes nothing still records its row. */
static int
end_without_change(
    struct run *run, struct sync_run *record, const char *outcome)
{
	struct actor actor = actor_sync(run->source.name);

	(void)str_copy(record->outcome, sizeof(record->outcome), outcome);
	record->seen = run->progress.people;
	if (run->plan != NULL)
		(void)str_copy(record->plan_hash, sizeof(record->plan_hash),
		    or_empty(plan_hash(run->plan)));
	actor.invoker = *run->options->invoker;
	return sync_run_end(run->store, &actor, record, run->why.reason);
}

static int
apply(struct run *run)
{
	struct actor actor = actor_sync(run->source.name);
	struct plan_outcome outcome = { .cursor = run->cursor,
		.run_id = run->run_id,
		.accept_hash = run->options->accept_hash };
	struct after_report after;
	struct change *change;
	int rc;

	actor.invoker = *run->options->invoker;
	rc = change_begin(run->store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = plan_apply(run->plan, change, &outcome, &run->why);
	rc = after_end(change, rc, &after);
	/* the people are as planned: the run has not failed */
	if (rc == FIELD_OK && after.publish_rc != FIELD_OK) {
		log_line(LOG_ERR, "source %s: publishing the snapshot: %s",
		    run->source.name, field_strerror(after.publish_rc));
		(void)refuse(&run->why, REASON_NOT_PUBLISHED, NULL, NULL);
	}
	if (rc == FIELD_OK)
		(void)session_end_problem(&after.ending, &run->why);
	return rc;
}

static int
finish_guarded(struct run *run, const char *guard_why)
{
	int rc = plan_report_guarded(run->plan, run->store, run->run_id);

	if (rc < 0)
		return rc;
	run->outcome = "guarded";
	return refuse(&run->why, REASON_GUARDED, guard_why, NULL);
}

/* The outcome of the plan: shown, stopped by the guard, or applied. */
static int
finish(struct run *run, struct sync_run *record)
{
	struct actor by_hand = actor_root("syncd");
	const char *accept = run->options->accept_hash, *guard_why;
	bool empty, accepted;
	int rc = plan_make(run->plan);

	if (rc < 0)
		return rc;
	if (run->options->plan_only) {
		run->outcome = "previewed";
		return end_without_change(run, record, "previewed");
	}
	accepted = accept != NULL && strcmp(accept, plan_hash(run->plan)) == 0;
	if (accept != NULL && !accepted)
		return refuse(&run->why, REASON_PLAN_CHANGED, accept, NULL);
	if (plan_is_guarded(run->plan, &guard_why) && !accepted)
		return finish_guarded(run, guard_why);
	empty = plan_is_empty(run->plan);
	by_hand.invoker = *run->options->invoker;
	if (accepted)
		rc = plan_log_acceptance(run->plan, &by_hand);
	if (rc == FIELD_OK)
		rc = apply(run);
	if (rc == FIELD_OK)
		run->outcome = empty ? "unchanged" : "applied";
	return rc;
}

static int
run_all(struct run *run)
{
	struct sync_run record = { 0 };
	int rc = prepare(run);

	if (rc < 0)
		return rc;
	rc = sync_run_start(run->store, run->source.id,
	    run->options->plan_only ? "preview" : run->options->trigger,
	    run->full, run->run_id);
	if (rc < 0)
		return rc;
	(void)str_copy(record.id, sizeof(record.id), run->run_id);
	rc = pull(run, &record);
	if (rc == FIELD_OK)
		rc = finish(run, &record);
	if (rc < 0 && run->why.reason != REASON_GUARDED) {
		if (run->why.reason == REASON_NONE)
			(void)refuse(&run->why, reason_of_err(rc), NULL, NULL);
		(void)refusal_sentence(
		    &run->why, record.message, sizeof(record.message));
		(void)end_without_change(run, &record, "failed");
	}
	return rc;
}

int
run_source(struct store *store, const struct run_options *options,
    struct run_result *ret_result)
{
	struct run run = { .store = store,
		.options = options,
		.lock_fd = -1,
		.outcome = "failed",
		.tokens = { .access = SECRET_INIT, .refresh = SECRET_INIT },
		.settings = { .client_secret = SECRET_INIT } };
	int rc;

	progress_init(
	    &run.progress, options->source_name, options->show_progress);
	rc = run_all(&run);
	if (rc < 0 && run.why.reason == REASON_NONE)
		(void)refuse(
		    &run.why, reason_of_err(rc), options->source_name, NULL);
	*ret_result = (struct run_result){ .full = run.full,
		.plan = run.plan, /* transferred */
		.outcome = run.outcome,
		.why = run.why };
	(void)str_copy(
	    ret_result->run_id, sizeof(ret_result->run_id), run.run_id);
	worker_stop(run.worker);
	settings_release(&run.settings);
	source_tokens_release(&run.tokens);
	free(run.cursor);
	if (run.lock_fd >= 0)
		(void)close(run.lock_fd);
	return rc;
}

void
run_result_release(struct run_result *result)
{
	plan_free(result->plan);
	result->plan = NULL;
}
