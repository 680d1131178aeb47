/* All of fieldctl: nouns, and verbs that stand alone. */
#include "base/i18n.h"
#include "fieldctl/command.h"
#include "fieldctl/setup.h"
#include "fieldctl/user.h"

static const struct command commands[] = {
	{ "setup", "", N_("Set this terminal up"), setup_options, setup_verb,
	    0, 0, NEEDS_CONFIG, NULL },
	{ "user", "VERB", N_("People"), NULL, NULL, 0, 0, NEEDS_NOTHING,
	    user_commands },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};

const struct command command_root = { "fieldctl", "VERB",
	N_("Administer the people of this terminal"), NULL, NULL, 0, 0,
	NEEDS_NOTHING, commands };
