/*
 * pamconf/rule: parses the lines of a PAM file as libpam does.
 * Layer: pamconf; base.  Users: pamconf/service, fieldctl/machine/pam_stack.
 *
 * The syntax is that of pam.conf(5) for files in /etc/pam.d, and Debian's
 * `@include`.  The limits are those of linux-pam 1.5.2, the oldest supported
 * version (libpam/pam_handlers.c, _pam_assemble_line; pam_misc.c, _pam_StrTok).
 * Lines that this libpam rejects are rejected here.
 */
#ifndef PAMCONF_RULE_H
#define PAMCONF_RULE_H

#include <stdbool.h>
#include <stddef.h>

/* BUFFER_SIZE of libpam: a line with its continuations and NUL. */
#define PAMCONF_LINE_SIZE 1024
/* A line has at most one word per two bytes. */
#define PAMCONF_ARGS_MAX (PAMCONF_LINE_SIZE / 2)

enum pamconf_type {
	PAMCONF_AUTH,
	PAMCONF_ACCOUNT,
	PAMCONF_PASSWORD,
	PAMCONF_SESSION,
	PAMCONF_TYPE_COUNT,
};

enum pamconf_kind {
	PAMCONF_MODULE,
	PAMCONF_INCLUDE,     /* the rules of the same type in another file */
	PAMCONF_SUBSTACK,    /* the same, as a nested stack */
	PAMCONF_INCLUDE_ALL, /* @include: the rules of all types */
};

struct pamconf_rule {
	enum pamconf_kind kind;
	enum pamconf_type type;          /* not set for PAMCONF_INCLUDE_ALL */
	char control[PAMCONF_LINE_SIZE]; /* "optional", or the text in [] */
	char name[256]; /* a module: last part of its path; else a file */
	char args[PAMCONF_LINE_SIZE]; /* words, each with its NUL */
	size_t arg_count;
	char file[256]; /* its location, set by pamconf/service */
};

/*
 * Parse one line of TEXT: *ret_len bytes with its newline and continuations.
 * LINE gets the text without comment and continuations; "" when nothing
 * remains.  FIELD_EINVAL: longer than libpam allows, or TEXT ends in a
 * continuation; *ret_len is then the length of the physical line.
 */
int pamconf_line(
    const char *text, char line[PAMCONF_LINE_SIZE], size_t *ret_len);

/* Parse LINE, which is not empty, as a rule.  FIELD_EINVAL: libpam would turn
 * it into a rule that always fails, or it does not fit here. */
int pamconf_rule_parse(const char *line, struct pamconf_rule *ret_rule);

/* The keyword of TYPE, such as "auth". */
const char *pamconf_type_name(enum pamconf_type type);

/* Point ARGV to the words after the module.  Returns their number. */
int pamconf_rule_argv(
    const struct pamconf_rule *rule, const char *argv[PAMCONF_ARGS_MAX]);

#endif
