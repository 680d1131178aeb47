/*
 * syncd: imports people from accounting on a schedule, makes time-based changes
 * and sends mail.  Options only; the work is done in agent, once, connect and
 * mailer.
 * Man page: syncd(8).
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"
#include "base/near.h"
#include "base/i18n.h"
#include "base/inherit.h"
#include "base/log.h"
#include "base/secret.h"
#include "build_paths.h"
#include "syncd/agent.h"
#include "syncd/connect.h"
#include "syncd/mail_account.h"
#include "syncd/mailer.h"
#include "syncd/once.h"
#include "syncd/program.h"

enum mode {
	MODE_AGENT,
	MODE_ONCE,
	MODE_CONNECT,
	MODE_DISCONNECT,
	MODE_SEND_MAIL,
	MODE_CONNECT_MAIL,
};

struct options {
	enum mode mode;
	bool replace; /* MODE_CONNECT: regardless of the previous company */
	const char *config_file;
	struct once_options once;
};

enum {
	OPTION_ONCE = 256,
	OPTION_CONNECT,
	OPTION_CONNECT_REPLACING,
	OPTION_DISCONNECT,
	OPTION_PLAN,
	OPTION_FULL,
	OPTION_SCHEDULED,
	OPTION_ACCEPT,
	OPTION_SEND_MAIL,
	OPTION_CONNECT_MAIL,
};

static const struct option long_options[] = {
	{ "once", no_argument, NULL, OPTION_ONCE },
	{ "connect", no_argument, NULL, OPTION_CONNECT },
	{ "connect-replacing", no_argument, NULL, OPTION_CONNECT_REPLACING },
	{ "disconnect", no_argument, NULL, OPTION_DISCONNECT },
	{ "plan", no_argument, NULL, OPTION_PLAN },
	{ "full", no_argument, NULL, OPTION_FULL },
	{ "scheduled", no_argument, NULL, OPTION_SCHEDULED },
	{ "accept-plan", required_argument, NULL, OPTION_ACCEPT },
	{ "send-mail", no_argument, NULL, OPTION_SEND_MAIL },
	{ "connect-mail", no_argument, NULL, OPTION_CONNECT_MAIL },
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
print_help(FILE *to)
{
	(void)fputs(
	    _("Usage: syncd [--config FILE]\n"
	      "       syncd --once [SOURCE] [--plan | --accept-plan HASH] "
	      "[--full]\n"
	      "       syncd --send-mail\n"
	      "\n"
	      "Imports people from accounting.  Without --once it keeps running and\n"
	      "imports each source of fieldauth.conf on its schedule, and sends mail.\n"
	      "\n"
	      "  --once [SOURCE]      import one source, or all, and exit\n"
	      "  --plan               show what an import would change, as "
	      "JSON\n"
	      "  --accept-plan HASH   apply this plan although the guard stops "
	      "it\n"
	      "  --full               list all people, not only changes\n"
	      "  --send-mail          send the mail that is due, and exit\n"
	      "  --config FILE        instead of "),
	    to);
	(void)fputs(FIELDAUTH_SYSCONFDIR "/fieldauth.conf\n", to);
	(void)fputs(_("  -h, --help\n"
		      "  -V, --version\n"
		      "\n"
		      "fieldctl sync is the way to do this by hand.\n"),
	    to);
}

static int
refuse_usage(const char *what)
{
	(void)fprintf(stderr, _("syncd: %s\nTry 'syncd --help'.\n"), what);
	return EX_USAGE;
}

/* Whether VALUE is that of an option: then getopt_long() did not like what was
 * given to it. */
static bool
is_known(int value)
{
	for (const struct option *at = long_options; at->name != NULL; at++)
		if (at->val == value)
			return true;
	return false;
}

/* OPTION is '?' or ':'.  What follows '=' may be a secret and is not
 * repeated. */
static int
refuse_option(int option, char **argv)
{
	const bool is_letter = option == '?' && optopt != 0 &&
	    !is_known(optopt);
	const char letter[] = { '-', (char)optopt, '\0' };
	char word[NEAR_SIZE] = "", message[300];
	struct near near;

	(void)str_format(word, sizeof(word), "%.*s",
	    (int)strcspn(is_letter ? letter : argv[optind - 1], "="),
	    is_letter ? letter : argv[optind - 1]);
	near_start(&near, word + (strncmp(word, "--", 2) == 0 ? 2 : 0));
	for (const struct option *at = long_options; at->name != NULL; at++)
		near_offer(&near, at->name);
	if (option == ':')
		(void)str_format(message, sizeof(message),
		    _("option '%s' needs a value"), word);
	else if (!is_letter && optopt != 0)
		(void)str_format(message, sizeof(message),
		    _("option '%s' takes no value"), word);
	else if (near_found(&near) != NULL)
		(void)str_format(message, sizeof(message),
		    _("unknown option '%1$s'; did you mean '--%2$s'?"), word,
		    near_found(&near));
	else
		(void)str_format(
		    message, sizeof(message), _("unknown option '%s'"), word);
	return refuse_usage(message);
}

/* The index of the option in OPTIONS; an exit code, or -1 to continue. */
static int
take_option(struct options *options, int option)
{
	switch (option) {
	case OPTION_ONCE:
		options->mode = MODE_ONCE;
		return -1;
	case OPTION_CONNECT_REPLACING:
		options->replace = true;
		options->mode = MODE_CONNECT;
		return -1;
	case OPTION_CONNECT:
		options->mode = MODE_CONNECT;
		return -1;
	case OPTION_DISCONNECT:
		options->mode = MODE_DISCONNECT;
		return -1;
	case OPTION_PLAN:
		options->once.plan_only = true;
		return -1;
	case OPTION_FULL:
		options->once.full = true;
		return -1;
	case OPTION_SCHEDULED:
		options->once.scheduled = true;
		return -1;
	case OPTION_ACCEPT:
		options->once.accept_hash = optarg;
		return -1;
	case OPTION_CONNECT_MAIL:
		options->mode = MODE_CONNECT_MAIL;
		return -1;
	case OPTION_SEND_MAIL:
		options->mode = MODE_SEND_MAIL;
		return -1;
	case 'c':
		options->config_file = optarg;
		return -1;
	case 'h':
		print_help(stdout);
		return EX_OK;
	case 'V':
		(void)puts("syncd " FIELDAUTH_VERSION);
		return EX_OK;
	default:
		return EX_SOFTWARE; /* a row of the table without a case */
	}
}

static int
check_options(struct options *options, int argc, char **argv)
{
	bool once_only = options->once.plan_only || options->once.full ||
	    options->once.scheduled || options->once.accept_hash != NULL;
	char message[200];

	if (optind < argc && options->mode != MODE_AGENT &&
	    options->mode != MODE_SEND_MAIL &&
	    options->mode != MODE_CONNECT_MAIL)
		options->once.source_name = argv[optind++];
	if (optind < argc) {
		(void)str_format(message, sizeof(message),
		    _("too many arguments: '%.100s'"), argv[optind]);
		return refuse_usage(message);
	}
	if (once_only && options->mode != MODE_ONCE)
		return refuse_usage(_("this option requires --once"));
	if (options->once.plan_only && options->once.accept_hash != NULL)
		return refuse_usage(_("--plan and --accept-plan are mutually "
				      "exclusive"));
	if (options->once.source_name == NULL &&
	    (options->once.accept_hash != NULL ||
		options->mode == MODE_CONNECT ||
		options->mode == MODE_DISCONNECT))
		return refuse_usage(_("a source name is required"));
	return -1;
}

static int
parse(struct options *options, int argc, char **argv)
{
	int code = -1;

	opterr = 0;
	for (int option = 0; code < 0 && option != -1;) {
		option = getopt_long(argc, argv, ":c:hV", long_options, NULL);
		if (option == '?' || option == ':')
			code = refuse_option(option, argv);
		else if (option != -1)
			code = take_option(options, option);
	}
	return code < 0 ? check_options(options, argc, argv) : code;
}

/* Tokens pass through this process: disable core dumps, and tracing except by
 * root. */
static void
harden(void)
{
	const struct rlimit no_core = { 0, 0 };

	inherit_keep_streams();
	/* The service manager's settings were chosen by the administrator. */
	if (getppid() != 1) {
		inherit_reset();
		inherit_leave_group();
	}
	inherit_reset_signals();
	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGPIPE, SIG_IGN);
}

