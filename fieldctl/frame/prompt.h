/*
 * fieldctl/frame/prompt: asking the person at the terminal.
 * Layer: fieldctl.  Users: setup, verbs with secrets, destructive verbs.
 *
 * Questions go to standard error, answers come from standard input, so that
 * results can still be piped.  Secrets are typed without echo, or come from
 * the first line of a file; never from an argument.
 */
#ifndef FIELDCTL_FRAME_PROMPT_H
#define FIELDCTL_FRAME_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"
#include "fieldctl/frame/ctl.h"

#define PROMPT_EX_NO 1 /* the exit code when the answer is no */

/* Whether somebody is there to answer. */
bool prompt_is_possible(const struct ctl *ctl);

/*
 * Ask QUESTION; an empty answer takes FALLBACK (shown, unless it is NULL or
 * "").  FIELD_EINVAL at end of file or when the answer does not fit.
 */
int prompt_line(struct ctl *ctl, const char *question, const char *fallback,
    char *buf, size_t size);

/* Yes or no, where everything but y or yes is no. */
bool prompt_confirm(struct ctl *ctl, const char *question);

/*
 * A new password: the first line of FILE ("-": standard input), or typed
 * twice when FILE is NULL, or is "-" and standard input a terminal.  EX_OK, or
 * an exit code after saying why.
 */
int prompt_new_password(struct ctl *ctl, const char *file, const char *whose,
    struct secret *ret_password);

/* Text of several lines that is typed or pasted on the terminal, without echo,
 * up to the end of file.  FIELD_EINVAL: it is empty or longer; FIELD_EIO. */
int prompt_secret_text(struct ctl *ctl, const char *question, size_t max_len,
    struct secret *ret_text);

/*
 * Go on with a destructive change?  --yes says so; else the person at the
 * terminal is asked.  EX_OK to go on; PROMPT_EX_NO when the answer was no;
 * EX_USAGE where the input ends before an answer, or there is no terminal.
 */
int prompt_destructive(struct ctl *ctl, const char *question);

#endif
