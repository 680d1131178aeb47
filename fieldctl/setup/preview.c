/* A dry run of `setup`, for people and as JSON.  diff(1) reads both texts from
 * memory and standard input, so that not even a temporary file is created. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/program.h"
#include "fieldctl/setup/preview.h"

#define DIFF         "/usr/bin/diff"
#define TEXT_MAX_LEN (1024 * 1024)

void
preview_init(struct preview *preview, struct ctl *ctl)
{
	preview->ctl = ctl;
	preview->files = json_array();
	preview->steps = json_array();
}

void
preview_release(struct preview *preview)
{
	json_decref(preview->files);
	json_decref(preview->steps);
}

/* --- files -------------------------------------------------------------------- */

/* Return a descriptor from which TEXT can be read, or -1. */
static int
hold_text(const char *text)
{
	int fd = memfd_create("setup", MFD_CLOEXEC);

	if (fd >= 0 &&
	    (file_write_full(fd, text, strlen(text)) != FIELD_OK ||
		lseek(fd, 0, SEEK_SET) != 0)) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

/* diff(1) ends with 1 where the files differ. */
static int
run_diff(struct ctl *ctl, const char *file, const char *after,
    struct strbuf *ret_diff)
{
	const char *old = file_exists(file) == FIELD_ENOTFOUND ? "/dev/null" :
								 file;
	const char *const argv[] = { DIFF, "--unified", "--label", file,
		"--label", file, "--", old, "-", NULL };
	const int fd = hold_text(after);
	int exit_code = 0, rc;

	if (fd < 0)
		return FIELD_EIO;
	rc = run_program_on(ctl, argv, fd, ret_diff, &exit_code);
	(void)close(fd);
	return rc == FIELD_OK && exit_code > 1 ? FIELD_EIO : rc;
}

static bool
is_already(const char *file, const char *after)
{
	char *before = NULL;
	size_t len = 0;
	bool same = file_read(file, TEXT_MAX_LEN, &before, &len) == FIELD_OK &&
	    len == strlen(after) && memcmp(before, after, len) == 0;

	free(before);
	return same;
}

void
preview_file(struct preview *preview, const char *file, const char *after)
{
	struct strbuf diff = STRBUF_INIT;

	if (is_already(file, after))
		return;
	if (run_diff(preview->ctl, file, after, &diff) == FIELD_OK &&
	    diff.len > 0 && !diff.failed)
		(void)json_array_append_new(preview->files,
		    json_pack("{s:s, s:s}", "file", file, "diff", diff.bytes));
	else
		preview_step(preview, _("change %s"), file);
	strbuf_release(&diff);
}

void
preview_step(struct preview *preview, const char *format, ...)
{
	char text[1000];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)json_array_append_new(preview->steps, json_string(text));
}

/* --- saying it ---------------------------------------------------------------- */

/* As it is but for characters that would steer the terminal. */
static void
put_text(FILE *out, const char *text)
{
	char line[1024];

	while (*text != '\0') {
		size_t len = strcspn(text, "\t\n");

		for (size_t at = 0; at < len; at += sizeof(line) - 1) {
			(void)str_format(line, sizeof(line), "%.*s",
			    (int)(len - at < sizeof(line) - 1 ?
				    len - at :
				    sizeof(line) - 1),
			    text + at);
			ctl_put_safe(out, line);
		}
		if (text[len] != '\0')
			fputc(text[len++], out);
		text += len;
	}
}

void
preview_say(const struct preview *preview)
{
	FILE *out = preview->ctl->out;
	const json_t *item;
	size_t i;

	if (preview->ctl->format == CTL_JSON)
		return;
	if (json_array_size(preview->files) > 0)
		fprintf(out, "%s\n", _("These files would change:"));
	json_array_foreach(preview->files, i, item)
	    put_text(out, json_string_value(json_object_get(item, "diff")));
	if (json_array_size(preview->steps) > 0)
		fprintf(out, "%s\n", _("Setup would:"));
	json_array_foreach(preview->steps, i, item)
	{
		fputs("  ", out);
		put_text(out, json_string_value(item));
		fputc('\n', out);
	}
}

json_t *
preview_json(const struct preview *preview, json_t *result)
{
	(void)json_object_set(result, "files", preview->files);
	(void)json_object_set(result, "steps", preview->steps);
	return result;
}
