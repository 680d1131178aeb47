/* Prints syncd's report about a plan and its outcome. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/json.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/sync/sync.h"

const struct listing_column sync_line_columns[] = {
	{ "action", N_("ACTION"), 0 },
	{ "login", N_("LOGIN"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "email", N_("E-MAIL"), 0 },
	{ "kind", N_("KIND"), 0 },
	{ "roles", N_("ROLES"), 0 },
	{ "state", N_("STATE"), 0 },
	{ "entity", N_("RECORD"), 0 },
	{ "external_id", N_("ID"), 0 },
	{ "sites", N_("SITES"), COLUMN_WIDE },
	{ "crew", N_("LEAD"), COLUMN_WIDE },
	{ "detail", N_("DETAILS"), COLUMN_LAST },
	LISTING_END(NULL),
};

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* "title: Fitter -> Lead fitter" for each field; a pinned one stays. */
static void
put_fields(struct strbuf *detail, const json_t *line)
{
	const json_t *fields = json_object_get(line, "fields");
	const json_t *field;
	size_t i;

	json_array_foreach(fields, i, field)
	{
		strbuf_printf(detail, "%s%s: %s \xe2\x86\x92 %s%s",
		    detail->len > 0 ? "; " : "", text_of(field, "name"),
		    text_of(field, "old"), text_of(field, "new"),
		    json_is_true(json_object_get(field, "pinned")) ?
			_(" (pinned: stays)") :
			"");
	}
}

static void
put_candidates(struct strbuf *detail, const json_t *line)
{
	const json_t *candidates = json_object_get(line, "candidates");
	const json_t *candidate;
	size_t i;

	json_array_foreach(candidates, i, candidate)
	    strbuf_printf(detail, "%s%s", i == 0 ? _(" Candidates: ") : ", ",
		json_is_string(candidate) ? json_string_value(candidate) : "?");
}

/* The address that the person gets cannot be used to sign in then. */
static void
put_sharers(struct strbuf *detail, const json_t *line)
{
	const json_t *sharers = json_object_get(line, "email_shared_with");
	const json_t *sharer;
	size_t i;

	json_array_foreach(sharers, i, sharer) strbuf_printf(detail, "%s%s%s",
	    i > 0               ? "" :
		detail->len > 0 ? "; " :
				  "",
	    i == 0 ?
		_("the address then cannot be used to sign in; others have it too: ") :
		", ",
	    json_is_string(sharer) ? json_string_value(sharer) : "?");
}

static void
put_returned(struct strbuf *detail, const json_t *line)
{
	const json_t *returned = json_object_get(line, "email_returned");

	if (!json_is_object(returned))
		return;
	if (detail->len > 0)
		strbuf_puts(detail, "; ");
	strbuf_printf(detail, _("%2$s can sign in with the address %1$s again"),
	    text_of(returned, "email"), text_of(returned, "login"));
}

/* Mail goes to a new address only after it has been confirmed. */
static void
put_pending(struct strbuf *detail, const json_t *line)
{
	const char *address = text_of(line, "mail_address");

	if (!json_is_true(json_object_get(line, "email_pending")))
		return;
	if (address[0] != '\0')
		strbuf_printf(detail, _("; mail still goes to %s"), address);
	else
		strbuf_puts(detail, _("; mail does not go there yet"));
}

/* The login name, or that it must be given. */
static const char *
login_of(const json_t *line)
{
	if (strcmp(text_of(line, "reason"), reason_code(REASON_LOGIN_NEEDED)) ==
	    0)
		return _("(login needed)");
	return text_of(line, "login");
}

/* The members of LINE that are columns, and DETAIL. */
static json_t *
copy_texts(const json_t *line, const char *detail)
{
	static const char *const keys[] = { "action", "name", "email", "kind",
		"roles", "sites", "crew", "state", "entity", "external_id" };
	json_t *row = json_pack(
	    "{s:s, s:s}", "login", login_of(line), "detail", detail);
	bool failed = row == NULL;

	for (size_t i = 0; !failed && i < sizeof(keys) / sizeof(keys[0]); i++)
		failed = json_object_set_new(row, keys[i],
			     json_string(text_of(line, keys[i]))) != 0;
	if (!failed)
		return row;
	json_decref(row);
	return NULL;
}

