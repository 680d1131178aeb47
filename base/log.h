/*
 * base/log: one line to where the program logs.
 * Layer: base.  Users: the programs' outermost functions, never a library.
 *
 * fieldauth-signin logs to syslog's authpriv; syncd to standard error with
 * the "<N>" priority prefixes of sd-daemon(3), which the journal reads.
 * Controls and bytes that are not UTF-8 are written as \xNN, so that no name
 * can forge a line.  No secret is ever passed here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <syslog.h>

enum log_target {
	LOG_TARGET_AUTHPRIV,
	LOG_TARGET_JOURNAL,
	LOG_TARGET_STDERR, /* the same without prefixes, for a person */
};

/* IDENT is static.  Until this is called nothing is logged. */
void log_init(enum log_target target, const char *ident);

/* PRIORITY is one of syslog.h's LOG_ERR, LOG_NOTICE, ... */
void log_line(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
