#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/str.h"
#include "fieldctl/data/audit.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/when.h"
#include "fieldctl/person/person.h"
#include "store/core/audit.h"
#include "store/core/user.h"

const struct option_spec audit_options[] = {
	{ "person", "PERSON", N_("by, through or about this person"), false },
	{ "since", "TIME", N_("not before: a time, or 7d for 7 days ago"),
	    false },
	{ "until", "TIME", N_("before this time; a date means that whole day"),
	    false },
	{ "action", "ACTION", N_("such as user.block"), false },
	{ "module", "MODULE", N_("such as users"), false },
	{ "text", "TEXT", N_("text within the details"), false },
	{ "limit", "N", N_("at most this many, the newest"), false },
	{ "csv", NULL, N_("as CSV (RFC 4180)"), false },
	OPTION_END,
};

static const struct listing_column audit_columns[] = {
	{ "at", N_("AT"), false },
	{ "actor_text", N_("ACTOR"), false },
	{ "action", N_("ACTION"), false },
	{ "subject_text", N_("SUBJECT"), false },
	{ "outcome", N_("OUTCOME"), false },
	{ "reason", N_("REASON"), false },
	{ "terminal", N_("TERMINAL"), false },
	{ "service", N_("SERVICE"), false },
	{ "address", N_("FROM"), false },
	{ "detail_text", N_("DETAILS"), false },
	/* CSV alone */
	{ "seq", NULL, true },
	{ "actor", NULL, false },
	{ "actor_id", NULL, false },
	{ "subject", NULL, false },
	{ "subject_login", NULL, false },
	{ "module", NULL, false },
	{ "behind", NULL, false },
	{ "via", NULL, false },
	{ NULL, NULL, false },
};

/* The details as "key=value ..." for people. */
static json_t *
detail_text(const json_t *detail)
{
	struct strbuf text = STRBUF_INIT;
	const char *key;
	json_t *value, *string;

	strbuf_puts(&text, "");
	json_object_foreach((json_t *)(uintptr_t)detail, key, value)
	{
		char *dumped;

		/* The address has a column of its own. */
		if (strcmp(key, "address") == 0 ||
		    (json_is_string(value) &&
			json_string_value(value)[0] == '\0'))
			continue;
		strbuf_printf(&text, "%s%s=", text.len > 0 ? " " : "", key);
		if (json_is_string(value)) {
			strbuf_puts(&text, json_string_value(value));
			continue;
		}
		dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		strbuf_puts(&text, dumped != NULL ? dumped : "?");
		free(dumped);
	}
	string = text.failed ? NULL : value_text(text.bytes);
	strbuf_release(&text);
	return string;
}

/* The login name where there is one, else the id. */
static json_t *
login_or_id(const char *login, const char *id)
{
	return value_text(login[0] != '\0' ? login : id);
}

/* For a table: the actor and who is behind it: "root (ada via bob)". */
static json_t *
actor_text(const struct audit_row *row)
{
	const char *login = row->actor_login[0] != '\0' ? row->actor_login :
							  row->actor;
	const char *behind = row->behind_login, *via = row->via_login;
	const char *between = behind[0] != '\0' && via[0] != '\0' ? " " : "";
	struct strbuf text = STRBUF_INIT;
	json_t *string;

	strbuf_puts(&text, login);
	if (behind[0] != '\0' || via[0] != '\0')
		strbuf_printf(&text, " (%s%s%s%s)", behind, between,
		    via[0] != '\0' ? "via " : "", via);
	string = text.failed ? NULL : value_text(text.bytes);
	strbuf_release(&text);
	return string;
}

/* For a table: the login name, or enough of an id to tell it from others; what
 * it belongs to is in the details. */
static json_t *
subject_text(const struct audit_row *row)
{
	char text[64];

	if (row->subject_login[0] != '\0')
		return value_text(row->subject_login);
	if (!id_is_valid(row->subject))
		return value_text(row->subject);
	(void)str_format(text, sizeof(text), "%.8s\xe2\x80\xa6", row->subject);
	return json_string(text);
}

