/* Problems of people in the database: addresses, home folders, kinds. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "store/access/code_issuer.h"
#include "store/people/alias.h"
#include "store/people/beyond_kind.h"
#include "store/home/effective.h"
#include "store/home/home.h"
#include "store/people/org.h"
#include "store/people/role.h"
#include "store/home/shell.h"
#include "store/people/user_mail.h"

/* --- addresses ---------------------------------------------------------- */

static bool
note_shared(const char *email, const char *logins, void *context)
{
	doctor_find(context, DOCTOR_WARN,
	    _("They sign in by their login names; or give them addresses of "
	      "their own: fieldctl user edit LOGIN --email ADDRESS"),
	    _("The address %s cannot be used to sign in, since several people have it: %s"),
	    email, logins);
	return true;
}

struct pending {
	char logins[300];
	size_t count;
};

static bool
note_pending(const char *login, void *context)
{
	struct pending *pending = context;
	size_t len = strlen(pending->logins);

	if (len + strlen(login) + sizeof(", ") < sizeof(pending->logins) - 5)
		(void)str_format(pending->logins + len,
		    sizeof(pending->logins) - len, "%s%s", len > 0 ? ", " : "",
		    login);
	else if (len > 0 && pending->logins[len - 1] != '.')
		(void)str_format(pending->logins + len,
		    sizeof(pending->logins) - len, ", ...");
	pending->count++;
	return true;
}

