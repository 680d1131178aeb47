#include "base/i18n.h"
#include "fieldctl/frame/column.h"
#include "fieldctl/sync/sync.h"
#include "fieldctl/sync/verbs.h"

static const struct option_spec connect_options[] = {
	{ "token-file", "FILE",
	    N_("JSON with access_token, refresh_token, expires_at, realm_id "
	       "or tenant_id ('-': standard input)"),
	    false },
	{ "company", "NAME",
	    N_("the company, if the consent covers several: title or id"),
	    false },
	{ "replace", NULL,
	    N_("connect another company, and end the links to the people of "
	       "the former one"),
	    false },
	OPTION_END,
};
static const struct option_spec preview_options[] = {
	{ "full", NULL, N_("list all people, not only changes"), false },
	LISTING_OPTIONS(sync_line_columns),
	OPTION_END,
};
static const struct option_spec run_options[] = {
	{ "full", NULL, N_("list all people, not only changes"), false },
	{ "accept-plan", "HASH",
	    N_("apply the plan with this hash although the guard stops it"),
	    false },
	{ "dry-run", NULL, N_("only show the plan"), false },
	LISTING_OPTIONS(sync_line_columns),
	OPTION_END,
};
static const struct option_spec status_options[] = {
	LISTING_OPTIONS(sync_status_columns),
	OPTION_END,
};
static const struct option_spec log_options[] = {
	{ "limit", "N", N_("at most this many runs (default 20)"), false },
	LISTING_OPTIONS(sync_log_columns),
	OPTION_END,
};

static const struct option_spec resolve_options[] = {
	{ "link", "PERSON", N_("the record is of this person"), false },
	{ "add", NULL, N_("the record is of a new person"), false },
	{ "login", "LOGIN",
	    N_("the record is of a new person with this login name"), false },
	{ "ignore", NULL, N_("leave it out"), false },
	{ "address", "EMAIL",
	    N_("every undecided record with this address (--add, --ignore)"),
	    false },
	{ "undo", NULL, N_("withdraw the decision"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec import_options[] = {
	{ "source", "NAME", N_("name of this file as a source (default: file)"),
	    false },
	{ "map", "COLUMN=FIELD",
	    N_("the field for a column; '-' ignores the column"), true },
	{ "accept-plan", "HASH",
	    N_("apply the plan with this hash although the guard stops it"),
	    false },
	{ "org", "ORG", N_("organisation"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	LISTING_OPTIONS(sync_line_columns),
	OPTION_END,
};
static const struct option_spec export_options[] = {
	{ "org", "ORG", N_("organisation"), false },
	OPTION_END,
};

/* NEEDS_ROOT: what starts syncd. */
const struct command sync_commands[] = {
	{ "connect", "SOURCE", N_("Connect a source"), connect_options,
	    sync_connect_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "disconnect", "SOURCE", N_("Revoke a source's access"), NULL,
	    sync_disconnect_verb, 1, 1, NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ "preview", "SOURCE", N_("Show what an import would change"),
	    preview_options, sync_preview_verb, 1, 1,
	    NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ "run", "SOURCE", N_("Import now"), run_options, sync_run_verb, 1, 1,
	    NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ "status", "[SOURCE]", N_("Show the state of the sources"),
	    status_options, sync_status_verb, 0, 1, NEEDS_REQUESTS, NULL },
	{ "log", "[SOURCE]", N_("Show the last runs"), log_options,
	    sync_log_verb, 0, 1, NEEDS_REQUESTS, NULL },
	{ "resolve", "SOURCE [RECORD ID]",
	    N_("Decide about a record that matching could not settle"),
	    resolve_options, sync_resolve_verb, 1, 3, NEEDS_REQUESTS, NULL },
	{ "import", "FILE",
	    N_("Import people from a CSV file ('-': standard input)"),
	    import_options, sync_import_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "export", "", N_("Print all people as CSV that can be imported"),
	    export_options, sync_export_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "rule", "VERB", N_("Rules for new people from a source"), NULL, NULL,
	    0, 0, NEEDS_NOTHING, sync_rule_commands },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
