#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <time.h>

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "store/source/source.h"
#include "syncd/agent.h"
#include "syncd/agent_mail.h"
#include "syncd/enforce.h"
#include "syncd/schedule.h"
#include "syncd/spawn.h"

#define USEC_PER_S     UINT64_C(1000000)
#define TICK_S         60
#define TIMER_SLACK_US USEC_PER_S
/* Time allowed for children to exit after SIGTERM. */
#define FAREWELL_S 10

/* One source of the configuration. */
struct job {
	struct agent *agent;
	char name[50];
	sd_event_source *timer;
	sd_event_source *child; /* NULL: not running */
	pid_t pid;
	struct job *next;
};

struct agent {
	struct program *program;
	sd_event *loop;
	sd_event_source *tick;
	struct job *jobs;
	struct agent_mail *mail;
	int64_t head_logged_ms;
	bool is_leaving;
};

static void arm(struct job *job);

/* When leaving, the last child that exits ends the loop. */
static void
leave_if_alone(void *context)
{
	struct agent *agent = context;

	if (!agent->is_leaving || agent_mail_signal(agent->mail, 0))
		return;
	for (const struct job *job = agent->jobs; job != NULL; job = job->next)
		if (job->pid != 0)
			return;
	(void)sd_event_exit(agent->loop, EX_OK);
}

static int
on_child(sd_event_source *source, const siginfo_t *info, void *context)
{
	struct job *job = context;
	struct agent *agent = job->agent;

	(void)source;
	if (info->si_code != CLD_EXITED)
		log_line(LOG_ERR,
		    "source %s: the import was terminated by signal "
		    "%d",
		    job->name, info->si_status);
	job->child = sd_event_source_unref(job->child);
	job->pid = 0;
	if (agent->is_leaving)
		leave_if_alone(agent);
	else
		arm(job);
	return 0;
}

static void
start(struct job *job)
{
	const char *const options[] = { "--once", job->name, "--scheduled",
		NULL };
	int rc = spawn_self(job->agent->program, options, &job->pid);

	if (rc == 0)
		rc = -sd_event_add_child(job->agent->loop, &job->child,
		    job->pid, WEXITED, on_child, job);
	if (rc != 0)
		log_line(LOG_ERR,
		    "source %s: the import could not be started: %s", job->name,
		    strerrordesc_np(rc));
}

/* When the source is due, from the stored state, and the time by which that is
 * decided; 0: only on request. */
static int64_t
due_at(struct job *job, bool resume, int64_t *ret_now_s)
{
	struct program *program = job->agent->program;
	const struct config_source *config = config_source(
	    &program->config, job->name);
	struct schedule_state state = {
		.random = randombytes_uniform(1000) / 1000.0,
	};
	struct source source = { 0 };
	struct store *store;

	if (config == NULL || program_open_store(program, &store) < 0)
		return 0;
	state.now_s = store_now_s(store);
	*ret_now_s = state.now_s;
	if (source_by_name(store, job->name, &source) < 0 ||
	    !source.connected || source.broken_at != 0) {
		store_close(store);
		return 0;
	}
	store_close(store);
	state.blocked_until = source_blocked_until(&source, state.now_s);
	state.failure_count = source.failure_count;
	if (resume)
		return schedule_resume(config, source.next_run_at, &state);
	return source.next_run_at;
}

static int
on_timer(sd_event_source *source, uint64_t usec, void *context)
{
	struct job *job = context;
	int64_t now_s = 0, due = due_at(job, false, &now_s);

	(void)source;
	(void)usec;
	/* it may have been imported by hand in the meantime; a time beyond the
	 * interval that arm() has corrected is due now */
	if (due > now_s && due_at(job, true, &now_s) == due)
		arm(job);
	else if (job->pid == 0)
		start(job);
	return 0;
}

static void
arm(struct job *job)
{
	int64_t now_s = 0;
	int64_t due = job->pid != 0 ? 0 : due_at(job, true, &now_s);
	int64_t wait_s = due > now_s ? due - now_s : 0;
	int rc;

	job->timer = sd_event_source_disable_unref(job->timer);
	if (due == 0)
		return;
	/* By the clock, which may be set meanwhile, and so far may be behind. */
	rc = sd_event_add_time(job->agent->loop, &job->timer, CLOCK_REALTIME,
	    (uint64_t)(clock_now_s(&clock_system) + wait_s) * USEC_PER_S,
	    TIMER_SLACK_US, on_timer, job);
	if (rc < 0)
		log_line(LOG_ERR, "source %s: cannot set a timer: %s",
		    job->name, strerrordesc_np(-rc));
}

static struct job *
find_job(struct agent *agent, const char *name)
{
	for (struct job *job = agent->jobs; job != NULL; job = job->next)
		if (strcmp(job->name, name) == 0)
			return job;
	return NULL;
}

/* Create a job for each source of the configuration.  Jobs of removed sources
 * stay, without a timer, until their child has exited. */