static void
find_pending(struct doctor *doctor)
{
	struct pending pending = { "", 0 };

	if (user_each_pending_email(
		doctor->ctl->store, note_pending, &pending) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The addresses could not be compared."));
	else if (pending.count > 0)
		doctor_find(doctor, DOCTOR_WARN,
		    _("Ask them, then: fieldctl user confirm-email LOGIN..."),
		    _("Unconfirmed new addresses: %zu.  Mail still goes to the former ones: %s"),
		    pending.count, pending.logins);
}

void
doctor_addresses(struct doctor *doctor)
{
	if (doctor->ctl->store != NULL)
		find_pending(doctor);
	if (doctor->ctl->store != NULL &&
	    alias_each_shared(doctor->ctl->store, note_shared, doctor) !=
		FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The addresses could not be compared."));
}

/* --- codes -------------------------------------------------------------- */

static void
check_issuers(struct doctor *doctor, const struct org *org)
{
	struct name_list logins = { NULL, 0 };

	if (code_issuer_list(doctor->ctl->store, org->id, CODE_ISSUERS_MIN,
		&logins) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The people who can issue codes could not be read."));
	else if (logins.count == 0)
		doctor_find(doctor, DOCTOR_WARN,
		    "fieldctl role assign PERSON ROLE",
		    _("No active person of %s has codes.issue: if mail fails, only root can help those who have no password."),
		    org->name);
	else if (logins.count < CODE_ISSUERS_MIN)
		doctor_find(doctor, DOCTOR_WARN,
		    "fieldctl role assign PERSON ROLE",
		    _("Only %1$s of %2$s has codes.issue: when they are away and mail fails, only root can help those who have no password."),
		    logins.names[0], org->name);
	name_list_release(&logins);
}

void
doctor_codes(struct doctor *doctor)
{
	struct org *orgs = NULL;
	size_t count = 0;

	if (doctor->ctl->store == NULL)
		return;
	if (org_list(doctor->ctl->store, &orgs, &count) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The organisations could not be read."));
	for (size_t i = 0; i < count; i++)
		check_issuers(doctor, &orgs[i]);
	free(orgs);
}

/* --- home folders ------------------------------------------------------- */

static void
note_home(struct doctor *doctor, const struct user *user, const char *path,
    enum home_state state, uint32_t owner)
{
	char take[200], close_to[PATHS_MAX + 20];

	(void)str_format(take, sizeof(take),
	    "fieldctl user edit %s --take-home", user->login);
	(void)str_format(close_to, sizeof(close_to), "chmod %s %s",
	    state == HOME_OPEN ? "o-w" : "g-w", path);
	switch (state) {
	case HOME_MISSING:
	case HOME_FINE:
		break;
	case HOME_FOREIGN:
		doctor_find(doctor, DOCTOR_WARN, take,
		    _("%s belongs to uid %lu: %s cannot sign in."), path,
		    (unsigned long)owner, user->login);
		break;
	case HOME_NO_FOLDER:
		doctor_find(doctor, DOCTOR_WARN, _("Move it away."),
		    _("%s is not a folder: %s cannot sign in."), path,
		    user->login);
		break;
	case HOME_OPEN:
		doctor_find(doctor, DOCTOR_WARN, close_to,
		    _("All users can write to %s: %s cannot sign in."), path,
		    user->login);
		break;
	case HOME_LIES_OPEN:
		doctor_find(doctor, DOCTOR_WARN,
		    _("Run chmod o-w on its parent folder."),
		    _("All users can replace %s: %s cannot sign in."), path,
		    user->login);
		break;
	case HOME_GROUP_OPEN:
		doctor_find(doctor, DOCTOR_WARN, close_to,
		    _("A group can write to %s, the home folder of %s."), path,
		    user->login);
		break;
	}
}

static bool
check_home(const struct user_listed *listed, void *context)
{
	struct doctor *doctor = context;
	const struct user *user = listed->user;
	char path[PATHS_MAX], full[PATHS_MAX];
	enum home_state state = HOME_FINE;
	uint32_t owner = 0;

	(void)home_path(&doctor->ctl->config, user, path, sizeof(path));
	if (home_look(doctor_path(doctor, path, full), user->uid, &state,
		&owner) != FIELD_OK)
		doctor_find(doctor, DOCTOR_WARN, "",
		    _("%s, the home folder of %s, cannot be examined."), path,
		    user->login);
	else
		note_home(doctor, user, path, state, owner);
	return true;
}

void
doctor_homes(struct doctor *doctor)
{
	const struct user_filter all = {
		.status = -1, .kind = -1, .blocked = -1, .held = -1
	};

	if (doctor->ctl->store != NULL &&
	    user_each(doctor->ctl->store, &all, check_home, doctor) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The home folders could not be compared."));
}

/* --- shells ------------------------------------------------------------- */

/* OWNER: whose it is, as part of the sentence. */
static void
check_shell(struct doctor *doctor, const char *shell, const char *owner,
    const char *mend)
{
	enum shell_state state = shell_look(shell);
	char sentence[USER_TEXT_SIZE + 200];
	struct refusal why;

	if (state == SHELL_FINE)
		return;
	(void)refuse(&why, shell_reason(state), shell, NULL);
	doctor_find(doctor, shell_is_refused(state) ? DOCTOR_FAIL : DOCTOR_WARN,
	    mend, "%s: %s", owner,
	    refusal_sentence(&why, sentence, sizeof(sentence)));
}

static bool
check_own_shell(const struct user_listed *listed, void *context)
{
	const struct user *user = listed->user;
	char mend[200];

	if (user->shell[0] == '\0')
		return true;
	(void)str_format(mend, sizeof(mend), "fieldctl user edit %s --shell ''",
	    user->login);
	check_shell(context, user->shell, user->login, mend);
	return true;
}

static int
check_role_shells(struct doctor *doctor)
{
	struct store *store = doctor->ctl->store;
	struct role *roles = NULL;
	struct role_defaults defaults;
	size_t count = 0;
	int rc = role_list(store, &roles, &count);

	for (size_t i = 0; rc == FIELD_OK && i < count; i++) {
		rc = role_defaults_load(store, roles[i].id, &defaults);
		if (rc == FIELD_OK && defaults.shell[0] != '\0')
			check_shell(doctor, defaults.shell, roles[i].name, "");
	}
	free(roles);
	return rc;
}

void
doctor_default_shell(struct doctor *doctor, const struct config *config)
{
	check_shell(doctor, config->shell, "[terminal] shell",
	    _("Correct fieldauth.conf; /etc/shells lists the shells of this "
	      "machine."));
}

void
doctor_shells(struct doctor *doctor)
{
	const struct user_filter all = {
		.status = -1, .kind = -1, .blocked = -1, .held = -1
	};
	int rc = FIELD_OK;

	if (doctor->ctl->has_config)
		doctor_default_shell(doctor, &doctor->ctl->config);
	if (doctor->ctl->store == NULL) {
		doctor_skip(doctor, doctor_no_database());
		return;
	}
	rc = check_role_shells(doctor);
	if (rc == FIELD_OK)
		rc = user_each(
		    doctor->ctl->store, &all, check_own_shell, doctor);
	if (rc != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The login shells could not be checked."));
}

/* --- kinds -------------------------------------------------------------- */

static bool
note_beyond(const struct beyond_kind *found, void *context)
{
	char mend[200];

	if (found->role == NULL) {
		doctor_find(context, DOCTOR_WARN,
		    _("It has no effect; choose the right kind: fieldctl user edit LOGIN --kind KIND"),
		    _("%1$s has full access, which the kind '%2$s' does not allow."),
		    found->login, user_kind_name(found->kind));
		return true;
	}
	(void)str_format(mend, sizeof(mend), "fieldctl role unassign %s %s",
	    found->login, found->role);
	doctor_find(context, DOCTOR_WARN, mend,
	    _("%1$s has the privileged role %3$s, which the kind '%2$s' does not allow."),
	    found->login, user_kind_name(found->kind), found->role);
	return true;
}

void
doctor_kinds(struct doctor *doctor)
{
	if (doctor->ctl->store != NULL &&
	    beyond_kind_each(doctor->ctl->store, note_beyond, doctor) !=
		FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The kinds of people could not be compared."));
}
