#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "base/log.h"

#define LOG_LINE_MAX 1024

static struct {
	bool ready;
	enum log_target target;
	const char *ident;
} log_state;

void
log_init(enum log_target target, const char *ident)
{
	log_state.target = target;
	log_state.ident = ident;
	log_state.ready = true;
	if (target == LOG_TARGET_AUTHPRIV)
		openlog(ident, LOG_PID, LOG_AUTHPRIV);
}

void
log_line(int priority, const char *format, ...)
{
	char raw[LOG_LINE_MAX], line[LOG_LINE_MAX * 4], out[sizeof(line) + 64];
	va_list args;
	int n;

	if (!log_state.ready)
		return;
	va_start(args, format);
	(void)vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	(void)escape_copy(line, sizeof(line), raw, ESCAPE_LOG);
	if (log_state.target == LOG_TARGET_AUTHPRIV) {
		syslog(priority, "%s", line);
		return;
	}
	n = log_state.target == LOG_TARGET_JOURNAL ?
	    snprintf(out, sizeof(out), "<%d>%s\n", priority, line) :
	    snprintf(out, sizeof(out), "%s: %s\n", log_state.ident, line);
	if (n > 0)
		(void)file_write_full(STDERR_FILENO, out, (size_t)n);
}
