#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "control/explain/remedy.h"

static const struct {
	enum reason reason;
	struct remedy remedy;
} table[] = {
	{ REASON_MUST_CHANGE,
	    { "users.edit", "",
		N_("The person is prompted for a new password at the next sign-in.") } },
	{ REASON_BLOCKED,
	    { "users.edit", "fieldctl user unblock PERSON", "" } },
	{ REASON_INACTIVE,
	    { "users.edit", "fieldctl user activate PERSON", "" } },
	{ REASON_HELD, { "users.edit", "fieldctl user release PERSON", "" } },
	{ REASON_DELETED,
	    { "settings.super-admin", "fieldctl user restore PERSON", "" } },
	{ REASON_EXPIRED,
	    { "users.edit", "fieldctl user edit PERSON --expires never", "" } },
	{ REASON_LOCKED,
	    { "users.edit", "fieldctl user unlock PERSON",
		N_("The lock ends automatically.  It refuses passwords; one-time codes and ssh keys are accepted.") } },
	{ REASON_HOME_FOREIGN,
	    { NULL, "fieldctl user edit PERSON --take-home",
		N_("Or move the folder away; a new one is created.") } },
	{ REASON_HOME_OPEN,
	    { NULL, "",
		N_("Inspect the contents of the folder, which fieldctl doctor names, then: chmod o-w FOLDER") } },
	{ REASON_WRONG_ORG,
	    { NULL, "",
		N_("[terminal] orgs in fieldauth.conf lists the organisations that this terminal admits.") } },
	{ REASON_WRONG_SITE,
	    { "users.edit", "fieldctl site assign PERSON SITE",
		N_("Or: fieldctl policy site_gate off") } },
	{ REASON_PORTAL_CLOSED,
	    { "users.edit", "",
		N_("The PAM service belongs to a portal that is disabled for this person.") } },
	{ REASON_BAD_SERVICE,
	    { NULL, "fieldctl doctor",
		N_("Correct the PAM file of the service; see pam_fieldauth(8).") } },
	{ REASON_ALIAS,
	    { NULL, "",
		N_("Use the login name; see pam_fieldauth(8) for modules that depend on the user name.") } },
	{ REASON_LACKS_PERMISSION,
	    { "settings.super-admin", "fieldctl role assign PERSON ROLE",
		"" } },
	{ REASON_EMAIL_UNVERIFIED,
	    { "settings.edit", "fieldctl policy require_verified_email no",
		"" } },
	{ REASON_NO_SECRET,
	    { "users.edit", "fieldctl user passwd PERSON", "" } },
	{ REASON_SECRET_EXPIRED,
	    { "users.edit", "fieldctl user passwd PERSON", "" } },
	{ REASON_NOT_IN_FORCE,
	    { NULL, "fieldctl publish",
		N_("The snapshot could not be written: free space on its disk first.") } },
	{ REASON_SHELL_MISSING,
	    { "users.edit", "fieldctl user edit PERSON --shell SHELL", "" } },
	{ REASON_SHELL_NOT_EXECUTABLE,
	    { "users.edit", "fieldctl user edit PERSON --shell SHELL", "" } },
	{ REASON_SHELL_NO_LOGIN,
	    { "users.edit", "fieldctl user edit PERSON --shell SHELL", "" } },
	{ REASON_NOT_OURS,
	    { NULL, "fieldctl doctor",
		N_("The machine has another user with that name or number, who signs in instead.") } },
};

const struct remedy *
remedy_of(enum reason reason)
{
	static const struct remedy none = { NULL, "", "" };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].reason == reason)
			return &table[i].remedy;
	return &none;
}

char *
remedy_command(
    const struct remedy *remedy, const char *login, char *buf, size_t size)
{
	static const char mark[] = "PERSON";
	const char *at = strstr(remedy->command, mark);

	if (at == NULL)
		(void)str_copy(buf, size, remedy->command);
	else
		(void)str_format(buf, size, "%.*s%s%s",
		    (int)(at - remedy->command), remedy->command, login,
		    at + strlen(mark));
	return buf;
}
