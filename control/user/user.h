/*
 * control/user/user: requests about people.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_USER_USER_H
#define CONTROL_USER_USER_H

#include "control/call.h"
#include "control/person/alias.h"
#include "store/home/home.h"

extern const struct control_request user_requests[];

/* list.c */
int user_list_request(struct control_call *call);
int user_show_request(struct control_call *call);
int user_count_request(struct control_call *call);

int user_add_request(struct control_call *call);
int user_edit_request(struct control_call *call);
/* The same for USER, found by the caller: by the parameters of this request. */
int user_edit_person(struct control_call *call, const struct user *user);
int user_password_request(struct control_call *call);
/* secret.c: codes and temporary passwords. */
int user_invite_request(struct control_call *call);
int user_link_request(struct control_call *call);
int user_reset_request(struct control_call *call);
int user_generate_password_request(struct control_call *call);
int user_verify_email_request(struct control_call *call);

/* code.c: codes of one person. */
int user_code_request(struct control_call *call);
int user_recovery_request(struct control_call *call);
int user_unpin_request(struct control_call *call);
int user_take_home_request(struct control_call *call);
int user_rename_request(struct control_call *call);
int user_move_home_request(struct control_call *call);

/* changed.c: the result of a request that has changed USER: "title", "login",
 * "name", "uid", "held", "person" (null for a dry run), "home", "addresses";
 * and GIVEN, what they were given, which is taken over. */
int user_changed(struct control_call *call, const struct user *user,
    const struct alias_news *aliases, json_t *given);

/* home.c: a problem of USER's home folder that would refuse the person. */
struct user_home {
	char path[PATHS_MAX];
	enum home_state state;
	uint32_t owner;
};
bool user_home_find(const struct control_call *call, const struct user *user,
    struct user_home *ret_home);
/* The same as JSON: null, or {"path", "problem", "owner_uid"}. */
json_t *user_home_json(
    const struct control_call *call, const struct user *user);

/* release.c */
int user_release_request(struct control_call *call);

/* state.c: one implementation for changes of a person's state. */
int user_choose_request(struct control_call *call);
int user_ties_request(struct control_call *call);
int user_activate_request(struct control_call *call);
int user_deactivate_request(struct control_call *call);
int user_block_request(struct control_call *call);
int user_unblock_request(struct control_call *call);
int user_unlock_request(struct control_call *call);
int user_hold_request(struct control_call *call);
int user_confirm_email_request(struct control_call *call);
int user_force_reset_request(struct control_call *call);
int user_delete_request(struct control_call *call);
int user_restore_request(struct control_call *call);

/* The fields of self.edit: see store/verb/user_field.c. */
#define OWN_PROFILE_PARAMS                                               \
	{ "first_name", PARAM_TEXT, false, 0, "first name" },            \
	    { "last_name", PARAM_TEXT, false, 0, "last name" },          \
	    { "phone", PARAM_TEXT, false, 0, "phone number" },           \
	    { "mobile", PARAM_TEXT, false, 0, "mobile number" },         \
	    { "mobile_provider", PARAM_TEXT, false, 0,                   \
		    "provider of the mobile phone" },                    \
	    { "street", PARAM_TEXT, false, 0, "street and number" },     \
	    { "city", PARAM_TEXT, false, 0, "city" },                    \
	    { "region", PARAM_TEXT, false, 0, "region or state" },       \
	    { "postcode", PARAM_TEXT, false, 0, "postcode" },            \
	    { "country", PARAM_TEXT, false, 0, "country" },              \
	{                                                                \
		"language", PARAM_TEXT, false, 0, "language of messages" \
	}

#endif
