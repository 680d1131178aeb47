/* The table of requests about roles (R1-R6, R16). */
#include "control/person/choice.h"
#include "control/person/org.h"
#include "control/role/role.h"

static const struct control_param name_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the role" },
	{ NULL },
};

static const struct control_param add_params[] = {
	{ "name", PARAM_TEXT, true, 0, "what the role is called" },
	{ "title", PARAM_TEXT, false, 0, "what people call it; else its name" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param level_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the role" },
	{ "module", PARAM_TEXT, true, 0, "a module of perm.list" },
	{ "level", PARAM_TEXT, true, 0,
	    "one of its levels, several of its actions, or none" },
	{ NULL },
};

static const struct control_param group_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the role" },
	{ "group", PARAM_TEXT, true, 0, "a group of this machine" },
	{ NULL },
};

static const struct control_param assign_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the role to assign" },
	{ "primary", PARAM_FLAG, false, 0, "make it their primary role" },
	CHOICE_PARAMS,
	{ NULL },
};

static const struct control_param unassign_params[] = {
	{ "name", PARAM_TEXT, true, 0, "the role to remove" },
	CHOICE_PARAMS,
	{ NULL },
};

const struct control_request role_requests[] = {
	{ "role.list", "All roles, by name.", VERB_ROLE_VIEW, NULL, 0,
	    role_list_request },
	{ "role.show",
	    "One role: its levels, permissions and groups, what it gives to a "
	    "session, and the people who have it, as far as the caller may see "
	    "them.",
	    VERB_ROLE_VIEW, name_params, 0, role_show_request },
	{ "role.find", "The id and the name of a role.", VERB_ROLE_VIEW,
	    name_params, 0, role_find_request },
	{ "role.add", "Add a role without permissions.", VERB_ROLE_EDIT,
	    add_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    role_add_request },
	{ "role.remove", "Remove a role, also from all people who have it.",
	    VERB_ROLE_EDIT, name_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    role_remove_request },
	{ "role.level", "Set what a role may do in a module.", VERB_ROLE_EDIT,
	    level_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    role_level_request },
	{ "role.grant", "Let a role grant a local group.", VERB_LOCAL_GROUP,
	    group_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    role_grant_request },
	{ "role.ungrant", "Remove a local group from a role.", VERB_LOCAL_GROUP,
	    group_params, CONTROL_CHANGES | CONTROL_TAKES_RESERVE,
	    role_ungrant_request },
	{ "role.assign", "Assign a role to people.", VERB_ROLE_ASSIGN,
	    assign_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    role_assign_request },
	{ "role.unassign", "Remove a role from people.", VERB_ROLE_ASSIGN,
	    unassign_params, CONTROL_CHANGES | CONTROL_TAKES_RESERVE,
	    role_unassign_request },
	{ "perm.list", "The modules of permissions, with their levels.",
	    RULES_VERB_COUNT, NULL, CONTROL_NO_CONFIG | CONTROL_NO_STORE,
	    perm_list_request },
	{ NULL },
};
