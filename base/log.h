/*
 * base/log: writes one line to the log of the program.
 * Layer: base.  Users: the outermost functions of programs, never libraries.
 *
 * fieldauth-signin logs to syslog's authpriv; syncd logs to standard error with
 * the "<N>" priority prefixes of sd-daemon(3), which the journal interprets.
 * Controls and bytes that are not UTF-8 are written as \xNN, so that a name
 * cannot forge a line.  Secrets must never be passed to these functions.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <syslog.h>

enum log_target {
	LOG_TARGET_AUTHPRIV,
	LOG_TARGET_JOURNAL,
	LOG_TARGET_STDERR, /* without prefixes, for terminals */
};

/* IDENT is static.  Before this call, nothing is logged. */
void log_init(enum log_target target, const char *ident);

/* PRIORITY is one of syslog.h's LOG_ERR, LOG_NOTICE, ... */
void log_line(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
