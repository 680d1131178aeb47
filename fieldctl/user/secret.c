/* The verbs that make codes and temporary passwords: what each of them says. */
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/option.h"
#include "fieldctl/user/handed.h"
#include "fieldctl/user/user.h"

static const struct listing_column code_columns[] = {
	{ "login", N_("LOGIN"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "code", N_("CODE"), 0 },
	{ "expires_at", N_("EXPIRES"), COLUMN_TIME },
	LISTING_END(NULL),
};

static const struct listing_column password_columns[] = {
	{ "login", N_("LOGIN"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "password", N_("TEMPORARY PASSWORD"), 0 },
	{ "expires_at", N_("EXPIRES"), COLUMN_TIME },
	LISTING_END(NULL),
};

#define CODES_ONCE                                                     \
	N_("These codes are not shown again.  Each can be used once, " \
	   "instead of a password.")
#define PASSWORDS_ONCE                                           \
	N_("These passwords are not shown again.  Each must be " \
	   "changed at the first sign-in.")

int
user_invite_verb(struct ctl *ctl)
{
	static const struct handed_verb verb = { "user.invite", "code",
		code_columns, N_("Invite these people?"),
		N_("would get an invitation"), CODES_ONCE };

	return user_hand_out(ctl, &verb);
}

int
user_link_verb(struct ctl *ctl)
{
	static const struct handed_verb verb = { "user.link", "code",
		code_columns, N_("Issue codes for these people?"),
		N_("would get a code"), CODES_ONCE };

	return user_hand_out(ctl, &verb);
}

int
user_reset_verb(struct ctl *ctl)
{
	static const struct handed_verb verb = { "user.reset", "password",
		password_columns, N_("Reset the passwords of these people?"),
		N_("would get a temporary password"), PASSWORDS_ONCE };

	return user_hand_out(ctl, &verb);
}

int
user_generate_passwords(struct ctl *ctl)
{
	static const struct handed_verb verb = { "user.generate-password",
		"password", password_columns,
		N_("Replace the passwords of these people?"),
		N_("would get a temporary password"), PASSWORDS_ONCE };

	if (option_is_set(&ctl->options, "password-file"))
		return ctl_usage(
		    ctl, _("Use --generate or --password-file, not both."));
	return user_hand_out(ctl, &verb);
}
