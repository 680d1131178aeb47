/* The table of requests about organisations. */
#include "control/org/org.h"
#include "control/person/choice.h"
#include "control/person/org.h"

static const struct control_param org_params[] = {
	ORG_PARAM,
	{ NULL },
};

static const struct control_param site_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the site" },
	{ NULL },
};

static const struct control_param site_add_params[] = {
	{ "name", PARAM_TEXT, true, 0, "what the site is called" },
	{ "title", PARAM_TEXT, false, 0, "what people call it; else its name" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param assign_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the site" },
	CHOICE_PARAMS,
	{ NULL },
};

static const struct control_param policy_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the policy" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param policy_set_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the policy" },
	{ "value", PARAM_TEXT, true, 0, "one of its values" },
	ORG_PARAM,
	{ NULL },
};

/* All of them for setting up, as many as there are for a check. */
#define SETUP_PARAMS(needed)                                                \
	{ "org", PARAM_TEXT, needed, 0, "the organisation's short name" },  \
	    { "org_title", PARAM_TEXT, needed, 0, "its full name" },        \
	    { "terminal", PARAM_TEXT, needed, 0,                            \
		    "the name of this terminal" },                          \
	    { "site", PARAM_TEXT, needed, 0,                                \
		    "the site where it is located, or empty" },             \
	    { "admin", PARAM_TEXT, needed, 0,                               \
		    "the login name of the first super admin" },            \
	    { "admin_first", PARAM_TEXT, needed, 0,                         \
		    "that person's first name" },                           \
	    { "admin_last", PARAM_TEXT, needed, 0,                          \
		    "and last name, or empty" },                            \
	    { "admin_email", PARAM_TEXT, needed, 0, "and e-mail address" }, \
	    { "admin_password", PARAM_SECRET, needed, 0, "and password" },  \
	{                                                                   \
		NULL                                                        \
	}

static const struct control_param setup_params[] = { SETUP_PARAMS(true) };
static const struct control_param check_params[] = { SETUP_PARAMS(false) };

const struct control_request org_requests[] = {
	{ "terminal.check",
	    "Whether this terminal can be set up with these answers.",
	    RULES_VERB_COUNT, check_params,
	    CONTROL_ROOT | CONTROL_NO_STORE | CONTROL_GOOD_CONFIG,
	    terminal_check_request },
	{ "terminal.setup",
	    "Create the key and the database, with an organisation, this terminal and a super admin.",
	    RULES_VERB_COUNT, setup_params,
	    CONTROL_CHANGES | CONTROL_ROOT | CONTROL_NO_STORE |
		CONTROL_CREATES | CONTROL_GOOD_CONFIG | CONTROL_HASHES,
	    terminal_setup_request },
	{ "terminal.clock",
	    "Go by the clock of this terminal from now on, even if it goes back.",
	    RULES_VERB_COUNT, NULL, CONTROL_CHANGES | CONTROL_ROOT,
	    terminal_clock_request },
	{ "org.list", "The organisations that the caller may see.",
	    RULES_VERB_COUNT, NULL, 0, org_list_request },
	{ "site.list", "All sites, by name.", VERB_PLACE_VIEW, NULL, 0,
	    site_list_request },
	{ "site.show",
	    "One site, and the people who belong to it, as far as the caller "
	    "may see them.",
	    VERB_PLACE_VIEW, site_params, 0, site_show_request },
	{ "site.find", "The id and the name of a site.", VERB_PLACE_VIEW,
	    site_params, 0, site_find_request },
	{ "site.add", "Add a site.", VERB_PLACE_EDIT, site_add_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, site_add_request },
	{ "site.assign", "Assign people to a site.", VERB_PLACE_ASSIGN,
	    assign_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    site_assign_request },
	{ "site.unassign", "Remove people from a site.", VERB_PLACE_ASSIGN,
	    assign_params, CONTROL_CHANGES | CONTROL_TAKES_RESERVE,
	    site_unassign_request },
	{ "policy.list", "All policies of an organisation.", VERB_POLICY_VIEW,
	    org_params, CONTROL_GOOD_CONFIG, policy_list_request },
	{ "policy.show", "One policy of an organisation.", VERB_POLICY_VIEW,
	    policy_params, CONTROL_GOOD_CONFIG, policy_show_request },
	{ "policy.set", "Set a policy.", VERB_POLICY, policy_set_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, policy_change_request },
	{ "policy.reset", "Reset a policy to its default.", VERB_POLICY,
	    policy_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    policy_change_request },
	{ NULL },
};
