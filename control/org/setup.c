/* Sets up this terminal, with its configuration in place. */
#include <sodium.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "conf/config.h"
#include "control/change.h"
#include "control/open.h"
#include "control/org/org.h"
#include "control/value.h"
#include "store/access/code_issuer.h"
#include "store/db/backup.h"
#include "store/org/org_setup.h"
#include "store/home/shell.h"
#include "store/secret/secret.h"
#include "store/view/role.h"

/* With copies, a lost database can be restored.  A new one would give the
 * numbers of its people, and so their files, to others. */
static int
check_not_lost(struct control_call *call)
{
	struct backup *copies = NULL;
	size_t count = 0;
	int rc = backup_list(call->paths, &copies, &count);

	free(copies);
	if (rc < 0)
		return control_failed(call, rc, NULL);
	return count == 0 ?
	    EX_OK :
	    control_reason(call, REASON_DATABASE_MISSING, NULL, NULL);
}

/* A database without an organisation was left by a setup that was refused. */
static int
check_not_set_up(struct control_call *call)
{
	struct viewer root;
	struct org *orgs = NULL;
	size_t count = 0;
	int status, rc = file_exists(call->paths->db_file);

	if (rc == FIELD_ENOTFOUND)
		return check_not_lost(call);
	if (rc < 0)
		return control_failed(call, rc, NULL);
	status = control_open_as(call, STORE_READ);
	if (status != EX_OK)
		return status;
	root = viewer_root(call->store);
	rc = view_org_list(&root, &orgs, &count);
	if (rc != FIELD_OK)
		status = control_failed(call, rc, NULL);
	else if (count > 0)
		status = control_reason(
		    call, REASON_SET_UP_ALREADY, orgs[0].name, NULL);
	free(orgs);
	store_close(call->store);
	call->store = NULL;
	return status;
}

/* --- setting up -------------------------------------------------------------- */

static int
check_id_ranges(struct control_call *call)
{
	const struct {
		const char *what;
		uint32_t min, max;
	} ranges[] = {
		{ "uid", call->config->uid_min, call->config->uid_max },
		{ "gid", call->config->gid_min, call->config->gid_max },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const char *problem = config_id_range_problem(
		    ranges[i].min, ranges[i].max);
		char text[80];

		(void)str_format(text, sizeof(text), "%s %lu-%lu",
		    ranges[i].what, (unsigned long)ranges[i].min,
		    (unsigned long)ranges[i].max);
		if (problem != NULL)
			return control_reason(
			    call, REASON_BAD_ID_RANGE, text, problem);
	}
	return EX_OK;
}

/* The shell of everybody whose role names none. */
static int
check_shell(struct control_call *call)
{
	const enum shell_state state = shell_look(call->config->shell);

	return shell_is_refused(state) ?
	    control_reason(
		call, shell_reason(state), call->config->shell, NULL) :
	    EX_OK;
}

/* Replacing an existing key would make all sealed data unreadable. */
static int
make_key(struct control_call *call, bool *ret_made)
{
	int rc = file_exists(call->paths->key_file);

	*ret_made = rc == FIELD_ENOTFOUND;
	if (*ret_made)
		rc = secret_make_key(call->paths);
	return rc < 0 ? control_failed(call, rc, NULL) : EX_OK;
}

/* The first administrator's password, hashed before the change. */
struct admin_password {
	struct secret text;
	char hash[SECRET_HASH_SIZE]; /* "" while only trying out */
};

static struct setup
setup_of(const struct control_call *call, const struct admin_password *password)
{
	return (struct setup){
		.org = control_text(call, "org"),
		.org_title = control_text(call, "org_title"),
		.admin = control_text(call, "admin"),
		.admin_first = control_text(call, "admin_first"),
		.admin_last = control_text(call, "admin_last"),
		.admin_email = control_text(call, "admin_email"),
		.admin_password = password->text.len > 0 ? &password->text :
							   NULL,
		.admin_hash = password->hash[0] != '\0' ? password->hash : NULL,
		.terminal = control_text(call, "terminal"),
		.site = control_text(call, "site"),
	};
}

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct setup setup = setup_of(call, context);

	return call->dry_run ? org_setup_check(change, &setup, why) :
			       org_setup(change, &setup, why);
}

/* The people who can issue codes without mail (N8): of a new organisation, its
 * first administrator. */
static int
answer_issuers(struct control_call *call)
{
	const struct viewer root = viewer_root(call->store);
	struct name_list logins = { NULL, 0 };
	struct org *orgs = NULL;
	size_t count = 0;
	int status, rc = view_org_list(&root, &orgs, &count);

	if (rc == FIELD_OK && count > 0)
		rc = code_issuer_list(
		    call->store, orgs[0].id, CODE_ISSUERS_MIN, &logins);
	free(orgs);
	status = rc == FIELD_OK ?
	    control_result(call,
		json_pack("{s:o}", "code_issuers",
		    value_texts(
			(const char *const *)logins.names, logins.count))) :
	    control_failed(call, rc, NULL);
	name_list_release(&logins);
	return status;
}

/* By the default policies: the organisation does not exist yet. */
static int
read_password(struct control_call *call, struct admin_password *password)
{
	struct policies defaults;
	int rc = control_secret(call, "admin_password", &password->text);

	policies_init(&defaults);
	if (rc == FIELD_OK && !call->dry_run && password->text.len > 0)
		rc = secret_hash(&password->text, &defaults, password->hash);
	return rc;
}

static int
set_up(struct control_call *call)
{
	struct admin_password password = { .text = SECRET_INIT };
	int rc = read_password(call, &password);
	int status = rc == FIELD_OK ?
	    control_open_as(call, call->dry_run ? STORE_TRIAL : STORE_CREATE) :
	    control_failed(call, rc, NULL);

	if (control_has(call, "admin"))
		(void)str_copy(call->subject, sizeof(call->subject),
		    control_text(call, "admin"));
	if (status == EX_OK)
		status = control_change(call, "setup", apply, &password);
	if (status == EX_OK && !call->dry_run)
		status = answer_issuers(call);
	sodium_memzero(password.hash, sizeof(password.hash));
	secret_release(&password.text);
	return status;
}

/* The answers so far, in memory: nothing is made. */
static int
try_out(struct control_call *call)
{
	int status = check_not_set_up(call);

	if (status == EX_OK)
		status = check_id_ranges(call);
	call->dry_run = true;
	return status == EX_OK ? set_up(call) : status;
}

int
terminal_check_request(struct control_call *call)
{
	return try_out(call);
}

int
terminal_setup_request(struct control_call *call)
{
	bool made_key = false;
	int status;

	if (call->dry_run)
		return try_out(call);
	status = check_id_ranges(call);
	if (status == EX_OK)
		status = check_shell(call);
	if (status == EX_OK)
		status = make_key(call, &made_key);
	if (status == EX_OK)
		status = set_up(call);
	/* The key marks a machine that has been set up, and makes look-ups fail
	 * closed; it must not remain without a database. */
	if (made_key && status != EX_OK)
		(void)unlink(call->paths->key_file);
	return status;
}
