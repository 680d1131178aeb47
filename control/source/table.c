/* The table of requests about sources of people (A1-A11). */
#include <stdint.h>

#include "control/person/org.h"
#include "control/source/source.h"

#define FILE_MAX_LEN  (256 * 1024 * 1024)
#define TOKEN_MAX_LEN (64 * 1024)

#define SOURCE_PARAM                                  \
	{                                             \
		"source", PARAM_TEXT, true, 0,        \
		    "the section's name, or a file's" \
	}

/* A record, as shown by `sync log`. */
#define RECORD_PARAMS                                                          \
	{ "entity", PARAM_TEXT, true, 0, "kind of record, such as employee" }, \
	{                                                                      \
		"external_id", PARAM_TEXT, true, 0, "its id at the source"     \
	}

static const struct control_param one_params[] = {
	SOURCE_PARAM,
	{ NULL },
};

static const struct control_param list_params[] = {
	{ "source", PARAM_TEXT, false, 0, "only this one" },
	{ NULL },
};

static const struct control_param runs_params[] = {
	{ "source", PARAM_TEXT, false, 0, "those of this source" },
	{ "limit", PARAM_NUMBER, false, INT32_MAX,
	    "at most this many, the newest; 0 for all" },
	{ NULL },
};

static const struct control_param rule_add_params[] = {
	SOURCE_PARAM,
	{ "field", PARAM_TEXT, true, 0,
	    "the field to compare: any, entity, kind, title, department, "
	    "contact-group or provider-role" },
	{ "value", PARAM_TEXT, false, 0, "its value, ignoring case" },
	{ "kind", PARAM_TEXT, false, 0,
	    "internal, external, fieldworker or subworker" },
	{ "role", PARAM_TEXT, false, 0, "give this role" },
	{ "site", PARAM_TEXT, false, 0, "assign the person to this site" },
	{ "crew", PARAM_TEXT, false, 0, "add the person to this lead's crew" },
	{ "invite", PARAM_FLAG, false, 0, "send an invitation" },
	{ "refuse", PARAM_FLAG, false, 0, "do not import" },
	{ "position", PARAM_NUMBER, false, INT32_MAX,
	    "its place, from 1; else after the others" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param rule_remove_params[] = {
	SOURCE_PARAM,
	{ "position", PARAM_NUMBER, true, INT32_MAX, "which one, from 1" },
	{ NULL },
};

static const struct control_param decide_params[] = {
	SOURCE_PARAM,
	RECORD_PARAMS,
	{ "decision", PARAM_TEXT, true, 0, "link, add or ignore" },
	{ "person", PARAM_TEXT, false, 0, "with link: the person" },
	{ "login", PARAM_TEXT, false, 0,
	    "with add: the login name; without it one is made of the name" },
	{ NULL },
};

static const struct control_param decide_address_params[] = {
	SOURCE_PARAM,
	{ "address", PARAM_TEXT, true, 0, "the e-mail address" },
	{ "decision", PARAM_TEXT, true, 0, "add or ignore" },
	{ NULL },
};

static const struct control_param undecide_params[] = {
	SOURCE_PARAM,
	RECORD_PARAMS,
	{ NULL },
};

static const struct control_param connect_params[] = {
	SOURCE_PARAM,
	{ "access_token", PARAM_SECRET, true, TOKEN_MAX_LEN, "access token" },
	{ "refresh_token", PARAM_SECRET, true, TOKEN_MAX_LEN, "refresh token" },
	{ "expires_at", PARAM_NUMBER, false, 0,
	    "when the access token expires, in seconds since 1970" },
	{ "refresh_expires_at", PARAM_NUMBER, false, 0,
	    "the same for the refresh token" },
	{ "realm", PARAM_TEXT, true, 127, "id of the company" },
	{ "realm_title", PARAM_TEXT, false, 199, "what it is called" },
	{ "scopes", PARAM_TEXT, false, 399, "the scopes of the tokens" },
	{ "replace", PARAM_FLAG, false, 0,
	    "allow a company other than the previous one" },
	{ NULL },
};

static const struct control_param import_params[] = {
	{ "file", PARAM_BYTES, true, FILE_MAX_LEN,
	    "the contents of the CSV file" },
	{ "title", PARAM_TEXT, false, 0, "the name of the file in messages" },
	{ "source", PARAM_TEXT, false, 0,
	    "the name of the source of its people; \"file\" when not given" },
	{ "map", PARAM_TEXTS, false, 32,
	    "COLUMN=FIELD: what columns mean; the field - passes one over" },
	{ "accept_plan", PARAM_TEXT, false, 0,
	    "hash of the plan to apply although the guard stops it" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param export_params[] = {
	ORG_PARAM,
	{ NULL },
};

const struct control_request source_requests[] = {
	{ "source.list",
	    "The state of the sources, those in fieldauth.conf first.",
	    VERB_SOURCE_VIEW, list_params, CONTROL_GOOD_CONFIG,
	    source_list_request },
	{ "source.find", "A source of fieldauth.conf, connected or not.",
	    VERB_SOURCE_VIEW, one_params, CONTROL_GOOD_CONFIG,
	    source_find_request },
	{ "source.runs",
	    "The last runs, each with what it refused or left undecided.",
	    VERB_SOURCE_VIEW, runs_params, CONTROL_GOOD_CONFIG,
	    source_runs_request },
	{ "source.rules", "The rules of a source, in their order.",
	    VERB_SOURCE_VIEW, one_params, CONTROL_GOOD_CONFIG,
	    source_rules_request },
	{ "source.rule-add",
	    "Set the kind, role or site of new people from a source.",
	    VERB_SOURCE, rule_add_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    source_rule_add_request },
	{ "source.rule-remove", "Remove a rule of a source.", VERB_SOURCE,
	    rule_remove_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    source_rule_remove_request },
	{ "source.decide",
	    "Decide about a record; the next import applies the decision.",
	    VERB_SOURCE, decide_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    source_decide_request },
	{ "source.decide-address",
	    "Decide about every undecided record with one address.",
	    VERB_SOURCE, decide_address_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    source_decide_address_request },
	{ "source.undecide", "Withdraw a decision.", VERB_SOURCE,
	    undecide_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    source_undecide_request },
	{ "source.connect", "Connect a source by tokens.", VERB_SOURCE_IMPORT,
	    connect_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    source_connect_request },
	{ "source.import",
	    "Import people from a CSV file: a row for each line of the plan.",
	    VERB_SOURCE_IMPORT, import_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, source_import_request },
	{ "source.export",
	    "People as CSV that can be imported: each row is a piece of it.",
	    VERB_USER_VIEW, export_params, CONTROL_PAGES | CONTROL_GOOD_CONFIG,
	    source_export_request },
	{ NULL },
};
