#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/log.h"
#include "syncd/once.h"
#include "syncd/run.h"
#include "syncd/schedule.h"

/* The schedule goes by every run, whoever started it. */
static void
save_schedule(struct program *program, struct store *store, const char *name,
    bool failed)
{
	const struct config_source *config =
	    config_source(&program->config, name);
	struct schedule_state state = { .now_s = store_now_s(store),
		.random = randombytes_uniform(1000) / 1000.0 };
	struct source source;
	int rc;

	if (config == NULL || source_by_name(store, name, &source) < 0)
		return;
	state.failure_count = failed ? source.failure_count + 1 : 0;
	state.blocked_until = source.blocked_until;
	rc = source_save_schedule(store, source.id,
	    schedule_next(config, &state), state.failure_count);
	if (rc < 0)
		log_line(LOG_ERR, "source %s: the schedule was not saved: %s",
		    name, field_strerror(rc));
}

static const char *
report_text(json_t *report, const char *object, const char *key)
{
	json_t *inner = json_object_get(report, object);
	const char *text = json_string_value(
	    key != NULL ? json_object_get(inner, key) : inner);

	return text != NULL ? text : "";
}

static int
exit_code(json_t *report, int rc)
{
	const char *code = report_text(report, "error", "code");

	if (rc == FIELD_OK)
		return EX_OK;
	if (rc == FIELD_EDENIED && code[0] == '\0')
		return reason_exit(REASON_GUARDED);
	return reason_exit_by_code(code);
}

static void
print_report(json_t *report)
{
	if (json_dumpf(report, stdout, JSON_COMPACT) < 0 ||
	    fputc('\n', stdout) == EOF || fflush(stdout) == EOF)
		log_line(LOG_ERR, "the report could not be written");
}

static void
log_outcome(const char *name, json_t *report, int rc)
{
	const char *message = report_text(report, "error", "message");

	if (message[0] == '\0' && rc < 0)
		message = report_text(report, "guard", "why");
	log_line(rc < 0 ? LOG_ERR : LOG_INFO, "source %s: %s%s%s", name,
	    report_text(report, "outcome", NULL), message[0] != '\0' ? ": " : "",
	    message);
}

static int
run_one(struct program *program, struct store *store, const char *name,
    const struct once_options *options)
{
	struct run_options run = { .source_name = name,
		.worker = program->worker,
		.trigger = options->scheduled ? "schedule" : "hand",
		.plan_only = options->plan_only,
		.full = options->full,
		.show_progress = !options->scheduled,
		.accept_hash = options->accept_hash };
	json_t *report = NULL;
	int code, rc = run_source(store, &run, &report);

	if (report == NULL)
		return EX_OSERR;
	if (!options->plan_only && rc != FIELD_EBUSY)
		save_schedule(program, store, name, rc < 0);
	print_report(report);
	if (options->scheduled)
		log_outcome(name, report, rc);
	code = exit_code(report, rc);
	json_decref(report);
	return code;
}

int
once_run(struct program *program, const struct once_options *options)
{
	struct store *store;
	int code = EX_OK, rc = program_open_store(program, &store);

	if (rc < 0)
		return reason_exit(reason_of_err(rc));
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
	return code;
}