static json_t *
line_row(const json_t *line)
{
	struct strbuf detail = STRBUF_INIT;
	json_int_t number = json_integer_value(json_object_get(line, "line"));
	json_t *row;

	strbuf_puts(&detail, text_of(line, "sentence"));
	put_fields(&detail, line);
	put_candidates(&detail, line);
	put_sharers(&detail, line);
	put_returned(&detail, line);
	put_pending(&detail, line);
	if (number > 0)
		strbuf_printf(&detail, "%s%s %lld", detail.len > 0 ? "; " : "",
		    _("line"), (long long)number);
	row = detail.failed ? NULL : copy_texts(line, detail.bytes);
	strbuf_release(&detail);
	return row;
}

static int
show_lines(struct ctl *ctl, const json_t *report)
{
	const json_t *lines = json_object_get(report, "lines");
	struct listing *listing = listing_open(ctl, sync_line_columns);
	const json_t *line;
	size_t i;

	json_array_foreach(lines, i, line) listing_add(listing, line_row(line));
	return listing_close(listing);
}

static void
say_totals(struct ctl *ctl, const json_t *report)
{
	json_t *totals = json_object_get(report, "totals");
	const char *key;
	json_t *value;
	bool first = true;

	fprintf(ctl->out, "%s",
	    json_array_size(json_object_get(report, "lines")) > 0 ? "\n" : "");
	json_object_foreach(totals, key, value)
	{
		if (json_integer_value(value) == 0)
			continue;
		fprintf(ctl->out, "%s%s: %lld", first ? "" : ", ", key,
		    (long long)json_integer_value(value));
		first = false;
	}
	fputs(first ? _("Nothing to change.\n") : ".\n", ctl->out);
}

/* They stay unchanged until an administrator has decided. */
static void
say_undecided(struct ctl *ctl, const json_t *report)
{
	const json_t *totals = json_object_get(report, "totals");
	const char *source = text_of(report, "source");

	if (json_integer_value(json_object_get(totals, "undecided")) == 0)
		return;
	fprintf(ctl->out,
	    _("Decide about an undecided record: fieldctl sync resolve %1$s "
	      "RECORD ID\n"
	      "or about all those with one address: fieldctl sync resolve "
	      "%1$s --address EMAIL\n"),
	    source);
}

/* What happened, and the possible next steps. */
static void
say_outcome(struct ctl *ctl, const json_t *report, const char *again)
{
	const char *outcome = text_of(report, "outcome");
	const char *hash = text_of(report, "hash");
	const json_t *guard = json_object_get(report, "guard");

	if (json_is_object(guard)) {
		fprintf(ctl->out, "%s ", _("The guard stops this plan:"));
		ctl_put_safe(ctl->out, text_of(guard, "why"));
		fprintf(ctl->out,
		    _("\nTo apply it after reviewing it: %s --accept-plan %s\n"),
		    again, hash);
		return;
	}
	if (strcmp(outcome, "previewed") == 0)
		fprintf(ctl->out, _("Nothing was changed.  To apply it: %s\n"),
		    again);
	else if (strcmp(outcome, "applied") == 0)
		fprintf(ctl->out, "%s\n", _("Applied."));
	else if (strcmp(outcome, "unchanged") == 0)
		fprintf(ctl->out, "%s\n", _("Already up to date."));
}

static int
say_error(struct ctl *ctl, const json_t *report)
{
	const json_t *error = json_object_get(report, "error");

	return ctl_problem(ctl, reason_exit_by_code(text_of(error, "code")),
	    text_of(error, "code"), text_of(error, "message"),
	    text_of(error, "hint"));
}

static bool
is_guarded(const json_t *report)
{
	return strcmp(text_of(report, "outcome"), "guarded") == 0;
}

int
sync_report_check(struct ctl *ctl)
{
	return listing_check(ctl, sync_line_columns);
}

int
sync_report_show(struct ctl *ctl, const json_t *report, const char *again)
{
	int status = EX_OK;

	if (ctl->format == CTL_JSON) {
		(void)json_put(ctl->out, report, JSON_INDENT(2));
		fputc('\n', ctl->out);
	} else {
		status = show_lines(ctl, report);
	}
	if (json_is_object(json_object_get(report, "error")))
		return say_error(ctl, report);
	if (status == EX_OK && ctl->format == CTL_TABLE) {
		say_totals(ctl, report);
		say_undecided(ctl, report);
		say_outcome(ctl, report, again);
	}
	if (status == EX_OK && is_guarded(report))
		status = reason_exit(REASON_GUARDED);
	return status;
}
