/* The table of requests about stored data as a whole (X1, Q5). */
#include "control/data/data.h"

static const struct control_param audit_params[] = {
	{ "person", PARAM_TEXT, false, 0, "by or about this person" },
	AUDIT_PARAMS,
	{ NULL },
};

static const struct control_param restore_params[] = {
	{ "copy", PARAM_TEXT, true, 0,
	    "the path of a copy; only for root, in root's own process" },
	{ NULL },
};

static const struct control_param events_params[] = {
	{ "since", PARAM_NUMBER, false, 0,
	    "events after the one with this number; without it the latest, and with follow no earlier ones" },
	{ "from", PARAM_TIME, false, 0,
	    "not before this time, from the first such event on" },
	{ "person", PARAM_TEXT, false, 0, "by or about this person" },
	AUDIT_CONDITIONS,
	{ "follow", PARAM_FLAG, false, 0,
	    "continue with new events, until the connection ends or another request arrives" },
	{ NULL },
};

#define ARCHIVE_FILE_PARAMS                                                      \
	{ "file", PARAM_TEXT, true, 0,                                           \
		"the path; only for root, in root's own process" },              \
	{                                                                        \
		"key", PARAM_TEXT, false, 0,                                     \
		    "the public key, in hexadecimal; without it this terminal's" \
	}

static const struct control_param archive_params[] = {
	{ "before", PARAM_TIME, false, 0,
	    "move the rows before this time; without it those older than a year" },
	{ NULL },
};

static const struct control_param file_params[] = {
	ARCHIVE_FILE_PARAMS,
	{ "person", PARAM_TEXT, false, 0, "by or about this person" },
	AUDIT_PARAMS,
	{ NULL },
};

static const struct control_param verify_file_params[] = {
	ARCHIVE_FILE_PARAMS,
	{ NULL },
};

const struct control_request data_requests[] = {
	{ "audit.list", "The log, newest first.", VERB_AUDIT_VIEW, audit_params,
	    CONTROL_PAGES, audit_list_request },
	{ "audit.verify", "Whether no row of the log was changed or removed.",
	    VERB_AUDIT_VIEW, NULL, 0, audit_verify_request },
	{ "audit.archive",
	    "Move old rows of the log to signed files; rows are the files.",
	    RULES_VERB_COUNT, archive_params, CONTROL_CHANGES | CONTROL_ROOT,
	    audit_archive_request },
	{ "audit.key",
	    "The public key that verifies archives; made if there is none.",
	    RULES_VERB_COUNT, NULL, CONTROL_CHANGES | CONTROL_ROOT,
	    audit_key_request },
	{ "audit.file", "The rows of an archive, newest first.",
	    RULES_VERB_COUNT, file_params, CONTROL_ROOT | CONTROL_NO_STORE,
	    audit_file_request },
	{ "audit.verify-file",
	    "Whether an archive is signed with a key, and unchanged.",
	    RULES_VERB_COUNT, verify_file_params,
	    CONTROL_ROOT | CONTROL_NO_STORE, audit_verify_file_request },
	{ "snapshot.publish",
	    "Compile the snapshot; rows report what it leaves out.",
	    RULES_VERB_COUNT, NULL, CONTROL_CHANGES | CONTROL_ROOT,
	    snapshot_publish_request },
	{ "database.copies", "The copies of the database, newest first.",
	    RULES_VERB_COUNT, NULL, CONTROL_ROOT | CONTROL_NO_STORE,
	    database_copies_request },
	{ "database.backup", "Copy the database now, and check the copy.",
	    RULES_VERB_COUNT, NULL, CONTROL_CHANGES | CONTROL_ROOT,
	    database_backup_request },
	{ "database.restore", "Replace the database by a copy, and publish.",
	    RULES_VERB_COUNT, restore_params,
	    CONTROL_CHANGES | CONTROL_ROOT | CONTROL_NO_STORE,
	    database_restore_request },
	{ "events",
	    "What was changed and refused, and who signed in, oldest first.",
	    VERB_AUDIT_VIEW, events_params, CONTROL_PAGES | CONTROL_FOLLOWS,
	    events_request },
	{ NULL },
};
