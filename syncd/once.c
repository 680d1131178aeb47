#include <sodium.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/log.h"
#include "syncd/enforce.h"
#include "syncd/mailer.h"
#include "syncd/once.h"
#include "syncd/report.h"
#include "syncd/run.h"
#include "syncd/schedule.h"

/* The schedule follows every run, however it was started. */
static void
save_schedule(
    struct program *program, struct store *store, const char *name, bool failed)
{
	const struct config_source *config = config_source(
	    &program->config, name);
	struct schedule_state state = { .now_s = store_now_s(store),
		.random = randombytes_uniform(1000) / 1000.0 };
	struct source source;
	int rc;

	if (config == NULL || source_by_name(store, name, &source) < 0)
		return;
	state.failure_count = failed ? source.failure_count + 1 : 0;
	state.blocked_until = source_blocked_until(&source, state.now_s);
	rc = source_save_schedule(store, source.id,
	    schedule_next(config, &state), state.failure_count);
	if (rc < 0)
		log_line(LOG_ERR, "source %s: the schedule was not saved: %s",
		    name, field_strerror(rc));
}

static void
log_outcome(const char *name, const struct run_result *result)
{
	char sentence[REFUSAL_SENTENCE_SIZE];

	if (result->why.reason == REASON_NONE)
		log_line(LOG_INFO, "source %s: %s", name, result->outcome);
	else
		log_line(LOG_ERR, "source %s: %s: %s", name, result->outcome,
		    refusal_sentence(&result->why, sentence, sizeof(sentence)));
}

static int
run_one(struct program *program, struct store *store, const char *name,
    const struct once_options *options)
{
	struct run_options run = { .source_name = name,
		.worker = program->worker,
		.invoker = &program->invoker,
		.trigger = options->scheduled ? "schedule" : "hand",
		.plan_only = options->plan_only,
		.full = options->full,
		.show_progress = !options->scheduled,
		.accept_hash = options->accept_hash };
	struct run_result result;
	int rc = run_source(store, &run, &result);
	int code = reason_exit(result.why.reason);

	if (!options->plan_only && rc != FIELD_EBUSY)
		save_schedule(program, store, name, rc < 0);
	if (options->scheduled)
		log_outcome(name, &result);
	else if (report_write(stdout, name, &result) < 0)
		log_line(LOG_ERR, "the report could not be written");
	run_result_release(&result);
	return code;
}

int
once_run(struct program *program, const struct once_options *options)
{
	struct store *store;
	int code = EX_OK, rc = program_open_store(program, &store);

	if (rc == FIELD_ENOTFOUND)
		return reason_exit(REASON_NOT_SET_UP);
	if (rc < 0)
		return reason_exit(reason_of_err(rc));
	/* Where a timer replaces the daemon, no other process does this. */
	if (!options->plan_only)
		enforce(program);
	if (options->source_name != NULL)
		code = run_one(program, store, options->source_name, options);
	else
		for (size_t i = 0; i < program->config.source_count; i++) {
			int one = run_one(program, store,
			    program->config.sources[i].name, options);

			if (code == EX_OK)
				code = one;
		}
	store_close(store);
	if (!options->plan_only && options->source_name == NULL) {
		int mail_code = mailer_run(program);

		if (code == EX_OK)
			code = mail_code;
	}
	return code;
}
