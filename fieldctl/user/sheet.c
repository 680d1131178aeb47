/* Writes strips of paper.  MUST: the file is readable for its owner only, from
 * the moment it exists (sheets.bats). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/local.h"
#include "base/str.h"
#include "fieldctl/frame/qr.h"
#include "fieldctl/user/sheet.h"

#define CUT \
	"- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -"
#define INDENT 4

static int
cannot(
    struct ctl *ctl, const struct sheet *sheet, int exit_code, const char *hint)
{
	char message[600];

	(void)str_format(message, sizeof(message),
	    _("Cannot write '%1$s': %2$s"), sheet->path, strerror(errno));
	return ctl_problem(ctl, exit_code, "sheet", message, hint);
}

int
sheet_open(struct ctl *ctl, struct sheet *sheet)
{
	int fd;

	memset(sheet, 0, sizeof(*sheet));
	sheet->path = option_text(&ctl->options, "sheet");
	if (sheet->path == NULL || ctl->dry_run)
		return EX_OK;
	fd = open(sheet->path,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return cannot(ctl, sheet, EX_CANTCREAT, "");
	sheet->file = fdopen(fd, "w");
	if (sheet->file != NULL)
		return EX_OK;
	(void)close(fd);
	(void)unlink(sheet->path);
	return cannot(ctl, sheet, EX_CANTCREAT, "");
}

static const char *
text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "";
}

static void
put_field(FILE *file, const char *label, const char *value)
{
	fprintf(file, "%*s%s ", INDENT, "", label);
	ctl_put_safe(file, value);
	fputc('\n', file);
}

static void
put_strip(FILE *file, const json_t *row)
{
	char expires[LOCAL_SIZE] = "";
	int64_t t_s;

	if (clock_parse_iso(text_of(row, "expires_at"), &t_s) == FIELD_OK)
		(void)local_format(t_s, expires);
	fprintf(file, "%s\n\n", CUT);
	put_field(file, _("Name:       "), text_of(row, "name"));
	put_field(file, _("Login name: "), text_of(row, "login"));
	put_field(file, _("Code:       "), text_of(row, "code"));
	put_field(file, _("Terminal:   "), text_of(row, "terminal"));
	put_field(file, _("Valid until:"), expires);
	fprintf(file, "\n%*s%s\n", INDENT, "",
	    _("Sign in at the terminal named above with your login name."));
	fprintf(file, "%*s%s\n", INDENT, "",
	    _("When you are asked for a password, type the code; dashes and capitals do not matter."));
	fprintf(file, "%*s%s\n\n", INDENT, "",
	    _("Then choose a password of your own, and destroy this strip."));
	qr_print_ink(file, text_of(row, "code"), INDENT);
	fputc('\n', file);
}

int
sheet_write(struct ctl *ctl, struct sheet *sheet, const json_t *rows)
{
	const json_t *row;
	size_t i;

	if (sheet->file == NULL)
		return EX_OK;
	json_array_foreach(rows, i, row)
	{
		if (!json_is_string(json_object_get(row, "code")))
			continue;
		put_strip(sheet->file, row);
		sheet->count++;
	}
	if (sheet->count > 0)
		fprintf(sheet->file, "%s\n", CUT);
	if (fflush(sheet->file) != 0 || fsync(fileno(sheet->file)) != 0)
		return cannot(ctl, sheet, EX_IOERR,
		    _("The codes were issued.  Repeat the command with another file: these become invalid."));
	if (sheet->count > 0)
		ctl_say(ctl,
		    dngettext(FIELDAUTH_TEXTDOMAIN, "%1$s: %2$zu strip written",
			"%1$s: %2$zu strips written", sheet->count),
		    sheet->path, sheet->count);
	return EX_OK;
}

void
sheet_close(struct sheet *sheet)
{
	if (sheet->file == NULL)
		return;
	(void)fclose(sheet->file);
	if (sheet->count == 0)
		(void)unlink(sheet->path);
}
