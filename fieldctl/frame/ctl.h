/*
 * fieldctl/frame/ctl: one call of fieldctl: what was asked, where, and how it ends.
 * Layer: fieldctl.  Users: every verb.
 *
 * A verb returns an exit code of sysexits(3).  What it has to say when it
 * fails goes through the functions here, so that a person always gets a
 * sentence and what to do, and a program with --json always gets
 * {"error":{"code","message","hint"}} on standard error.
 */
#ifndef FIELDCTL_FRAME_CTL_H
#define FIELDCTL_FRAME_CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "conf/config.h"
#include "conf/paths.h"
#include "fieldctl/frame/option.h"
#include "store/core/change.h"

enum ctl_format { CTL_TABLE, CTL_JSON, CTL_CSV };

struct command;

struct ctl {
	FILE *in, *out, *err;
	const char *root; /* $FIELDAUTH_ROOT, or "" */
	/* Requests are processed in this process, not through control.sock. */
	bool is_root;
	struct options options;
	char **args; /* the arguments after the options */
	int arg_count;
	enum ctl_format format;
	bool dry_run;
	struct paths paths;
	struct config config;
	bool has_config;
	struct store *store; /* NULL for verbs that do not need it */
	/* For verbs that send requests: opened by the first (ask.h). */
	struct control_session *session;
	struct json_t *said; /* warnings of requests: each is printed once */
	struct actor actor;
	const struct command *top; /* all verbs, for the verb 'complete' */
};

/* --- opening ------------------------------------------------------------ */

/* Read fieldauth.conf.  EX_OK, or EX_CONFIG after reporting the line. */
int ctl_load_config(struct ctl *ctl);

void ctl_close(struct ctl *ctl);

/* --- failing ------------------------------------------------------------ */

/* Say MESSAGE and HINT (may be ""); returns EXIT_CODE. */
int ctl_problem(struct ctl *ctl, int exit_code, const char *code,
    const char *message, const char *hint);

/* Say MESSAGE and HINT, and go on; with --json {"warning":{...}}. */
void ctl_warn(
    struct ctl *ctl, const char *code, const char *message, const char *hint);

/* EX_USAGE with a formatted sentence. */
int ctl_usage(struct ctl *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* EX_USAGE with the sentence and the hint of a refusal: for a value that is
 * refused before anything is asked. */
int ctl_usage_refused(struct ctl *ctl, const struct refusal *why);

/* EX_OK for root; else say that TITLE ("fieldctl setup") is root's alone. */
int ctl_root_only(struct ctl *ctl, const char *title);

/* Print a refusal. */
int ctl_refused(struct ctl *ctl, const struct refusal *why);

/* Report the result of a store function: WHY with FIELD_EDENIED (may be NULL if
 * the function has none), otherwise the reason for the code. */
int ctl_failed(struct ctl *ctl, int rc, const struct refusal *why);

/* The same for a REASON with its texts. */
int ctl_reason(
    struct ctl *ctl, enum reason reason, const char *a, const char *b);

/* Print a result line: formatted text, followed by a note for a dry run.
 * Prints nothing with --json. */
void ctl_say(struct ctl *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* On standard error: a name cache could not be notified of a change. */
void ctl_warn_caches(struct ctl *ctl);

/* Write TEXT with controls and bytes that are not UTF-8 as \xNN, so that stored
 * or remote text cannot control the terminal. */
void ctl_put_safe(FILE *stream, const char *text);

/* The same, with instants in the caller's zone (local_put()): what an answer
 * says. */
void ctl_put_local(FILE *stream, const char *text);

/* The same, but line feeds stay, and carriage returns before them are
 * removed. */
void ctl_put_lines(FILE *stream, const char *text);

#endif
