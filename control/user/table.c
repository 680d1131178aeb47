/* The table of requests about people (U1-U7, S1-S7, L7). */
#include "control/person/choice.h"
#include "control/person/org.h"
#include "control/user/handed.h"
#include "control/user/user.h"
#include "store/verb/user_code.h"

static const struct control_param choose_params[] = {
	CHOICE_PARAMS,
	{ "spare", PARAM_FLAG, false, 0,
	    "spare the last super admin among people selected by a filter" },
	{ NULL },
};

static const struct control_param people_params[] = {
	CHOICE_PARAMS,
	{ NULL },
};

static const struct control_param code_params[] = {
	CHOICE_PARAMS,
	BY_PARAM,
	{ NULL },
};

static const struct control_param reset_params[] = {
	CHOICE_PARAMS,
	BY_PARAM,
	{ "compromised", PARAM_FLAG, false, 0,
	    "others know the former password: codes and sessions end too" },
	{ NULL },
};

static const struct control_param list_params[] = {
	{ "org", PARAM_TEXT, false, 0, "those of this organisation" },
	{ "role", PARAM_TEXT, false, 0, "those with this role" },
	{ "status", PARAM_TEXT, false, 0,
	    "active, inactive, deleted, blocked or held" },
	{ "kind", PARAM_TEXT, false, 0,
	    "internal, external, fieldworker or subworker" },
	{ "site", PARAM_TEXT, false, 0, "those of this site" },
	SECRET_PARAM,
	INVITED_PARAM,
	LOCKED_PARAM,
	{ "name", PARAM_TEXT, false, 0, "text within the name" },
	{ "email", PARAM_TEXT, false, 0, "text within the e-mail address" },
	{ "signed_in_before", PARAM_TIME, false, 0,
	    "people whose last sign-in was before this time" },
	{ "never_signed_in", PARAM_FLAG, false, 0,
	    "people who have never signed in" },
	{ "deleted", PARAM_FLAG, false, 0, "deleted people as well" },
	{ NULL },
};

#define PERSON_PARAM                                        \
	{                                                   \
		"person", PARAM_TEXT, true, 0,              \
		    "login name, uid, e-mail address or id" \
	}

static const struct control_param show_params[] = {
	PERSON_PARAM,
	{ NULL },
};

static const struct control_param recovery_params[] = {
	PERSON_PARAM,
	{ "count", PARAM_NUMBER, true, RECOVERY_CODES_MAX, "how many" },
	{ "valid_s", PARAM_NUMBER, true, 0,
	    "how long they are valid, in seconds" },
	{ NULL },
};

static const struct control_param count_params[] = {
	ORG_PARAM,
	{ NULL },
};

