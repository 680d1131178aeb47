#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/prompt.h"

/* The state that the signal handler needs to restore the terminal's echo. */
static struct {
	int fd;
	struct termios before;
} quiet_terminal = { .fd = -1 };

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
#define ENDING_SIGNAL_COUNT (sizeof(ending_signals) / sizeof(ending_signals[0]))

/* tcsetattr(), signal() and raise() are async-signal-safe (POSIX.1-2008). */
static void
restore_and_end(int signal_number)
{
	(void)tcsetattr(quiet_terminal.fd, TCSAFLUSH, &quiet_terminal.before);
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

bool
prompt_is_possible(const struct ctl *ctl)
{
	return isatty(fileno(ctl->in)) == 1;
}

int
prompt_ended(struct ctl *ctl)
{
	return ctl_problem(ctl, EX_USAGE, "no_answer",
	    _("The input ended before every question was answered; nothing was "
	      "changed."),
	    "");
}

/* --- a line ------------------------------------------------------------------- */

/* The next line, trimmed.  FIELD_ENOTFOUND at the end of the input, FIELD_EINVAL
 * for a line longer than SIZE, all of which is read. */
static int
read_line(struct ctl *ctl, char *buf, size_t size)
{
	char line[512], rest[512];
	bool is_whole;
	int rc = FIELD_OK;

	if (fgets(line, sizeof(line), ctl->in) == NULL)
		return FIELD_ENOTFOUND;
	is_whole = strchr(line, '\n') != NULL;
	if (!str_copy(buf, size, str_trim(line)))
		rc = FIELD_EINVAL;
	while (!is_whole && fgets(rest, sizeof(rest), ctl->in) != NULL) {
		is_whole = strchr(rest, '\n') != NULL;
		rc = FIELD_EINVAL;
	}
	return rc;
}

static void
ask(struct ctl *ctl, const struct prompt *prompt)
{
	const char *fallback = prompt->fallback;

	if (fallback != NULL && fallback[0] != '\0')
		fprintf(ctl->err, "%s [%s]: ", prompt->question, fallback);
	else
		fprintf(ctl->err, "%s: ", prompt->question);
	fflush(ctl->err);
}

/* One round of prompt_answer(). */
static int
answer_once(struct ctl *ctl, const struct prompt *prompt, char *buf,
    size_t size, bool *ret_again)
{
	int rc;

	ask(ctl, prompt);
	rc = read_line(ctl, buf, size);
	if (rc == FIELD_ENOTFOUND) {
		fputc('\n', ctl->err);
		return prompt_ended(ctl);
	}
	*ret_again = true;
	if (rc == FIELD_OK && buf[0] == '\0' && prompt->fallback != NULL &&
	    !str_copy(buf, size, prompt->fallback))
		rc = FIELD_EINVAL;
	if (rc != FIELD_OK)
		return ctl_usage(ctl, _("This answer is too long."));
	if (buf[0] == '\0' && prompt->fallback == NULL)
		return ctl_usage(ctl, _("This question needs an answer."));
	*ret_again = false;
	return prompt->check == NULL ?
	    EX_OK :
	    prompt->check(ctl, buf, prompt->context, ret_again);
}

int
prompt_answer(
    struct ctl *ctl, const struct prompt *prompt, char *buf, size_t size)
{
	bool again;
	int status;

	do {
		again = false;
		status = answer_once(ctl, prompt, buf, size, &again);
	} while (status != EX_OK && again);
	return status;
}

/* FIELD_OK for yes, FIELD_EDENIED for no and for an empty answer, FIELD_EINVAL for
 * the end of the input; anything else is asked again. */
static int
ask_yes_no(struct ctl *ctl, const char *question)
{
	char answer[8];

	for (;;) {
		int rc;

		fprintf(ctl->err, "%s %s ", question, _("[y/N]"));
		fflush(ctl->err);
		rc = read_line(ctl, answer, sizeof(answer));
		if (rc == FIELD_ENOTFOUND) {
			fputc('\n', ctl->err);
			return FIELD_EINVAL;
		}
		if (rc == FIELD_OK &&
		    (str_equals_nocase(answer, "y") ||
			str_equals_nocase(answer, "yes")))
			return FIELD_OK;
		if (rc == FIELD_OK &&
		    (answer[0] == '\0' || str_equals_nocase(answer, "n") ||
			str_equals_nocase(answer, "no")))
			return FIELD_EDENIED;
		fprintf(ctl->err, "%s\n", _("Please answer y or n."));
	}
}

bool
prompt_confirm(struct ctl *ctl, const char *question)
{
	return ask_yes_no(ctl, question) == FIELD_OK;
}

/* --- passwords ---------------------------------------------------------------- */

/* How an answer is read: secret_read_line(), secret_read_all(). */
typedef int read_secret(struct secret *ret_secret, int fd, size_t max_len);

/* Ask QUESTION and READ the answer without echo.  The echo ends before the
 * question is seen, so that no quick answer is shown or thrown away. */
static int
ask_quietly(struct ctl *ctl, const char *question, read_secret *read_answer,
    size_t max_len, struct secret *ret_secret)
{
	const struct sigaction action = { .sa_handler = restore_and_end };
	struct sigaction before[ENDING_SIGNAL_COUNT];
	const int fd = fileno(ctl->in);
	struct termios quiet;
	int rc = FIELD_EIO;

	if (tcgetattr(fd, &quiet_terminal.before) != 0)
		return FIELD_EIO;
	quiet_terminal.fd = fd;
	for (size_t i = 0; i < ENDING_SIGNAL_COUNT; i++)
		(void)sigaction(ending_signals[i], &action, &before[i]);
	quiet = quiet_terminal.before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	if (tcsetattr(fd, TCSAFLUSH, &quiet) == 0) {
		fprintf(ctl->err, "%s: ", question);
		fflush(ctl->err);
		rc = read_answer(ret_secret, fd, max_len);
		fputc('\n', ctl->err);
		fflush(ctl->err);
	}
	(void)tcsetattr(fd, TCSAFLUSH, &quiet_terminal.before);
	for (size_t i = 0; i < ENDING_SIGNAL_COUNT; i++)
		(void)sigaction(ending_signals[i], &before[i], NULL);
	return rc;
}

/* FIELD_ENOTFOUND at end of input; otherwise EX_OK, or a code after reporting
 * the reason. */
static int
type_twice(struct ctl *ctl, const char *whose, struct secret *ret_password)
{
	struct secret first = SECRET_INIT, second = SECRET_INIT;
	char question[200];
	int rc, status = EX_OK;

	(void)str_format(
	    question, sizeof(question), _("New password of %s"), whose);
	rc = ask_quietly(
	    ctl, question, secret_read_line, SECRET_TYPED_MAX - 1, &first);
	if (rc == FIELD_OK)
		rc = ask_quietly(ctl, _("Retype the new password"),
		    secret_read_line, SECRET_TYPED_MAX - 1, &second);
	if (rc == FIELD_ENOTFOUND) {
		status = rc;
	} else if (rc != FIELD_OK) {
		status = ctl_problem(ctl, EX_DATAERR, "bad_password",
		    _("The password is empty or too long."), "");
	} else if (!secret_equals(&first, &second)) {
		status = ctl_problem(ctl, EX_DATAERR, "password_mismatch",
		    _("The passwords do not match."), "");
	} else {
		*ret_password = first;
		first = (struct secret)SECRET_INIT; /* transferred */
	}
	secret_release(&first);
	secret_release(&second);
	return status;
}

static int
type_until_taken(struct ctl *ctl, const char *whose,
    prompt_password_check *check, void *context)
{
	bool again;
	int status;

	do {
		struct secret password = SECRET_INIT;

		again = true;
		status = type_twice(ctl, whose, &password);
		if (status == FIELD_ENOTFOUND)
			return prompt_ended(ctl);
		if (status == EX_OK) {
			again = false;
			status = check(ctl, &password, context, &again);
		}
		secret_release(&password);
	} while (status != EX_OK && again);
	return status;
}

static int
read_from_file(struct ctl *ctl, const char *file, struct secret *ret_password)
{
	bool is_stdin = strcmp(file, "-") == 0;
	int fd = is_stdin ? fileno(ctl->in) :
			    open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char message[400];
	int rc;

	if (fd < 0) {
		(void)str_format(message, sizeof(message),
		    _("The password file '%.200s' cannot be read: %s"), file,
		    strerror(errno));
		return ctl_problem(
		    ctl, EX_NOINPUT, "no_password_file", message, "");
	}
	rc = secret_read_line(ret_password, fd, SECRET_TYPED_MAX - 1);
	if (!is_stdin)
		(void)close(fd);
	if (rc == FIELD_OK)
		return EX_OK;
	(void)str_format(message, sizeof(message),
	    _("The first line of '%s' is not a password: it is empty or too "
	      "long."),
	    file);
	return ctl_problem(ctl, EX_DATAERR, "bad_password", message, "");
}

int
prompt_new_password(struct ctl *ctl, const char *file, const char *whose,
    prompt_password_check *check, void *context)
{
	struct secret password = SECRET_INIT;
	bool again = false;
	int status;

	/* "-" on a terminal would show what is typed */
	if (file != NULL && strcmp(file, "-") == 0 && prompt_is_possible(ctl))
		file = NULL;
	if (file == NULL && prompt_is_possible(ctl))
		return type_until_taken(ctl, whose, check, context);
	if (file == NULL)
		return ctl_usage(ctl,
		    _("The password cannot be asked for without a terminal: use "
		      "--password-file FILE ('-' is standard input)."));
	status = read_from_file(ctl, file, &password);
	if (status == EX_OK)
		status = check(ctl, &password, context, &again);
	secret_release(&password);
	return status;
}

int
prompt_secret_text(struct ctl *ctl, const char *question, size_t max_len,
    struct secret *ret_text)
{
	return ask_quietly(ctl, question, secret_read_all, max_len, ret_text);
}

int
prompt_destructive(struct ctl *ctl, const char *question)
{
	int rc = FIELD_EINVAL;

	if (ctl->dry_run || option_is_set(&ctl->options, "yes"))
		return EX_OK;
	if (prompt_is_possible(ctl))
		rc = ask_yes_no(ctl, question);
	if (rc == FIELD_OK)
		return EX_OK;
	if (rc == FIELD_EINVAL)
		return ctl_problem(ctl, EX_USAGE, "usage",
		    _("This needs confirmation."), _("Use --yes to confirm."));
	return ctl_problem(
	    ctl, PROMPT_EX_NO, "not_confirmed", _("Nothing was changed."), "");
}
