/*
 * fieldctl/frame/prompt: prompts on the terminal.
 * Layer: fieldctl.  Users: setup, verbs with secrets, destructive verbs.
 *
 * Questions go to standard error, answers come from standard input, so that
 * results can still be piped.  Secrets are typed without echo, or read from the
 * first line of a file; never from an argument.
 */
#ifndef FIELDCTL_FRAME_PROMPT_H
#define FIELDCTL_FRAME_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"
#include "fieldctl/frame/ctl.h"

#define PROMPT_EX_NO 1 /* the exit code when the answer is no */

/* Whether the standard input is a terminal, with a person to answer. */
bool prompt_is_possible(const struct ctl *ctl);

/*
 * A check of one answer.  EX_OK to accept it; otherwise an exit code,
 * after reporting the reason.  *ret_again says whether another answer can be
 * accepted: the question is then repeated, as in adduser(8), and all earlier
 * answers stay.
 */
typedef int prompt_check(
    struct ctl *ctl, const char *answer, void *context, bool *ret_again);

struct prompt {
	const char *question;
	const char *fallback; /* for an empty answer, shown unless it is "";
				 NULL: there must be an answer */
	prompt_check *check;  /* NULL: any answer that fits will do */
	void *context;
};

/*
 * Ask until an answer fits into BUF and passes the check.  EX_OK, the code of a
 * check that no answer can pass, or EX_USAGE at end of input, after reporting
 * it.
 */
int prompt_answer(
    struct ctl *ctl, const struct prompt *prompt, char *buf, size_t size);

/* EX_USAGE, after saying that the input ended before it was all answered. */
int prompt_ended(struct ctl *ctl);

/* Yes or no; an empty answer and the end of the input are no, and anything else
 * is asked again. */
bool prompt_confirm(struct ctl *ctl, const char *question);

/* The same as prompt_check for a password. */
typedef int prompt_password_check(struct ctl *ctl,
    const struct secret *password, void *context, bool *ret_again);

/*
 * A new password of WHOSE: the first line of FILE ("-": standard input), or typed
 * twice when FILE is NULL, or is "-" and standard input a terminal, until both are
 * the same and CHECK takes it.  EX_OK, or an exit code after saying why; what comes from a file is not asked for again.
 */
int prompt_new_password(struct ctl *ctl, const char *file, const char *whose,
    prompt_password_check *check, void *context);

/* Text of several lines that is typed or pasted on the terminal, without echo,
 * up to the end of file.  FIELD_EINVAL: it is empty or longer; FIELD_EIO. */
int prompt_secret_text(struct ctl *ctl, const char *question, size_t max_len,
    struct secret *ret_text);

/*
 * Confirm a destructive change: --yes confirms it; otherwise the person at the
 * terminal is asked.  EX_OK to continue; PROMPT_EX_NO if the answer was no;
 * EX_USAGE if the input ended before an answer, or there is no terminal.
 */
int prompt_destructive(struct ctl *ctl, const char *question);

#endif
