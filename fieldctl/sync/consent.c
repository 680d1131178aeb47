/* Connects by consent in a browser; OAuth itself is handled by syncd. */
#include <poll.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/dialogue.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/frame/qr.h"
#include "fieldctl/sync/redirect.h"
#include "fieldctl/sync/sync.h"

#define REDIRECTED_MAX 4097 /* bytes that syncd accepts, including the NUL */
#define CONSENT_MS     (10 * 60 * 1000) /* time for the person to agree */

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* --- the address that the browser was sent to --------------------------- */

/*
 * What syncd can take: the address, or its query, with the 'state' that was sent
 * (RFC 6749 section 4.1.2); or "CODE" or "CODE REALM", from a page that shows
 * both.  Another line was pasted by mistake.
 */
static bool
is_answer(const char *text)
{
	const size_t code_len = strcspn(text, " \t");
	const char *realm = text + code_len + strspn(text + code_len, " \t");

	if (strchr(text, '?') != NULL ||
	    (strchr(text, '=') != NULL && strchr(text, '&') != NULL))
		return strstr(text, "state=") != NULL;
	return code_len > 0 && strstr(text, "://") == NULL &&
	    strspn(realm, "0123456789") == strlen(realm);
}

/* False at the end of the input. */
static bool
read_line(struct ctl *ctl, char *buf, size_t size)
{
	char line[REDIRECTED_MAX];

	if (fgets(line, sizeof(line), ctl->in) == NULL)
		return false;
	if (!str_copy(buf, size, str_trim(line)))
		buf[0] = '\0';
	return true;
}

/* A pasted line; asks for another one if it is not the address. */
static bool
take_pasted(struct ctl *ctl, char *buf, size_t size)
{
	if (!read_line(ctl, buf, size))
		return false;
	if (is_answer(buf))
		return true;
	fprintf(ctl->err, "%s\n",
	    _("That is neither the address that the browser ended at, which "
	      "has 'state=' in it, nor a code.  Paste the whole address:"));
	fflush(ctl->err);
	buf[0] = '\0';
	return false;
}

static bool
is_at_end(const struct ctl *ctl)
{
	return feof(ctl->in) || ferror(ctl->in);
}

/* Wait for the first of: the browser at FD (-1: not possible), or a line. */
static bool
wait_for_answer(
    struct ctl *ctl, int fd, const char *redirect_url, char *buf, size_t size)
{
	struct pollfd fds[] = {
		{ .fd = fileno(ctl->in), .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	while (fd < 0 && !is_at_end(ctl))
		if (take_pasted(ctl, buf, size))
			return true;
	while (fd >= 0 && poll(fds, 2, CONSENT_MS) > 0) {
		if ((fds[1].revents & POLLIN) != 0 &&
		    redirect_accept(fd, redirect_url, buf, size))
			return true;
		if (fds[0].revents == 0)
			continue;
		if (take_pasted(ctl, buf, size))
			return true;
		if (is_at_end(ctl))
			/* no input possible: only the browser */
			fds[0].fd = -1;
	}
	return false;
}

static int
answer_authorize(struct ctl *ctl, struct dialogue *talk, const json_t *step)
{
	const char *url = text_of(step, "url");
	const char *redirect_url = text_of(step, "redirect_url");
	char redirected[REDIRECTED_MAX];
	int fd = -1;

	if (json_is_true(json_object_get(step, "loopback")) &&
	    redirect_listen(redirect_url, &fd) != FIELD_OK)
		fd = -1;
	fprintf(ctl->err, "%s\n\n",
	    _("Open this address in a browser and "
	      "agree:"));
	ctl_put_safe(ctl->err, url);
	fputs("\n\n", ctl->err);
	qr_print(ctl->err, url);
	fprintf(ctl->err, "%s\n",
	    fd >= 0 ?
		_("Waiting for the browser to return.  If it runs on another machine, paste the address of the final page here:") :
		_("Paste the address of the final page here:"));
	fflush(ctl->err);
	if (!wait_for_answer(
		ctl, fd, redirect_url, redirected, sizeof(redirected)))
		redirected[0] = '\0';
	if (fd >= 0)
		(void)close(fd);
	if (redirected[0] == '\0')
		return FIELD_EINVAL;
	return dialogue_say(talk, "redirected", redirected);
}

/* --- which company ------------------------------------------------------ */

/* The company given by --company, by id or title, or NULL. */
static const json_t *
find_company(const json_t *tenants, const char *company)
{
	const json_t *tenant, *found = NULL;
	size_t i, count = 0;

	json_array_foreach(tenants, i, tenant)
	{
		if (strcmp(text_of(tenant, "id"), company) == 0)
			return tenant;
		if (company[0] == '\0' ||
		    !str_equals_nocase(text_of(tenant, "title"), company))
			continue;
		found = tenant;
		count++;
	}
	/* companies with the same name are told apart only by id */
	return count == 1 ? found : NULL;
}

/* Its name, if it has one, and always its id, since names may be equal. */
static void
put_company(struct ctl *ctl, const json_t *tenant)
{
	const char *title = text_of(tenant, "title");
	const char *type = text_of(tenant, "type");

	ctl_put_safe(ctl->err, title);
	fputs(title[0] != '\0' ? "  " : "", ctl->err);
	ctl_put_safe(ctl->err, text_of(tenant, "id"));
	fputs(type[0] != '\0' ? " (" : "", ctl->err);
	ctl_put_safe(ctl->err, type);
	fputs(type[0] != '\0' ? ")\n" : "\n", ctl->err);
}

static int
check_number(
    struct ctl *ctl, const char *answer, void *context, bool *ret_again)
{
	const int64_t count = (int64_t)json_array_size(context);
	int64_t number;

