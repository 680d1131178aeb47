#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/pam_stack.h"

#define OUR_MODULE "pam_fieldauth.so"

/* --- reading ------------------------------------------------------------ */

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Copy the control at AT, a word or a bracket; returns what follows. */
static const char *
read_control(const char *at, struct pam_rule *rule)
{
	size_t len;

	if (*at == '[') {
		at++;
		len = strcspn(at, "]");
	} else {
		len = strcspn(at, " \t");
	}
	if (at[len] == '\0' || len >= sizeof(rule->control))
		return NULL;
	memcpy(rule->control, at, len);
	rule->control[len] = '\0';
	return skip_blanks(at + len + 1);
}

static bool
read_module(const char *at, struct pam_rule *rule)
{
	size_t len = strcspn(at, " \t#");
	const char *name = at;

	for (size_t i = 0; i < len; i++)
		if (at[i] == '/')
			name = at + i + 1;
	len -= (size_t)(name - at);
	if (len == 0 || len >= sizeof(rule->module))
		return false;
	memcpy(rule->module, name, len);
	rule->module[len] = '\0';
	return true;
}

/* LINE has no newline. */
static bool
read_rule(const char *line, const char *type, struct pam_rule *rule)
{
	const char *at = skip_blanks(line);
	size_t len = strlen(type);

	at += *at == '-' ? 1 : 0; /* "a missing module is no error" */
	if (strncmp(at, type, len) != 0 || strchr(" \t", at[len]) == NULL ||
	    at[len] == '\0')
		return false;
	at = read_control(skip_blanks(at + len), rule);
	return at != NULL && read_module(at, rule);
}

void
pam_stack_read(const char *text, const char *type, struct pam_stack *ret_stack)
{
	char line[1024];

	ret_stack->count = 0;
	while (*text != '\0' && ret_stack->count < PAM_STACK_MAX) {
		size_t len = strcspn(text, "\n");

		if (len < sizeof(line)) {
			memcpy(line, text, len);
			line[len] = '\0';
			if (read_rule(line, type,
				&ret_stack->rules[ret_stack->count]))
				ret_stack->count++;
		}
		text += len + (text[len] == '\n' ? 1 : 0);
	}
}

/* --- judging ------------------------------------------------------------ */

/* The index of MODULE, or the count when it is not there. */
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

/* Whether CONTROL has the word "KEY=VALUE", or, with VALUE NULL, a number for
 * KEY, which goes to *ret_number. */
static bool
control_has(const char *control, const char *key, const char *value,
    unsigned long *ret_number)
{
	size_t key_len = strlen(key);

	while (*control != '\0') {
		size_t len;

		control = skip_blanks(control);
		len = strcspn(control, " \t");
		if (len > key_len && control[key_len] == '=' &&
		    strncmp(control, key, key_len) == 0) {
			const char *given = control + key_len + 1;
			char *end;

			if (value != NULL)
				return len - key_len - 1 == strlen(value) &&
				    strncmp(given, value, strlen(value)) == 0;
			*ret_number = strtoul(given, &end, 10);
			return end == control + len && end != given;
		}
		control += len;
	}
	return false;
}

static const char *
primary_problem(const struct pam_stack *stack, size_t ours, const char *type)
{
	const char *control = stack->rules[ours].control;
	size_t deny = find_module(stack, "pam_deny.so");
	size_t local = find_module(stack, "pam_unix.so");
	unsigned long jump = 0;

	if (!control_has(control, "default", "die", NULL))
		return N_("a refusal does not end the stack (default=die is "
			  "missing): pam_unix could say yes after it");
	if (!control_has(control, "success", NULL, &jump))
		return N_("a success does not jump (success=N is missing)");
	if (deny < stack->count && ours + jump < deny)
		return N_("a success jumps too short and ends at pam_deny");
	if (strcmp(type, "account") == 0 &&
	    !control_has(control, "new_authtok_reqd", "done", NULL))
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
	    N_("pam_fieldauth stands after pam_unix, which could say yes "
	       "before it") :
	    NULL;
}

/* Where a refusal is not final, a person who has been blocked meanwhile gets a
 * session all the same; a home folder is made for nobody who is refused. */
static const char *
session_problem(const struct pam_stack *stack, size_t ours)
{
	const char *control = stack->rules[ours].control;
	size_t home = find_module(stack, "pam_mkhomedir.so");

	if (!control_has(control, "default", "die", NULL))
		return N_("a refusal does not end the stack (default=die is "
			  "missing): blocked people would get a session");
	if (home < ours)
		return N_("pam_mkhomedir stands before pam_fieldauth: people "
			  "who are refused would get a home folder");
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

/* --- taking our lines out ----------------------------------------------- */

/* A line of the file; a rule of some type, or not a rule. */
struct file_line {
	const char *at;
	size_t len; /* with its newline */
	bool is_rule, is_ours;
	char type[16];
};

static struct file_line
read_line(const char *at)
{
	static const char *const types[] = { "auth", "account", "password",
		"session" };
	struct file_line line = { .at = at };
	struct pam_rule rule;
	char copy[1024];
	size_t len = strcspn(at, "\n");

	line.len = len + (at[len] == '\n' ? 1 : 0);
	if (!str_format(copy, sizeof(copy), "%.*s", (int)len, at))
		return line;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (!read_rule(copy, types[i], &rule))
			continue;
		line.is_rule = true;
		line.is_ours = strcmp(rule.module, OUR_MODULE) == 0;
		(void)str_copy(line.type, sizeof(line.type), types[i]);
	}
	return line;
}

/* How many of our rules are among the next JUMP rules of the line's type. */
static unsigned long
ours_within(const struct file_line *line, unsigned long jump)
{
	const char *at = line->at + line->len;
	unsigned long ours = 0;

	while (*at != '\0' && jump > 0) {
		struct file_line next = read_line(at);

		at += next.len;
		if (!next.is_rule || strcmp(next.type, line->type) != 0)
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