static json_t *
audit_json(const struct audit_row *row)
{
	json_t *detail = json_loads(row->detail, 0, NULL);
	const char *address;

	if (!json_is_object(detail)) {
		json_decref(detail);
		detail = json_pack("{s:o}", "text", value_text(row->detail));
	}
	address = json_string_value(json_object_get(detail, "address"));
	const struct value_member members[] = {
		{ "seq", json_integer(row->seq) },
		{ "at", value_time(row->at) },
		{ "actor", login_or_id(row->actor_login, row->actor) },
		{ "actor_id", value_text(row->actor) },
		{ "actor_text", actor_text(row) },
		{ "behind", value_text(row->behind_login) },
		{ "behind_id", value_text(row->behind) },
		{ "via", value_text(row->via_login) },
		{ "via_id", value_text(row->via) },
		{ "action", value_text(row->action) },
		{ "module", value_text(row->module) },
		{ "subject", value_text(row->subject) },
		{ "subject_login",
		    login_or_id(row->subject_login, row->subject) },
		{ "subject_text", subject_text(row) },
		{ "terminal", value_text(row->terminal) },
		{ "service", value_text(row->service) },
		{ "address", value_text(address != NULL ? address : "") },
		{ "outcome", value_text(row->outcome) },
		{ "reason", value_text(row->reason) },
		{ "detail_text", detail_text(detail) },
		{ "detail", detail },
		{ NULL, NULL },
	};

	return value_object(members);
}

static bool
add_row(const struct audit_row *row, void *context)
{
	listing_add(context, audit_json(row));
	return true;
}

static int
read_limit(struct ctl *ctl, int64_t *ret_limit)
{
	const char *text = option_text(&ctl->options, "limit");

	*ret_limit = 0;
	if (text == NULL ||
	    str_parse_int(text, 1, INT32_MAX, ret_limit) == FIELD_OK)
		return EX_OK;
	return ctl_usage(ctl, _("'%s' is no number for --limit."), text);
}

/* --until with a date alone means that whole day. */
static int
read_until(struct ctl *ctl, int64_t *ret_until)
{
	const char *text = option_text(&ctl->options, "until");
	int status = when_option(ctl, "until", ret_until);

	if (status == EX_OK && text != NULL && strlen(text) == 10 &&
	    text[4] == '-')
		*ret_until += INT64_C(24) * 60 * 60;
	return status;
}

int
audit_verb(struct ctl *ctl)
{
	const char *who = option_text(&ctl->options, "person");
	struct audit_filter filter = {
		.action = option_text(&ctl->options, "action"),
		.module = option_text(&ctl->options, "module"),
		.text = option_text(&ctl->options, "text"),
	};
	struct user user;
	struct listing *listing;
	int err, status = read_limit(ctl, &filter.limit);

	if (status == EX_OK)
		status = when_option(ctl, "since", &filter.since);
	if (status == EX_OK)
		status = read_until(ctl, &filter.until);
	if (status == EX_OK && who != NULL) {
		status = person_find(ctl, who, &user);
		filter.person_id = user.id;
	}
	if (status != EX_OK)
		return status;
	listing = listing_open(ctl, audit_columns);
	err = audit_list(ctl->store, &filter, add_row, listing);
	status = listing_close(listing);
	return err == FIELD_OK ? status : ctl_failed(ctl, err, NULL);
}

static int
audit_verify_verb(struct ctl *ctl)
{
	int64_t bad_seq = 0;
	char message[200];
	int err = audit_verify(ctl->store, &bad_seq);

	if (err == FIELD_ECORRUPT) {
		(void)str_format(message, sizeof(message),
		    _("The audit log was changed: the chain breaks at row "
		      "%lld."),
		    (long long)bad_seq);
		return ctl_problem(ctl, EX_DATAERR, "audit_changed", message,
		    _("Compare with a copy of the database; rows before it "
		      "are as they were written."));
	}
	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	ctl_say(ctl, "%s", _("The audit log is whole."));
	return listing_result(ctl, json_pack("{s:b}", "whole", 1));
}

const struct command audit_commands[] = {
	{ "verify", "", N_("Check that no row was changed or removed"), NULL,
	    audit_verify_verb, 0, 0, NEEDS_READ | BAD_CONFIG_WILL_DO, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
