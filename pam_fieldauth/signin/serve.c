#include <linux/capability.h>
#include <security/_pam_types.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/harden.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/stream.h"
#include "pam_fieldauth/signin/serve.h"
#include "pam_fieldauth/signin/slot.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/access/standing.h"
#include "store/people/terminal.h"

static int
make_room(uint64_t memory_bytes, void *context)
{
	const struct work *work = context;

	return slot_take(work->judge.paths.run_dir, memory_bytes);
}

/* su and passwd keep the real uid of the user who started them; sudo names the
 * user.  A daemon names one beside the address (rlogin, ftp). */
static bool
is_run_by_user(const struct protocol_request *request)
{
	return request->caller != 0 ||
	    (request->invoker[0] != '\0' && request->address[0] == '\0');
}

static void
fill_signin(struct work *work)
{
	const struct protocol_request *request = work->request;
	const bool claims = work->peer != 0;

	work->signin = (struct signin_request){
		.login = request->login,
		.uid = request->uid,
		.service = work->caller.service,
		.tty = work->caller.tty,
		.address = work->caller.address,
		.caller = claims ? work->caller.kernel : NULL,
		.claimed_service = claims ? request->service : NULL,
		.by_user = is_run_by_user(request),
		.by_uid = claims ? work->peer : request->caller,
		.sign_in = request->sign_in,
		.is_copy = work->judge.is_copy,
		.required_permission = request->required[0] != '\0' ?
		    work->caller.required :
		    NULL,
		/* Used for the user manager of a session that has been
		 * admitted; it cannot prompt. */
		.exempt_from_change = strcmp(request->service,
					  "systemd-user") == 0,
		.forbidden = service_objection(request, work->service_why),
		.make_room = make_room,
		.context = work,
	};
}

/* Unprivileged callers may verify their own user only. */
static bool
may_ask(const struct work *work)
{
	const struct protocol_request *request = work->request;

	if (work->peer == 0)
		return true;
	return request->uid == work->peer &&
	    (request->verb == PROTOCOL_AUTHENTICATE ||
		request->verb == PROTOCOL_ACCOUNT);
}

/* An invalid value in [terminal] keeps our people out, whether the name is
 * known or not: each request logs it. */
static void
log_terminal_problem(struct store *store)
{
	struct refusal problem;
	char sentence[400];

	if (terminal_problem(store, &problem) == FIELD_OK &&
	    problem.reason != REASON_NONE)
		log_line(LOG_ERR, "%s",
		    refusal_sentence(&problem, sentence, sizeof(sentence)));
}

/* Before anything is opened.  The end of a session is never delayed. */
static int
enter(const struct work *work)
{
	struct slot_caller caller = slot_caller(
	    work->peer, work->peer_pid, work->request);
	struct paths paths;
	int rc = paths_init(&paths, NULL);

	if (rc == FIELD_OK)
		rc = slot_enter(paths.run_dir, &caller);
	return work->request->verb == PROTOCOL_CLOSE_SESSION ? FIELD_OK : rc;
}

static void
log_problem(const struct config_problem *problem, const char *what_now)
{
	char text[CONFIG_PROBLEM_SIZE];

	config_problem_text(problem, text, sizeof(text));
	log_line(LOG_ERR, "%s%s", text, what_now);
}

static void
dispatch(struct work *work, struct protocol_answer *answer)
{
	static void (*const verbs[PROTOCOL_VERB_END])(
	    struct work *, struct protocol_answer *) = {
		[PROTOCOL_AUTHENTICATE] = verb_authenticate,
		[PROTOCOL_ACCOUNT] = verb_account,
		[PROTOCOL_CHECK_CHANGE] = verb_check_change,
		[PROTOCOL_CHANGE] = verb_change,
		[PROTOCOL_OPEN_SESSION] = verb_open_session,
		[PROTOCOL_CLOSE_SESSION] = verb_close_session,
		[PROTOCOL_PROFILE] = verb_profile,
	};
	struct config_problem problem;
	int rc;

	if (!may_ask(work)) {
		answer->code = PAM_PERM_DENIED;
		log_line(LOG_NOTICE, "%s: asked about somebody else; by %s",
		    work->caller.service, work->caller.kernel);
		return;
	}
	rc = enter(work);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	rc = judge_open(&work->judge, &problem);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		if (problem.why[0] != '\0')
			log_problem(&problem, "");
	} else {
		if (work->judge.reading == CONFIG_KEPT)
			log_problem(&problem,
			    ": using the last valid [terminal] and [ids]");
		if (work->judge.is_copy)
			log_line(LOG_ERR,
			    "the disk is full or read-only: "
			    "judging by a copy in memory");
		/* without one, the sentences are in English as they are */
		if (work->judge.config.language[0] != '\0')
			i18n_init(work->judge.config.language);
		log_terminal_problem(work->judge.store);
		fill_signin(work);
		verbs[work->request->verb](work, answer);
	}
	judge_close(&work->judge);
}

/* The whole request is read before anything is opened. */
static bool
receive(int fd, struct protocol_request *request)
{
	unsigned char *buf = sodium_malloc(PROTOCOL_MAX);
	size_t len;
	bool ok = false;

	if (buf == NULL)
		return false;
	len = protocol_receive_message(
	    fd, false, buf, stream_deadline(SERVE_READ_MS));
	if (len != 0)
		ok = protocol_get_request(buf, len, request);
	sodium_free(buf);
	return ok;
}

static int
answer_request(int fd, struct work *work)
{
	struct protocol_answer answer = { .code = PAM_AUTHINFO_UNAVAIL };
	unsigned char buf[PROTOCOL_MAX];
	size_t len;

	dispatch(work, &answer);
	verdict_add_help(work, &answer);
	len = protocol_put_answer(&answer, buf);
	return stream_send(fd, buf, len, stream_deadline(SERVE_WRITE_MS)) ?
	    EX_OK :
	    EX_IOERR;
}

int
serve(int fd)
{
	struct protocol_request *request = NULL;
	struct work work = { 0 };
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int status = EX_PROTOCOL;

	/* A terminal, a file or a pipe: started by hand. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0 ||
	    peer.uid == (uid_t)-1)
		return EX_USAGE;
	/* Requests through the gate never end sessions or change user ids.  The
	 * gate holds these capabilities for the helpers of its other door. */
	if (peer.uid != 0 &&
	    !harden_without(
		1ULL << CAP_KILL | 1ULL << CAP_SETUID | 1ULL << CAP_SETGID))
		return EX_OSERR;
	request = sodium_malloc(sizeof(*request));
	if (request == NULL)
		return EX_OSERR;
	work.peer = peer.uid;
	work.peer_pid = peer.pid;
	work.request = request;
	if (receive(fd, request)) {
		caller_describe(request, peer.uid, peer.pid, &work.caller);
		status = answer_request(fd, &work);
	}
	sodium_free(request);
	return status;
}
