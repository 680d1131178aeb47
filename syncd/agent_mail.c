#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/watch.h"
#include "store/core/events.h"
#include "syncd/agent_mail.h"
#include "syncd/mailer.h"
#include "syncd/spawn.h"

#define USEC_PER_S     UINT64_C(1000000)
#define TIMER_SLACK_US (USEC_PER_S / 100)
/* After a round that failed altogether. */
#define PAUSE_S 60
/* The clock may be set meanwhile, and mail be due earlier. */
#define WAIT_MAX_S 900

struct agent_mail {
	sd_event *loop; /* borrowed */
	struct program *program;
	void (*gone)(void *context);
	void *context;
	struct watch watch;
	sd_event_source *events; /* NULL: cannot be watched */
	sd_event_source *timer;
	sd_event_source *child;
	pid_t pid; /* 0: not running */
	/* by the uptime of the machine, which cannot be set */
	int64_t checked_s;   /* when the outbox was last looked at */
	int64_t paused_to_s; /* no round before */
};

static void watch_events(struct agent_mail *mail);

static int64_t
now_s(void)
{
	return clock_uptime_s(&clock_system);
}

static int
on_timer(sd_event_source *source, uint64_t usec, void *context)
{
	(void)source;
	(void)usec;
	agent_mail_check(context);
	return 0;
}

static void
set_timer(struct agent_mail *mail, int64_t at_s)
{
	int rc;

	mail->timer = sd_event_source_disable_unref(mail->timer);
	if (at_s == 0)
		return;
	if (at_s > now_s() + WAIT_MAX_S)
		at_s = now_s() + WAIT_MAX_S;
	rc = sd_event_add_time(mail->loop, &mail->timer, CLOCK_BOOTTIME,
	    (uint64_t)at_s * USEC_PER_S, TIMER_SLACK_US, on_timer, mail);
	if (rc < 0)
		log_line(LOG_ERR, "mail: cannot set a timer: %s",
		    strerrordesc_np(-rc));
}

static int
on_child(sd_event_source *source, const siginfo_t *info, void *context)
{
	struct agent_mail *mail = context;

	(void)source;
	if (info->si_code != CLD_EXITED || info->si_status != EX_OK)
		mail->paused_to_s = now_s() + PAUSE_S;
	mail->child = sd_event_source_unref(mail->child);
	mail->pid = 0;
	agent_mail_check(mail);
	mail->gone(mail->context);
	return 0;
}

static void
start_round(struct agent_mail *mail)
{
	static const char *const options[] = { "--send-mail", NULL };
	int rc = spawn_self(mail->program, options, &mail->pid);

	if (rc == 0)
		rc = -sd_event_add_child(mail->loop, &mail->child, mail->pid,
		    WEXITED, on_child, mail);
	if (rc == 0)
		return;
	log_line(LOG_ERR, "mail: a round could not be started: %s",
	    strerrordesc_np(rc));
	mail->paused_to_s = now_s() + PAUSE_S;
	set_timer(mail, mail->paused_to_s);
}

/* When a round is due; 0: not.  The database's time may be ahead of the
 * clock's. */
static int64_t
due_at(struct agent_mail *mail)
{
	struct store *store;
	int64_t next_s = 0, wait_s = 0, at = 0;
	int rc;

	if (!mailer_is_configured(&mail->program->config) ||
	    program_open_store(mail->program, &store) < 0)
		return 0;
	rc = mailer_next_at(store, &mail->program->config, &next_s);
	if (rc == FIELD_OK)
		wait_s = next_s - store_now_s(store);
	store_close(store);
	if (rc < 0) {
		log_line(LOG_ERR, "mail: the outbox cannot be read: %s",
		    field_strerror(rc));
		wait_s = PAUSE_S;
	} else if (next_s == 0) {
		return 0;
	}
	at = now_s() + (wait_s > 0 ? wait_s : 0);
	return at < mail->paused_to_s ? mail->paused_to_s : at;
}

void
agent_mail_check(struct agent_mail *mail)
{
	int64_t at;

	if (mail->events == NULL)
		watch_events(mail);
	if (mail->pid != 0)
		return; /* its end will be followed by a check */
	mail->checked_s = now_s();
	at = due_at(mail);
	if (at == 0 || at > mail->checked_s)
		set_timer(mail, at);
	else
		start_round(mail);
}

/* --- events ---------------------------------------------------------------- */

static int
on_events(sd_event_source *source, int fd, uint32_t revents, void *context)
{
	struct agent_mail *mail = context;
	bool touched = false;
	int rc = watch_take(&mail->watch, &touched);

	(void)source;
	(void)fd;
	(void)revents;
	if (rc < 0) {
		mail->events = sd_event_source_disable_unref(mail->events);
		watch_close(&mail->watch);
		agent_mail_check(mail); /* which tries to watch again */
	} else if (touched && mail->checked_s != now_s()) {
		agent_mail_check(mail);
	} else if (touched && mail->pid == 0) {
		/* a flood of failed sign-ins is one look a second */
		set_timer(mail, mail->checked_s + 1);
	}
	return 0;
}

static void
watch_events(struct agent_mail *mail)
{
	int rc = watch_open(
	    &mail->watch, mail->program->paths.run_dir, EVENTS_FILE);

	if (rc == FIELD_OK &&
	    sd_event_add_io(mail->loop, &mail->events, mail->watch.fd, EPOLLIN,
		on_events, mail) < 0) {
		watch_close(&mail->watch);
		rc = FIELD_EIO;
	}
	if (rc < 0)
		log_line(LOG_WARNING,
		    "mail: changes cannot be watched (%s): the outbox is "
		    "looked at once a minute",
		    field_strerror(rc));
}

int
agent_mail_start(sd_event *loop, struct program *program,
    void (*gone)(void *context), void *context, struct agent_mail **ret_mail)
{
	struct agent_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -ENOMEM;
	*mail = (struct agent_mail){ .loop = loop,
		.program = program,
		.gone = gone,
		.context = context,
		.watch = WATCH_INIT };
	agent_mail_check(mail);
	*ret_mail = mail;
	return 0;
}

void
agent_mail_free(struct agent_mail *mail)
{
	if (mail == NULL)
		return;
	(void)sd_event_source_disable_unref(mail->events);
	(void)sd_event_source_disable_unref(mail->timer);
	(void)sd_event_source_disable_unref(mail->child);
	watch_close(&mail->watch);
	free(mail);
}

bool
agent_mail_watches(const struct agent_mail *mail)
{
	return mail->events != NULL;
}

bool
agent_mail_signal(struct agent_mail *mail, int signal)
{
	if (mail->pid == 0)
		return false;
	(void)kill(mail->pid, signal);
	return true;
}
