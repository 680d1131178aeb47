/*
 * Runs requests.  Each step is only reached if the earlier ones have succeeded:
 *  1. the request and its parameters match the table;
 *  2. the configuration and the database are opened;
 *  3. the caller is looked up, and may still act;
 *  4. the handler runs, and asks the rules;
 *  5. a request that follows the log starts again at 2 when there are new rows.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sysexits.h>

#include "conf/config.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/watch.h"
#include "control/change.h"
#include "control/check.h"
#include "control/open.h"
#include "control/run.h"
#include "store/core/events.h"
#include "store/db/reserve.h"
#include "store/people/org.h"
#include "store/publish/publish.h"
#include "store/signin/door.h"

struct run {
	struct control_host *host;
	struct control_call call;
	struct config config;
	bool has_config;
};

/* --- 1. the request -------------------------------------------------------- */

static int
find_request(struct run *run, const struct control_ask *ask)
{
	const struct control_request *request = control_find(ask->name);
	struct refusal why;

	if (request == NULL)
		return control_reason(
		    &run->call, REASON_NO_SUCH_REQUEST, ask->name, NULL);
	run->call.request = request;
	run->call.params = ask->params;
	run->call.dry_run = ask->dry_run;
	if (run->host->by_peer && (request->flags & CONTROL_ROOT) != 0)
		return control_reason(
		    &run->call, REASON_ROOT_ONLY, request->name, NULL);
	if (control_check(request, ask->params, ask->dry_run, &why) != FIELD_OK)
		return control_refused(&run->call, &why);
	return EX_OK;
}

/* --- 2. what it needs -------------------------------------------------------- */

static int
load_config(struct run *run)
{
	const struct paths *paths = run->host->paths;
	struct config_problem problem = { .line = 0 };
	char message[CONFIG_PROBLEM_SIZE];
	int rc = config_load(paths->conf_file, &run->config, &problem);

	if (rc == FIELD_OK) {
		run->has_config = true;
		if (!run->call.dry_run &&
		    (run->call.request->flags & CONTROL_NO_STORE) == 0)
			config_keep(paths->kept_conf_file, &run->config);
		return EX_OK;
	}
	if (rc != FIELD_EINVAL)
		return control_failed(&run->call, rc, NULL);
	config_problem_text(&problem, message, sizeof(message));
	return control_answer_error(run->call.answer, EX_CONFIG, "bad_config",
	    message, _("Correct the file; see fieldauth.conf(5)."));
}

/* The same; if it is invalid, a warning, and the settings used by sign-ins. */
static int
load_terminal(struct run *run)
{
	const struct paths *paths = run->host->paths;
	struct config_problem problem = { .line = 0 };
	char message[CONFIG_PROBLEM_SIZE];
	enum config_reading reading;
	int rc = config_load_terminal(paths->conf_file, paths->kept_conf_file,
	    &run->config, &reading, &problem);

	if (rc < 0)
		return load_config(run);
	if (problem.why[0] == '\0') {
		config_release(&run->config);
		return load_config(run);
	}
	run->has_config = true;
	config_problem_text(&problem, message, sizeof(message));
	control_warn(&run->call, "bad_config", message,
	    reading == CONFIG_KEPT ?
		_("The last valid [terminal] and [ids] are used; to find the mistake, run: fieldctl doctor") :
		_("Imports do not run until it is corrected; run: fieldctl doctor"));
	return EX_OK;
}

/* A setup that was refused leaves a database without people. */
static int
check_set_up(struct run *run)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int rc = org_list(run->call.store, &orgs, &count);

	free(orgs);
	if (rc != FIELD_OK)
		return control_failed(&run->call, rc, NULL);
	return count > 0 ?
	    EX_OK :
	    control_reason(&run->call, REASON_NOT_SET_UP, NULL, NULL);
}

static int
make_ready(struct run *run)
{
	const bool by_peer = run->host->by_peer;
	const unsigned flags = run->call.request->flags;
	int status = EX_OK;

	if (by_peer || (flags & CONTROL_NO_CONFIG) == 0) {
		run->call.config = &run->config;
		status = (flags & CONTROL_GOOD_CONFIG) != 0 ?
		    load_config(run) :
		    load_terminal(run);
	}
	/* a peer has no environment here that could claim it */
	if (status == EX_OK && by_peer && run->config.language[0] != '\0')
		i18n_init(run->config.language);
	if (!by_peer && (flags & CONTROL_NO_STORE) != 0)
		return status;
	if (status == EX_OK)
		status = control_open(&run->call);
	if (status == EX_OK)
		status = check_set_up(run);
	return status;
}

/* --- 3. who asks ------------------------------------------------------------- */

/* Whether the connection existed when USER's sessions were ended.  Before the
 * first request there is no epoch to compare with.  A time in the future comes
 * from a clock that was set back since. */
static bool
has_been_ended(const struct control_host *host, const struct user *user)
{
	/* in this order, and with the possible rounding of both: in doubt it
	 * existed */
	const int64_t ended = clock_real_ms() - user->session_epoch_at;
	const int64_t age = clock_monotonic_ms() - host->arrived_ms + 1;

	if (host->epoch >= 0)
		return host->epoch != user->session_epoch;
	return host->arrived_ms > 0 && ended >= 0 && ended <= age;
}