static int
run(struct program *program, const struct options *options)
{
	switch (options->mode) {
	case MODE_AGENT:
		return agent_run(program);
	case MODE_ONCE:
		return once_run(program, &options->once);
	case MODE_CONNECT:
		return connect_run(
		    program, options->once.source_name, options->replace);
	case MODE_DISCONNECT:
		return disconnect_run(program, options->once.source_name);
	case MODE_SEND_MAIL:
		return mailer_run(program);
	case MODE_CONNECT_MAIL:
		return mail_account_connect_run(program);
	}
	return EX_SOFTWARE;
}

int
main(int argc, char **argv)
{
	struct options options = { .mode = MODE_AGENT };
	struct program program;
	int code;

	i18n_init(NULL);
	code = parse(&options, argc, argv);
	if (code >= 0)
		return code;
	harden();
	log_init(getenv("JOURNAL_STREAM") != NULL ? LOG_TARGET_JOURNAL :
						    LOG_TARGET_STDERR,
	    "syncd");
	if (geteuid() != 0 && getenv("FIELDAUTH_ROOT") == NULL) {
		log_line(LOG_ERR, "only root can import people");
		return EX_NOPERM;
	}
	if (secret_library_init() < 0)
		return EX_OSERR;
	if (program_init(
		&program, options.config_file, options.mode == MODE_AGENT) < 0)
		return EX_CONFIG;
	if (options.mode != MODE_AGENT && !options.once.scheduled)
		invoker_identify(
		    getenv("SUDO_UID"), getenv("PKEXEC_UID"), &program.invoker);
	code = run(&program, &options);
	program_release(&program);
	return code;
}
