/*
 * fieldctl/frame/ask: a verb whose work is a request (control/request.h).
 * Layer: fieldctl.  Users: such verbs.
 *
 * A verb of fieldctl reads arguments, files and prompts, asks, and shows what
 * came back.  Its row in the table of commands has NEEDS_REQUESTS: nothing is
 * opened for it here, and ctl->store is NULL.  Parameters are an object made
 * by ask_text() and its like, which is taken over by ctl_ask():
 *
 *	json_t *params = json_object();
 *
 *	ask_text(params, "name", ctl->args[0]);
 *	ask_option(ctl, params, "title");
 *	status = ctl_ask(ctl, "role.add", params, NULL, &answer);
 *	if (status == EX_OK)
 *		ctl_say(ctl, "%s: %s", ctl->args[0], _("added"));
 *	control_answer_release(&answer);
 */
#ifndef FIELDCTL_FRAME_ASK_H
#define FIELDCTL_FRAME_ASK_H

#include <stdint.h>

#include "base/secret.h"
#include "control/answer.h"
#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/listing.h"

/* --- parameters ----------------------------------------------------------- */

/* Set KEY to TEXT; nothing for NULL.  ctl_ask() reports text that is not
 * UTF-8. */
void ask_text(json_t *params, const char *key, const char *text);
/* Set the parameter NAME ('_' for '-') to the option NAME, if given. */
void ask_option(const struct ctl *ctl, json_t *params, const char *name);
void ask_flag(const struct ctl *ctl, json_t *params, const char *name);
/* TEXT, which WHAT ("--limit") gives, as a number from MIN to MAX (INT32_MAX or
 * more: any); nothing for NULL.  EX_OK, or EX_USAGE after saying what is
 * wrong. */
int ask_number(struct ctl *ctl, json_t *params, const char *key,
    const char *what, const char *text, int64_t min, int64_t max);
/* Set a list of COUNT texts; nothing for none. */
void ask_texts(json_t *params, const char *key, char *const *texts, int count);
void ask_secret(json_t *params, const char *key, const struct secret *secret);
void ask_bytes(json_t *params, const char *key, const void *bytes, size_t len);

/* --- asking ---------------------------------------------------------------- */

/*
 * Send REQUEST with PARAMS (NULL for none; takes ownership); rows go to SINK,
 * or are discarded for NULL.  A request that changes something is a dry run if
 * ctl is one.  Warnings and the error are printed.  Returns the exit code;
 * release *ret_answer in any case.
 */
int ctl_ask(struct ctl *ctl, const char *request, json_t *params,
    const struct control_sink *sink, struct control_answer *ret_answer);

/* The same, if only the error of the answer matters. */
int ctl_do(struct ctl *ctl, const char *request, json_t *params);

/* Request rows, and list them by COLUMNS as they arrive. */
int ctl_list(struct ctl *ctl, const char *request, json_t *params,
    const struct listing_column *columns);

/* Send REQUEST, whose result is one object, and show it by COLUMNS. */
int ctl_show(struct ctl *ctl, const char *request, json_t *params,
    const struct listing_column *columns);

/* Request rows, and keep them: an array in *ret_rows, to be released by
 * json_decref(), even after a failure.  For small results only. */
int ctl_rows(struct ctl *ctl, const char *request, json_t *params,
    json_t **ret_rows, struct control_answer *ret_answer);

#endif