static int
find_actor(struct run *run)
{
	struct control_host *host = run->host;
	struct refusal why;
	struct user user;
	int rc;

	if (!host->by_peer)
		return EX_OK;
	rc = door_judge(run->call.store, host->uid, &user, &why);
	host->is_over = rc == FIELD_EDENIED;
	if (rc != FIELD_OK)
		return control_failed(&run->call, rc, &why);
	if (has_been_ended(host, &user)) {
		host->is_over = true;
		return control_reason(
		    &run->call, REASON_SESSION_ENDED, NULL, NULL);
	}
	host->epoch = user.session_epoch;
	run->call.actor = actor_person(user.id, DOOR_SERVICE);
	(void)str_copy(run->call.actor.caller, sizeof(run->call.actor.caller),
	    host->caller != NULL ? host->caller : "");
	return EX_OK;
}

/* --- 4. the handler ---------------------------------------------------------- */

/* One page, or all of it. */
static int
handle_once(struct run *run)
{
	struct control_call *call = &run->call;
	int rc, status;

	call->has_more = false;
	rc = viewer_load(call->store, &call->actor, &call->viewer);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	status = call->request->handle(call);
	if (status == EX_OK && call->row_failed)
		status = control_failed(call, FIELD_ENOMEM, NULL);
	if (status == EX_OK && !control_flush(call))
		status = control_failed(call, FIELD_EIO, NULL);
	return status;
}

static void
handle(struct run *run)
{
	int status;

	do {
		status = handle_once(run);
	} while (status == EX_OK && run->call.has_more);
	run->call.answer->exit_code = status;
	if (run->call.store != NULL &&
	    (run->call.request->flags & CONTROL_CHANGES) != 0) {
		store_settle(run->call.store);
		if (!run->call.dry_run)
			reserve_make(run->host->paths);
	}
	if (publish_left_caches())
		control_warn(&run->call, "caches",
		    _("The name service cache (nscd) did not respond: it may return old users and groups for up to an hour.  Run: "
		      "nscd -i passwd; nscd -i group"),
		    "");
}

/* --- 5. following ------------------------------------------------------------ */

static bool
await(const struct control_host *host, int fd)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	int count;

	if (host->await != NULL)
		return host->await(host->await_context, fd);
	do {
		count = poll(&pollfd, 1, -1);
	} while (count < 0 && errno == EINTR);
	return count > 0;
}

/* Wait until the log has new rows.  The first call only starts the watch: rows
 * committed before that are read once more.  False: stop. */
static bool
wait_for_rows(struct run *run, struct watch *watch)
{
	bool touched = watch->fd < 0;
	int err = FIELD_OK;

	while (err == FIELD_OK && watch->fd >= 0 && !touched) {
		if (!await(run->host, watch->fd))
			return false;
		err = watch_take(watch, &touched);
	}
	if (err == FIELD_ENOTFOUND)
		watch_close(watch);
	if (watch->fd < 0)
		err = watch_open(watch, run->host->paths->run_dir, EVENTS_FILE);
	if (err != FIELD_OK)
		run->call.answer->exit_code = control_failed(
		    &run->call, err, NULL);
	return err == FIELD_OK;
}

static void
release(struct run *run)
{
	json_decref(run->call.rows);
	run->call.rows = NULL;
	store_close(run->call.store);
	run->call.store = NULL;
	if (run->has_config)
		config_release(&run->config);
	run->has_config = false;
}

/* Steps 2 to 4. */
static void
run_once(struct run *run)
{
	int status = make_ready(run);

	run->call.follows = false;
	if (status == EX_OK)
		status = find_actor(run);
	if (status == EX_OK)
		handle(run);
	else
		run->call.answer->exit_code = status;
	release(run);
}

void
control_run(struct control_host *host, const struct control_ask *ask,
    const struct control_sink *sink, struct control_answer *ret_answer)
{
	struct run run = {
		.host = host,
		.call = {
			.paths = host->paths,
			.clock = host->clock,
			.sink = sink,
			.answer = ret_answer,
			.pid = host->pid,
			.pid_started = host->pid_started,
			/* early failures are reported without the details for
			 * root */
			.actor = actor_person("", DOOR_SERVICE),
		},
	};
	struct watch watch = WATCH_INIT;

	*ret_answer = (struct control_answer){ .exit_code = EX_SOFTWARE };
	if (!host->by_peer)
		run.call.actor = actor_root("fieldctl");
	if (!host->by_peer && host->invoker != NULL)
		run.call.actor.invoker = *host->invoker;
	ret_answer->exit_code = find_request(&run, ask);
	if (ret_answer->exit_code != EX_OK)
		return;
	do {
		/* those of an earlier round have been sent */
		json_decref(ret_answer->warnings);
		ret_answer->warnings = NULL;
		run_once(&run);
	} while (ret_answer->exit_code == EX_OK && run.call.follows &&
	    wait_for_rows(&run, &watch));
	watch_close(&watch);
}

/* Only the identity of the caller is checked. */
static const struct control_request nothing = {
	.name = "nothing",
	.rule = RULES_VERB_COUNT,
};

void
control_judge(struct control_host *host)
{
	struct control_answer answer = { .exit_code = EX_SOFTWARE };
	struct run run = {
		.host = host,
		.call = {
			.request = &nothing,
			.paths = host->paths,
			.answer = &answer,
			.actor = actor_person("", DOOR_SERVICE),
		},
	};

	if (make_ready(&run) == EX_OK)
		(void)find_actor(&run);
	store_close(run.call.store);
	if (run.has_config)
		config_release(&run.config);
	control_answer_release(&answer);
}