	if (str_parse_int(answer, 1, count, &number) == FIELD_OK)
		return EX_OK;
	*ret_again = true;
	return ctl_usage(ctl, _("Type a number from 1 to %d."), (int)count);
}

/* NULL at the end of the input, after saying so. */
static const json_t *
ask_for_company(struct ctl *ctl, json_t *tenants)
{
	const struct prompt prompt = {
		.question = _("Number of the company"),
		.check = check_number,
		.context = tenants,
	};
	const json_t *tenant;
	char answer[20];
	int64_t number = 0;
	size_t i;

	fprintf(ctl->err, "%s\n", _("The consent covers several companies:"));
	json_array_foreach(tenants, i, tenant)
	{
		fprintf(ctl->err, "%3zu  ", i + 1);
		put_company(ctl, tenant);
	}
	if (prompt_answer(ctl, &prompt, answer, sizeof(answer)) != EX_OK)
		return NULL;
	(void)str_parse_int(answer, 1, INT32_MAX, &number);
	return json_array_get(tenants, (size_t)number - 1);
}

static int
answer_choose(struct ctl *ctl, struct dialogue *talk, const json_t *step)
{
	const char *company = option_text(&ctl->options, "company");
	json_t *tenants = json_object_get(step, "tenants");
	const json_t *tenant = company != NULL ?
	    find_company(tenants, company) :
	    ask_for_company(ctl, tenants);

	if (tenant == NULL)
		return FIELD_EINVAL;
	return dialogue_say(talk, "tenant", text_of(tenant, "id"));
}

/* --- the end ------------------------------------------------------------ */

static int
say_connected(struct ctl *ctl, const json_t *step)
{
	const json_t *missing = json_object_get(step, "missing_scopes");
	const json_t *scope;
	size_t i;

	ctl_say(ctl, _("%s is connected to %s."), ctl->args[0],
	    text_of(step, "realm_title")[0] != '\0' ?
		text_of(step, "realm_title") :
		text_of(step, "realm"));
	json_array_foreach(missing, i, scope) ctl_say(ctl,
	    _("The consent does not include '%s', so data that requires it cannot be imported.  Connect again and agree to it, or remove the entry from 'pull'."),
	    json_is_string(scope) ? json_string_value(scope) : "?");
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:s, s:O?, s:b}", "source", ctl->args[0],
		"realm", text_of(step, "realm"), "realm_title",
		text_of(step, "realm_title"), "missing_scopes", missing,
		"connected", 1));
}

static int
say_disconnected(struct ctl *ctl, const json_t *step)
{
	bool revoked = json_is_true(json_object_get(step, "revoked"));

	ctl_say(ctl,
	    revoked ? _("%s is disconnected, and its access is revoked.") :
		      _("%s is disconnected; its access could not be "
			"revoked there: do it in the accounting product."),
	    ctl->args[0]);
	return listing_result(ctl,
	    json_pack("{s:s, s:b, s:b}", "source", ctl->args[0], "connected", 0,
		"revoked", revoked));
}

static int
say_error(struct ctl *ctl, const json_t *step)
{
	const json_t *error = json_object_get(step, "error");

	return ctl_problem(ctl, reason_exit_by_code(text_of(error, "code")),
	    text_of(error, "code"), text_of(error, "message"),
	    text_of(error, "hint"));
}

/* Process one step of the dialogue; *ret_over if it was the last. */
static int
take_step(
    struct ctl *ctl, struct dialogue *talk, const json_t *step, bool *ret_over)
{
	const char *name = text_of(step, "step");
	int rc = FIELD_EINVAL;

	*ret_over = true;
	if (json_is_object(json_object_get(step, "error")))
		return say_error(ctl, step);
	if (strcmp(name, "connected") == 0)
		return say_connected(ctl, step);
	if (strcmp(name, "disconnected") == 0)
		return say_disconnected(ctl, step);
	if (strcmp(name, "authorize") == 0)
		rc = answer_authorize(ctl, talk, step);
	else if (strcmp(name, "choose") == 0)
		rc = answer_choose(ctl, talk, step);
	if (rc != FIELD_OK)
		return ctl_problem(ctl, EX_DATAERR, "no_answer",
		    _("The dialogue ended without an answer; nothing was "
		      "changed."),
		    _("Try again: fieldctl sync connect."));
	*ret_over = false;
	return EX_OK;
}

static int
hold_dialogue(struct ctl *ctl, const char *mode)
{
	struct dialogue talk;
	bool over = false;
	int exit_code, status = EX_OK;
	int rc = dialogue_open(ctl, mode, ctl->args[0], &talk);

	if (rc == FIELD_ENOTFOUND)
		return ctl_problem(ctl, EX_OSFILE, "no_syncd",
		    _("The import program syncd is not installed."),
		    _("Install fieldauth: make install."));
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	while (!over) {
		json_t *step = dialogue_hear(&talk);

		if (step == NULL) {
			status = ctl_problem(ctl, EX_SOFTWARE, "no_report",
			    _("syncd exited without a report."), "");
			break;
		}
		status = take_step(ctl, &talk, step, &over);
		json_decref(step);
	}
	exit_code = dialogue_close(&talk);
	return status == EX_OK ? exit_code : status;
}

int
sync_connect_consent(struct ctl *ctl)
{
	return hold_dialogue(ctl,
	    option_is_set(&ctl->options, "replace") ? "--connect-replacing" :
						      "--connect");
}

int
sync_disconnect_verb(struct ctl *ctl)
{
	int status = sync_check_source(ctl);

	if (status == EX_OK && prompt_is_possible(ctl))
		status = prompt_destructive(
		    ctl, _("Revoke the access of this source?"));
	return status == EX_OK ? hold_dialogue(ctl, "--disconnect") : status;
}