static const struct control_param add_params[] = {
	{ "login", PARAM_TEXT, false, 0,
	    "login name; without it one is made of the name" },
	{ "first_name", PARAM_TEXT, false, 0, "first name" },
	{ "last_name", PARAM_TEXT, false, 0, "last name" },
	{ "email", PARAM_TEXT, false, 0, "e-mail address" },
	{ "phone", PARAM_TEXT, false, 0, "phone number" },
	{ "mobile", PARAM_TEXT, false, 0, "mobile number" },
	{ "title", PARAM_TEXT, false, 0, "job title" },
	{ "employee_number", PARAM_TEXT, false, 0, "employee number" },
	{ "kind", PARAM_TEXT, false, 0,
	    "internal (when not given), external, fieldworker or subworker" },
	{ "roles", PARAM_TEXTS, false, 32,
	    "roles; the first one is the primary one" },
	{ "site", PARAM_TEXT, false, 0, "site to assign the person to" },
	{ "lead", PARAM_TEXT, false, 0, "the lead of the person's crew" },
	{ "password", PARAM_SECRET, false, 0, "password" },
	{ "must_change", PARAM_FLAG, false, 0,
	    "the password must be changed at the first sign-in" },
	{ "first", PARAM_TEXT, false, 0,
	    "what the person gets in place of a password: invite, temporary or "
	    "none; as the policy first_secret says when not given" },
	BY_PARAM,
	{ "active", PARAM_FLAG, false, 0, "may sign in at once" },
	{ "held", PARAM_FLAG, false, 0, "held until released" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param edit_params[] = {
	PERSON_PARAM,
	OWN_PROFILE_PARAMS,
	{ "email", PARAM_TEXT, false, 0, "e-mail address" },
	{ "title", PARAM_TEXT, false, 0, "job title" },
	{ "employee_number", PARAM_TEXT, false, 0, "employee number" },
	{ "kind", PARAM_TEXT, false, 0,
	    "internal, external, fieldworker or subworker" },
	{ "lead", PARAM_TEXT, false, 0,
	    "the lead of the person's crew; \"\" for none" },
	{ "shell", PARAM_TEXT, false, 0, "login shell" },
	{ "desktop", PARAM_TEXT, false, 0, "desktop session" },
	{ "landing", PARAM_TEXT, false, 0, "module shown first" },
	{ "expires_at", PARAM_TIME, false, 0,
	    "when the account expires; \"\" for never" },
	{ "shared_address_ok", PARAM_FLAG, false, 0,
	    "secrets may be sent to the address or mobile number even if an "
	    "account with other rights has it too" },
	{ "no_pin", PARAM_FLAG, false, 0,
	    "let the next import overwrite these values" },
	{ NULL },
};

static const struct control_param password_params[] = {
	PERSON_PARAM,
	{ "password", PARAM_SECRET, true, 0, "the new password" },
	{ "must_change", PARAM_FLAG, false, 0,
	    "it must be changed at the next sign-in" },
	{ NULL },
};

static const struct control_param unpin_params[] = {
	PERSON_PARAM,
	{ "fields", PARAM_TEXTS, false, 100, "fields; all when not given" },
	{ NULL },
};

#define END_SESSIONS_PARAM                                             \
	{                                                              \
		"end_sessions", PARAM_FLAG, false, 0,                  \
		    "end the person's open sessions, which otherwise " \
		    "refuse it"                                        \
	}

static const struct control_param rename_params[] = {
	PERSON_PARAM,
	{ "login", PARAM_TEXT, true, 0, "the new login name" },
	END_SESSIONS_PARAM,
	{ NULL },
};

static const struct control_param move_home_params[] = {
	PERSON_PARAM,
	END_SESSIONS_PARAM,
	{ NULL },
};

static const struct control_param take_home_params[] = {
	PERSON_PARAM,
	{ "owner_uid", PARAM_NUMBER, true, UINT32_MAX,
	    "its present owner; nothing is done if it has another one" },
	{ NULL },
};

/* A request that changes the state of people: rows are the people in their new
 * state. */
#define STATE(name, help, rule, handle, more)                              \
	{                                                                  \
		name, help, rule, people_params, CONTROL_CHANGES | (more), \
		    handle                                                 \
	}

const struct control_request user_requests[] = {
	{ "user.list", "People, by login name.", VERB_USER_VIEW, list_params,
	    CONTROL_PAGES, user_list_request },
	{ "user.show", "One person.", VERB_USER_VIEW, show_params, 0,
	    user_show_request },
	{ "user.count", "How many people there are, by status.", VERB_USER_VIEW,
	    count_params, 0, user_count_request },
	{ "user.add", "Add a person.", VERB_USER_ADD, add_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG | CONTROL_HASHES,
	    user_add_request },
	{ "user.edit",
	    "Change a person's profile; people may change some of their own.",
	    VERB_USER_EDIT, edit_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    user_edit_request },
	{ "user.password", "Give a person a password.", VERB_USER_PASSWORD,
	    password_params, CONTROL_CHANGES | CONTROL_HASHES,
	    user_password_request },
	{ "user.generate-password",
	    "Give people temporary passwords; the rows have them, this once.",
	    VERB_USER_PASSWORD, people_params, CONTROL_CHANGES | CONTROL_HASHES,
	    user_generate_password_request },
	{ "user.invite",
	    "Issue invitations: codes that lead to a password of one's own.",
	    VERB_USER_INVITE, code_params, CONTROL_CHANGES | CONTROL_HASHES,
	    user_invite_request },
	{ "user.link", "Issue codes that sign people in once.", VERB_USER_LINK,
	    code_params, CONTROL_CHANGES, user_link_request },
	{ "user.code",
	    "Issue a code for a member of the caller's crew, for this terminal.",
	    VERB_USER_CODE, show_params, CONTROL_CHANGES, user_code_request },
	{ "user.recovery",
	    "Make codes to be kept on paper; the rows have them, this once.",
	    VERB_USER_RECOVERY, recovery_params, CONTROL_CHANGES,
	    user_recovery_request },
	{ "user.verify-email",
	    "Mail people a code that verifies their address.",
	    VERB_USER_VERIFY_EMAIL, people_params, CONTROL_CHANGES,
	    user_verify_email_request },
	{ "user.reset",
	    "Replace people's passwords by temporary ones; locks end.",
	    VERB_USER_RESET, reset_params, CONTROL_CHANGES | CONTROL_HASHES,
	    user_reset_request },
	STATE("user.force-reset",
	    "Make people choose another password; their codes become invalid.",
	    VERB_USER_FORCE_CHANGE, user_force_reset_request, 0),
	{ "user.unpin",
	    "Let imports set fields again that were edited by an administrator.",
	    VERB_USER_REACH, unpin_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, user_unpin_request },
	{ "user.rename",
	    "Give a person another login name; the former one is never given "
	    "to another person.",
	    VERB_USER_RENAME, rename_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, user_rename_request },
	{ "user.move-home",
	    "Move a person's home folder to where its login name says.",
	    VERB_USER_RENAME, move_home_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, user_move_home_request },
	{ "user.take-home",
	    "Transfer a home folder of another owner to a person, including that owner's files in it.",
	    VERB_USER_TAKE_HOME, take_home_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG | CONTROL_ROOT,
	    user_take_home_request },
	{ "user.choose",
	    "The people selected by a filter or by name, for a confirmation before a change.",
	    VERB_USER_VIEW, choose_params, 0, user_choose_request },
	{ "user.ties",
	    "What depends on people: open sessions, crews, delegations and approval groups.",
	    VERB_USER_VIEW, people_params, 0, user_ties_request },
	STATE("user.activate", "Make people active.", VERB_USER_ACTIVATE,
	    user_activate_request, 0),
	STATE("user.deactivate", "Make people inactive; their history stays.",
	    VERB_USER_DEACTIVATE, user_deactivate_request,
	    CONTROL_TAKES_RESERVE),
	STATE("user.block", "Prevent people from signing in.", VERB_USER_BLOCK,
	    user_block_request, CONTROL_TAKES_RESERVE),
	STATE("user.unblock", "Lift a block.", VERB_USER_UNBLOCK,
	    user_unblock_request, 0),
	STATE("user.unlock", "End the locks after failed attempts.",
	    VERB_USER_UNLOCK, user_unlock_request, 0),
	STATE("user.hold", "Hold people until they are released.",
	    VERB_USER_HOLD, user_hold_request, CONTROL_TAKES_RESERVE),
	{ "user.release",
	    "Release held people; those without a password get a secret.",
	    VERB_USER_RELEASE, code_params, CONTROL_CHANGES | CONTROL_HASHES,
	    user_release_request },
	STATE("user.confirm-email",
	    "Confirm people's new e-mail address: mail goes there.",
	    VERB_USER_CONFIRM_EMAIL, user_confirm_email_request, 0),
	STATE("user.delete", "Delete people.", VERB_USER_DELETE,
	    user_delete_request, CONTROL_TAKES_RESERVE),
	STATE("user.restore", "Restore deleted people.", VERB_USER_RESTORE,
	    user_restore_request, 0),
	{ NULL },
};
