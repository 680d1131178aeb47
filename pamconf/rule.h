/*
 * pamconf/rule: the lines of a PAM file, as libpam reads them.
 * Layer: pamconf; base.  Users: pamconf/service, fieldctl/machine/pam_stack.
 *
 * The syntax is that of pam.conf(5) for files of /etc/pam.d, and Debian's
 * `@include`; the limits are those of linux-pam 1.5.2, the oldest that we run
 * on (libpam/pam_handlers.c, _pam_assemble_line; pam_misc.c, _pam_StrTok).
 * What that libpam refuses to read is refused here.
 */
#ifndef PAMCONF_RULE_H
#define PAMCONF_RULE_H

#include <stdbool.h>
#include <stddef.h>

/* BUFFER_SIZE of libpam: a line with its continuations and its NUL. */
#define PAMCONF_LINE_SIZE 1024
/* No line has more words than every second byte. */
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
	PAMCONF_INCLUDE,     /* the rules of the same type of another file */
	PAMCONF_SUBSTACK,    /* the same, as a stack within the stack */
	PAMCONF_INCLUDE_ALL, /* @include: the rules of all types */
};

struct pamconf_rule {
	enum pamconf_kind kind;
	enum pamconf_type type;          /* not of PAMCONF_INCLUDE_ALL */
	char control[PAMCONF_LINE_SIZE]; /* "optional", or what is in [] */
	char name[256]; /* of a module: the last component of its path; else
	                 * the file as it is named */
	char args[PAMCONF_LINE_SIZE]; /* words, each with its NUL */
	size_t arg_count;
	char file[256]; /* where it stands, as read by pamconf/service */
};

/*
 * One line of TEXT: *ret_len bytes with its newline and continuations.  LINE
 * gets it without comment and continuations; "" when nothing is left.
 * FIELD_EINVAL: longer than libpam takes, or TEXT ends in a continuation;
 * *ret_len is then that of the physical line.
 */
int pamconf_line(
    const char *text, char line[PAMCONF_LINE_SIZE], size_t *ret_len);

/* LINE, not empty, as a rule.  FIELD_EINVAL: libpam would make of it a rule
 * that always fails, or ours is no room for it. */
int pamconf_rule_parse(const char *line, struct pamconf_rule *ret_rule);

/* The word for TYPE, such as "auth". */
const char *pamconf_type_name(enum pamconf_type type);

/* Point ARGV to the words after the module; their number. */
int pamconf_rule_argv(
    const struct pamconf_rule *rule, const char *argv[PAMCONF_ARGS_MAX]);

#endif
