#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/machine/pam_stack.h"
#include "pamconf/control.h"
#include "pamconf/service.h"

#define OUR_MODULE PAMCONF_OURS

/* --- reading ------------------------------------------------------------ */

/* Parse the next line of TEXT as a rule of a module; *ret_len is its length.
 * Other lines are ignored. */
static bool
read_rule(const char *text, size_t *ret_len, struct pamconf_rule *ret_rule)
{
	char line[PAMCONF_LINE_SIZE];

	return pamconf_line(text, line, ret_len) == FIELD_OK &&
	    line[0] != '\0' && pamconf_rule_parse(line, ret_rule) == FIELD_OK &&
	    ret_rule->kind != PAMCONF_INCLUDE_ALL;
}

void
pam_stack_read(const char *text, const char *type, struct pam_stack *ret_stack)
{
	struct pamconf_rule rule;

	ret_stack->count = 0;
	while (*text != '\0' && ret_stack->count < PAM_STACK_MAX) {
		struct pam_rule *to = &ret_stack->rules[ret_stack->count];
		size_t len;

		if (read_rule(text, &len, &rule) &&
		    strcmp(pamconf_type_name(rule.type), type) == 0 &&
		    str_copy(to->control, sizeof(to->control), rule.control) &&
		    str_copy(to->module, sizeof(to->module), rule.name))
			ret_stack->count++;
		text += len;
	}
}

/* --- evaluating --------------------------------------------------------- */

/* The index of MODULE, or the count if it is not there. */
static size_t
find_module(const struct pam_stack *stack, const char *module)
{
	size_t i = 0;

	while (i < stack->count && strcmp(stack->rules[i].module, module) != 0)
		i++;
	return i;
}

bool
pam_stack_has(const struct pam_stack *stack, const char *module)
{
	return find_module(stack, module) < stack->count;
}

/* The module's results for a person whom it refuses, for any type. */
static const char *const refusals[] = { "auth_err", "perm_denied",
	"acct_expired", "authinfo_unavail", "system_err", "buf_err", "conv_err",
	"abort", "cred_unavail", "maxtries", "authtok_err", "try_again",
	"authtok_lock_busy", "authtok_recover_err" };

static bool
refusals_are_final(const char *control)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (!pamconf_is_final(control, refusals[i]))
			return false;
	return true;
}

static const char *
primary_problem(const struct pam_stack *stack, size_t ours, const char *type)
{
	const char *control = stack->rules[ours].control;
	size_t deny = find_module(stack, "pam_deny.so");
	size_t local = find_module(stack, "pam_unix.so");
	unsigned long jump, none;

	if (!refusals_are_final(control))
		return N_("a refusal is not final (default=bad is missing): "
			  "pam_unix could admit the person after it");
	if (pamconf_action(control, "success", &jump) != PAMCONF_JUMP)
		return N_("a success does not jump (success=N is missing)");
	if (deny < stack->count && ours + jump < deny)
		return N_(
		    "a success does not jump far enough, and ends at pam_deny");
	if (strcmp(type, "account") == 0 &&
	    pamconf_action(control, "new_authtok_reqd", &none) != PAMCONF_DONE)
		return N_("new_authtok_reqd=done is missing: people would not "
			  "have to change an expired password");
	if (local == stack->count)
		return NULL;
	if (type[0] == 'p') /* password */
		return ours < local ?
		    N_("pam_fieldauth stands before pam_unix: local people "
		       "could not change their passwords") :
		    NULL;
	return ours > local ?
	    N_("pam_fieldauth stands after pam_unix, which could admit people before it") :
	    NULL;
}

/* If a refusal is not final, a person who has been blocked in the meantime
 * still gets a session, and a home folder is created for a refused person. */
static const char *
session_problem(const struct pam_stack *stack, size_t ours)
{
	const char *control = stack->rules[ours].control;
	size_t home = find_module(stack, "pam_mkhomedir.so");
	unsigned long jump;

	if (pamconf_action(control, "perm_denied", &jump) != PAMCONF_DIE)
		return N_("a refusal does not end the stack (default=die is "
			  "missing): blocked people would get a session");
	if (home < ours)
		return N_(
		    "pam_mkhomedir stands before pam_fieldauth: a home folder would be created for people who are refused");
	return NULL;
}

const char *
pam_stack_problem(const struct pam_stack *stack, const char *type)
{
	size_t ours = find_module(stack, OUR_MODULE);

	if (ours == stack->count)
		return N_("pam_fieldauth is missing");
	if (strcmp(type, "session") == 0)
		return session_problem(stack, ours);
	return primary_problem(stack, ours, type);
}

const char *
pam_stack_outdated(const struct pam_stack *stack, const char *type)
{
	size_t ours = find_module(stack, OUR_MODULE);
	unsigned long jump;

	if (ours == stack->count || strcmp(type, "session") == 0)
		return NULL;
	if (pamconf_action(stack->rules[ours].control, "perm_denied", &jump) !=
	    PAMCONF_DIE)
		return NULL;
	return N_("a refusal ends the stack (default=die), so that modules "
		  "behind pam_fieldauth, such as pam_faillock, are not called");
}

/* --- removing our lines ------------------------------------------------- */

/* A line of the file: a rule of some type, or not a rule. */
struct file_line {
	const char *at;
	size_t len; /* including its newline */
	bool is_rule, is_ours;
	enum pamconf_type type;
};

static struct file_line
read_line(const char *at)
{
	struct file_line line = { .at = at };
	struct pamconf_rule rule;

	if (!read_rule(at, &line.len, &rule))
		return line;
	line.is_rule = true;
	line.is_ours = rule.kind == PAMCONF_MODULE &&
	    strcmp(rule.name, OUR_MODULE) == 0;
	line.type = rule.type;
	return line;
}

/* The number of our rules among the next JUMP rules of the line's type. */
static unsigned long
ours_within(const struct file_line *line, unsigned long jump)
{
	const char *at = line->at + line->len;
	unsigned long ours = 0;

	while (*at != '\0' && jump > 0) {
		struct file_line next = read_line(at);

		at += next.len;
		if (!next.is_rule || next.type != line->type)
			continue;
		jump--;
		ours += next.is_ours ? 1 : 0;
	}
	return ours;
}

/* Copy LINE to OUT; within its brackets each "=N" jumps over fewer rules. */
static void
put_shortened(struct strbuf *out, const struct file_line *line)
{
	const char *at = line->at, *end = line->at + line->len;
	const char *bracket = memchr(at, ']', line->len);

	while (at < end) {
		char *rest;
		unsigned long jump;

		strbuf_append(out, at, 1);
		if (*at++ != '=' || bracket == NULL || at >= bracket ||
		    *at < '0' || *at > '9')
			continue;
		jump = strtoul(at, &rest, 10);
		strbuf_printf(out, "%lu", jump - ours_within(line, jump));
		at = rest;
	}
}

char *
pam_stack_without_us(const char *text)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_puts(&out, "");
	while (*text != '\0') {
		struct file_line line = read_line(text);

		if (line.is_rule && !line.is_ours)
			put_shortened(&out, &line);
		else if (!line.is_ours)
			strbuf_append(&out, line.at, line.len);
		text += line.len;
	}
	return strbuf_take(&out);
}
