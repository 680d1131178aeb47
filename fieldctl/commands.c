#include "base/i18n.h"
#include "fieldctl/commands.h"
#include "fieldctl/complete/complete.h"
#include "fieldctl/data/audit.h"
#include "fieldctl/data/events.h"
#include "fieldctl/data/publish.h"
#include "fieldctl/data/restore.h"
#include "fieldctl/doctor/checks.h"
#include "fieldctl/explain/explain.h"
#include "fieldctl/mail/mail.h"
#include "fieldctl/mail/verbs.h"
#include "fieldctl/me/me.h"
#include "fieldctl/org/policy.h"
#include "fieldctl/org/site.h"
#include "fieldctl/role/role.h"
#include "fieldctl/session/session.h"
#include "fieldctl/setup/setup.h"
#include "fieldctl/sync/verbs.h"
#include "fieldctl/user/verbs.h"

#define NOUN(name, help, children)                                            \
	{                                                                     \
		name, "VERB", help, NULL, NULL, 0, 0, NEEDS_NOTHING, children \
	}

static const struct command commands[] = {
	{ "setup", "", N_("Set up this terminal"), setup_options, setup_verb, 0,
	    0, NEEDS_CONFIG, NULL },
	{ "me", "[VERB]", N_("Your own account and its log"), NULL,
	    me_show_verb, 0, 0, NEEDS_REQUESTS, me_commands },
	NOUN("user", N_("People"), user_commands),
	{ "who", "", N_("Show who is signed in on this terminal"), who_options,
	    who_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "logout", "PERSON...",
	    N_("End what people have running, without a block"), logout_options,
	    logout_verb, 0, -1, NEEDS_REQUESTS, NULL },
	NOUN("role", N_("Roles"), role_commands),
	NOUN("perm", N_("Permissions"), perm_commands),
	NOUN("site", N_("Sites"), site_commands),
	{ "policy", "[POLICY [VALUE]]", N_("Show policies, or set one"),
	    policy_options, policy_verb, 0, 2, NEEDS_REQUESTS, NULL },
	{ "audit", "[VERB]", N_("Show the log of changes and sign-ins"),
	    audit_options, audit_verb, 0, 0, NEEDS_REQUESTS, audit_commands },
	{ "events", "", N_("Show events, as they are committed"),
	    events_options, events_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "explain", "PERSON",
	    N_("Show whether a person would be admitted here now, and why"),
	    explain_options, explain_verb, 1, 1, NEEDS_REQUESTS, NULL },
	NOUN("sync", N_("Imports from accounting"), sync_commands),
	{ "mail", "[VERB]", N_("Mail that waits, was sent or was not"),
	    mail_list_options, mail_list_verb, 0, 0, NEEDS_REQUESTS,
	    mail_commands },
	{ "publish", "", N_("Compile the snapshot"), NULL, publish_verb, 0, 0,
	    NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ "backup", "", N_("Copy the database now"), backup_options,
	    backup_verb, 0, 0, NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ "restore", "[COPY]",
	    N_("List the copies of the database, or restore one"),
	    restore_options, restore_verb, 0, 1, NEEDS_REQUESTS | NEEDS_ROOT,
	    NULL },
	{ "doctor", "",
	    N_("Check this terminal, and report how to correct problems"),
	    doctor_options, doctor_verb, 0, 0, NEEDS_NOTHING, NULL },
	{ "complete", "WORD...", NULL, NULL, complete_verb, 0, -1,
	    NEEDS_REQUESTS, NULL },
	/* frame/words never treats this word as a verb */
	{ "help", "[VERB]...", N_("Show how a verb is used"), NULL, NULL, 0, 0,
	    NEEDS_NOTHING, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};

const struct command command_root = { "fieldctl", "VERB",
	N_("Administer the people of this terminal"), NULL, NULL, 0, 0,
	NEEDS_NOTHING, commands };