static void
arm_all(struct agent *agent)
{
	const struct config *config = &agent->program->config;

	for (size_t i = 0; i < config->source_count; i++) {
		struct job *job = find_job(agent, config->sources[i].name);

		if (job != NULL)
			continue;
		job = calloc(1, sizeof(*job));
		if (job == NULL) {
			log_line(LOG_CRIT, "out of memory");
			return;
		}
		job->agent = agent;
		(void)str_copy(
		    job->name, sizeof(job->name), config->sources[i].name);
		job->next = agent->jobs;
		agent->jobs = job;
	}
	for (struct job *job = agent->jobs; job != NULL; job = job->next)
		arm(job);
}

/* Once a minute: time-based changes, and sources that have been connected
 * since. */
static int
on_tick(sd_event_source *source, uint64_t usec, void *context)
{
	struct agent *agent = context;

	enforce(agent->program);
	enforce_log_head(agent->program, &agent->head_logged_ms);
	if (!agent_mail_watches(agent->mail))
		agent_mail_check(agent->mail);
	for (struct job *job = agent->jobs; job != NULL; job = job->next)
		if (job->timer == NULL && job->pid == 0)
			arm(job);
	(void)sd_event_source_set_time(source, usec + TICK_S * USEC_PER_S);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static int
on_reload(
    sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
	struct agent *agent = context;

	(void)source;
	(void)info;
	(void)sd_notify(0, "RELOADING=1");
	if (program_reload(agent->program) == FIELD_OK) {
		log_line(LOG_INFO, "configuration reloaded");
		arm_all(agent);
		agent_mail_check(agent->mail);
	}
	(void)sd_notify(0, "READY=1");
	return 0;
}

static int
on_farewell_over(sd_event_source *source, uint64_t usec, void *context)
{
	struct agent *agent = context;

	(void)source;
	(void)usec;
	for (struct job *job = agent->jobs; job != NULL; job = job->next)
		if (job->pid != 0)
			(void)kill(job->pid, SIGKILL);
	(void)agent_mail_signal(agent->mail, SIGKILL);
	return sd_event_exit(agent->loop, EX_OK);
}

static int
on_leave(
    sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
	struct agent *agent = context;
	bool waits = agent_mail_signal(agent->mail, SIGTERM);

	(void)source;
	(void)info;
	(void)sd_notify(0, "STOPPING=1");
	agent->is_leaving = true;
	for (struct job *job = agent->jobs; job != NULL; job = job->next)
		if (job->pid != 0) {
			(void)kill(job->pid, SIGTERM);
			waits = true;
		}
	if (!waits)
		return sd_event_exit(agent->loop, EX_OK);
	return sd_event_add_time_relative(agent->loop, NULL, CLOCK_MONOTONIC,
	    FAREWELL_S * USEC_PER_S, 0, on_farewell_over, agent);
}

static int
add_sources(struct agent *agent)
{
	sigset_t signals;
	int rc;

	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigaddset(&signals, SIGHUP);
	(void)sigaddset(&signals, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	rc = sd_event_add_signal(agent->loop, NULL, SIGTERM, on_leave, agent);
	if (rc >= 0)
		rc = sd_event_add_signal(
		    agent->loop, NULL, SIGINT, on_leave, agent);
	if (rc >= 0)
		rc = sd_event_add_signal(
		    agent->loop, NULL, SIGHUP, on_reload, agent);
	if (rc >= 0)
		rc = sd_event_add_time_relative(agent->loop, &agent->tick,
		    CLOCK_MONOTONIC, TICK_S * USEC_PER_S, TIMER_SLACK_US,
		    on_tick, agent);
	if (rc >= 0)
		rc = sd_event_set_watchdog(agent->loop, true);
	return rc;
}

static void
free_jobs(struct agent *agent)
{
	while (agent->jobs != NULL) {
		struct job *job = agent->jobs;

		agent->jobs = job->next;
		(void)sd_event_source_disable_unref(job->timer);
		(void)sd_event_source_disable_unref(job->child);
		free(job);
	}
}

int
agent_run(struct program *program)
{
	struct agent agent = { .program = program };
	int rc = sd_event_default(&agent.loop);

	if (rc >= 0)
		rc = add_sources(&agent);
	if (rc >= 0)
		rc = agent_mail_start(
		    agent.loop, program, leave_if_alone, &agent, &agent.mail);
	if (rc < 0) {
		log_line(LOG_CRIT, "cannot create the event loop: %s",
		    strerrordesc_np(-rc));
		(void)sd_event_source_disable_unref(agent.tick);
		(void)sd_event_unref(agent.loop);
		return EX_OSERR;
	}
	enforce(program);
	enforce_log_head(program, &agent.head_logged_ms);
	arm_all(&agent);
	(void)sd_notify(0, "READY=1");
	rc = sd_event_loop(agent.loop);
	free_jobs(&agent);
	agent_mail_free(agent.mail);
	(void)sd_event_source_disable_unref(agent.tick);
	(void)sd_event_unref(agent.loop);
	return rc < 0 ? EX_OSERR : rc;
}
