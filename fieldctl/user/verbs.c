/* The verbs about people (U1-U7, S1-S7, L7), as a table. */
#include "base/i18n.h"
#include "fieldctl/frame/column.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/option.h"
#include "fieldctl/user/user.h"
#include "fieldctl/user/verbs.h"

#define PRINT_OPTION                                                   \
	{                                                              \
		"print", NULL, N_("print the code or password"), false \
	}

static const struct option_spec add_options[] = {
	{ "name", "NAME", N_("first and last name"), false },
	{ "first-name", "NAME", N_("first name"), false },
	{ "last-name", "NAME", N_("last name"), false },
	{ "email", "ADDRESS", N_("e-mail address"), false },
	{ "phone", "NUMBER", N_("phone"), false },
	{ "mobile", "NUMBER", N_("mobile phone"), false },
	{ "title", "TEXT", N_("job title"), false },
	{ "employee-number", "TEXT", N_("employee number"), false },
	{ "kind", "KIND",
	    N_("internal (default), external, fieldworker or subworker"),
	    false },
	{ "role", "ROLE", N_("role; the first one is the primary one"), true },
	{ "site", "SITE", N_("site to assign the person to"), false },
	{ "lead", "PERSON", N_("the lead of the person's crew"), false },
	{ "password-file", "FILE",
	    N_("password: the file's first line ('-': standard input)"),
	    false },
	{ "ask-password", NULL, N_("ask for a password"), false },
	{ "invite", NULL, N_("invite the person"), false },
	{ "temporary", NULL, N_("make a temporary password"), false },
	{ "no-secret", NULL, N_("neither a password nor an invitation"),
	    false },
	PRINT_OPTION,
	{ "must-change", NULL,
	    N_("the password must be changed at the first sign-in"), false },
	{ "active", NULL, N_("may sign in at once"), false },
	{ "held", NULL, N_("held until released"), false },
	{ "take-home", NULL,
	    N_("transfer a home folder of another owner to the person"),
	    false },
	{ "org", "ORG", N_("organisation"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec list_options[] = {
	{ "status", "STATUS", N_("active, inactive, deleted, blocked or held"),
	    false },
	{ "role", "ROLE", N_("those with this role"), false },
	{ "kind", "KIND", N_("internal, external, fieldworker or subworker"),
	    false },
	{ "site", "SITE", N_("those of this site"), false },
	PERSON_SECRET_OPTION,
	PERSON_INVITED_OPTION,
	PERSON_LOCKED_OPTION,
	{ "name", "TEXT", N_("text within the name"), false },
	{ "email", "TEXT", N_("text within the e-mail address"), false },
	{ "signed-in-before", "TIME",
	    N_("last sign-in before this time, or longer ago than this"),
	    false },
	{ "never-signed-in", NULL, N_("never signed in"), false },
	{ "deleted", NULL, N_("deleted people as well"), false },
	{ "org", "ORG", N_("people of this organisation"), false },
	LISTING_OPTIONS(person_list_columns),
	OPTION_END,
};

static const struct option_spec edit_options[] = {
	PERSON_PROFILE_OPTIONS,
	{ "email", "ADDRESS", N_("e-mail address"), false },
	{ "title", "TEXT", N_("job title"), false },
	{ "employee-number", "TEXT", N_("employee number"), false },
	{ "kind", "KIND", N_("internal, external, fieldworker or subworker"),
	    false },
	{ "lead", "PERSON|none", N_("the lead of the person's crew, or 'none'"),
	    false },
	{ "shell", "SHELL", N_("login shell"), false },
	{ "desktop", "DESKTOP", N_("desktop session (not acted on yet)"),
	    false },
	{ "landing", "MODULE", N_("module shown first"), false },
	{ "expires", "TIME|never", N_("when the account expires, or 'never'"),
	    false },
	{ "shared-address-ok", NULL,
	    N_("secrets may be sent to an address shared with another account"),
	    false },
	{ "no-shared-address-ok", NULL, N_("they may not"), false },
	{ "take-home", NULL,
	    N_("transfer a home folder of another owner to the person"),
	    false },
	{ "no-pin", NULL, N_("let the next import overwrite these values"),
	    false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec passwd_options[] = {
	{ "password-file", "FILE",
	    N_("password: the file's first line ('-': standard input)"),
	    false },
	{ "must-change", NULL, N_("it must be changed at the next sign-in"),
	    false },
	{ "generate", NULL,
	    N_("make and print a temporary password for each of these people"),
	    false },
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

#define BY_OPTION                                                            \
	{                                                                    \
		"by", "mail|text", N_("send it by mail or as a text"), false \
	}
#define QR_OPTION                                                   \
	{                                                           \
		"qr", NULL, N_("also print it as a QR code"), false \
	}

static const struct option_spec code_options[] = {
	PRINT_OPTION,
	BY_OPTION,
	QR_OPTION,
	{ "sheet", "FILE", N_("write a strip of paper for each person"),
	    false },
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec reset_options[] = {
	PRINT_OPTION,
	BY_OPTION,
	QR_OPTION,
	{ "compromised", NULL,
	    N_("others know the password: end codes and sessions as well"),
	    false },
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec rename_options[] = {
	{ "move-home", NULL, N_("move the home folder to the new name"),
	    false },
	{ "keep-home", NULL, N_("leave the home folder where it is"), false },
	{ "end-sessions", NULL, N_("end the person's open sessions"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec bulk_options[] = {
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec recovery_options[] = {
	{ "count", "N", N_("how many; 8 when not given"), false },
	{ "valid", "DURATION",
	    N_("how long, such as 90d; a year when not given"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec count_options[] = {
	{ "org", "ORG", N_("people of this organisation"), false },
	OPTION_END,
};

static const struct option_spec dry_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec release_options[] = {
	PRINT_OPTION,
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

#define PERSON_VERB(name, help, run)                               \
	{                                                          \
		name, "PERSON...", help, bulk_options, run, 0, -1, \
		    NEEDS_REQUESTS, NULL                           \
	}

const struct command user_commands[] = {
	{ "add", "[LOGIN]", N_("Add a person"), add_options, user_add_verb, 0,
	    1, NEEDS_REQUESTS, NULL },
	{ "list", "", N_("List people"), list_options, user_list_verb, 0, 0,
	    NEEDS_REQUESTS, NULL },
	{ "count", "", N_("Count people, by status"), count_options,
	    user_count_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "show", "PERSON", N_("Show one person"), NULL, user_show_verb, 1, 1,
	    NEEDS_REQUESTS, NULL },
	{ "edit", "PERSON", N_("Change a person's profile"), edit_options,
	    user_edit_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "rename", "PERSON NEW", N_("Give a person another login name"),
	    rename_options, user_rename_verb, 2, 2, NEEDS_REQUESTS, NULL },
	{ "unpin", "PERSON [FIELD...]",
	    N_("Let imports set fields again that were edited by an administrator"),
	    dry_options, user_unpin_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ "passwd", "PERSON...",
	    N_("Set a person's password, or give people temporary ones"),
	    passwd_options, user_passwd_verb, 0, -1, NEEDS_REQUESTS, NULL },
	{ "invite", "PERSON...",
	    N_("Issue invitations: codes that lead to a password"),
	    code_options, user_invite_verb, 0, -1, NEEDS_REQUESTS, NULL },
	{ "link", "PERSON...", N_("Issue codes that sign in once"),
	    code_options, user_link_verb, 0, -1, NEEDS_REQUESTS, NULL },
	{ "code", "PERSON",
	    N_("Show a code for a member of your crew, for this terminal"),
	    dry_options, user_code_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "recovery", "PERSON", N_("Make codes to be kept on paper"),
	    recovery_options, user_recovery_verb, 1, 1, NEEDS_REQUESTS, NULL },
	PERSON_VERB("verify-email",
	    N_("Mail people a code that verifies their address"),
	    user_verify_email_verb),
	{ "reset", "PERSON...",
	    N_("Replace people's passwords by temporary ones"), reset_options,
	    user_reset_verb, 0, -1, NEEDS_REQUESTS, NULL },
	PERSON_VERB("force-reset",
	    N_("Make people choose another password at the next sign-in"),
	    user_force_reset_verb),
	PERSON_VERB("activate", N_("Make people active"), user_activate_verb),
	PERSON_VERB("deactivate",
	    N_("Make people inactive; their history stays"),
	    user_deactivate_verb),
	PERSON_VERB(
	    "block", N_("Prevent people from signing in"), user_block_verb),
	PERSON_VERB("unblock", N_("Lift a block"), user_unblock_verb),
	PERSON_VERB(
	    "unlock", N_("End locks after failed attempts"), user_unlock_verb),
	PERSON_VERB(
	    "hold", N_("Hold people until they are released"), user_hold_verb),
	{ "release", "PERSON...",
	    N_("Release held people, and give them a secret"), release_options,
	    user_release_verb, 0, -1, NEEDS_REQUESTS, NULL },
	PERSON_VERB("confirm-email",
	    N_("Confirm people's new e-mail address: mail goes there"),
	    user_confirm_email_verb),
	PERSON_VERB("delete", N_("Delete people"), user_delete_verb),
	PERSON_VERB("restore", N_("Restore deleted people"), user_restore_verb),
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
