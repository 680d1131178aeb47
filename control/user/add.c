/* Adds a person. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/alias.h"
#include "control/person/choice.h"
#include "control/person/org.h"
#include "control/user/handed.h"
#include "control/user/user.h"
#include "store/org/user_add.h"
#include "store/secret/secret.h"

struct add_work {
	struct user_new in;
	struct org org;
	struct user lead, user; /* user: the result */
	struct secret password;
	char hash[SECRET_HASH_SIZE];
	enum given_way way;
	bool is_rehearsed;
	struct handed handed; /* if the person gets no password */
	struct alias_news aliases;
};

/* The policy may have changed since it was rehearsed. */
static int
add(struct add_work *work, struct change *change, struct refusal *why)
{
	struct given *given = &work->handed.given;
	int rc;

	given->way = work->way;
	rc = user_add(change, &work->in, &work->user, why);
	return rc == FIELD_OK && work->is_rehearsed &&
		given->what == GIVEN_PASSWORD && given->hash == NULL ?
	    FIELD_EBUSY :
	    rc;
}

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct add_work *work = context;
	int rc;

	/* again, if the change is retried */
	alias_release(&work->aliases);
	rc = alias_watch_add(&work->aliases.watch, call->store, work->in.email);
	if (rc == FIELD_OK)
		rc = add(work, change, why);
	if (rc == FIELD_OK)
		rc = alias_end(&work->aliases, &call->viewer);
	return rc;
}

static void
read_texts(const struct control_call *call, struct user_new *in)
{
	in->login = control_text(call, "login");
	in->first_name = control_text(call, "first_name");
	in->last_name = control_text(call, "last_name");
	in->email = control_text(call, "email");
	in->phone = control_text(call, "phone");
	in->mobile = control_text(call, "mobile");
	in->title = control_text(call, "title");
	in->employee_number = control_text(call, "employee_number");
	in->site = control_text(call, "site");
	in->must_change = control_flag(call, "must_change");
}

/* "active" and "held": by the policies if neither is given. */
static int
read_hold(struct control_call *call, int *ret_hold)
{
	const bool active = control_flag(call, "active");
	const bool held = control_flag(call, "held");

	if (active && held)
		return control_reason(
		    call, REASON_BAD_PARAMETER, call->request->name, "held");
	*ret_hold = active ? 0 : held ? 1 : -1;
	return EX_OK;
}

static int
read_lead(struct control_call *call, struct add_work *work)
{
	const char *who = control_text(call, "lead");
	int status = EX_OK;

	if (who == NULL || who[0] == '\0')
		return EX_OK;
	status = choice_find(call, who, &work->lead);
	work->in.lead_id = work->lead.id;
	return status;
}

/* The names belong to the request. */
static int
read_roles(struct control_call *call, struct user_new *in)
{
	const size_t count = control_count(call, "roles");
	const char **roles = calloc(count + 1, sizeof(*roles));

	if (roles == NULL)
		return control_failed(call, FIELD_ENOMEM, NULL);
	for (size_t i = 0; i < count; i++)
		roles[i] = control_text_at(call, "roles", i);
	in->roles = roles; /* transferred */
	in->role_count = count;
	return EX_OK;
}

static int
read_password(struct control_call *call, struct add_work *work)
{
	int rc = control_secret(call, "password", &work->password);

	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	work->in.password = work->password.len > 0 ? &work->password : NULL;
	return EX_OK;
}

/* "first": by the policy if it is not given. */
static int
read_way_in(struct control_call *call, struct add_work *work)
{
	static const char *const words[] = {
		[WAY_IN_POLICY] = "",
		[WAY_IN_INVITE] = "invite",
		[WAY_IN_TEMPORARY] = "temporary",
		[WAY_IN_NONE] = "none",
	};
	const char *first = control_text(call, "first");

	work->in.given = &work->handed.given;
	for (size_t i = WAY_IN_INVITE;
	     i < sizeof(words) / sizeof(words[0]) && first != NULL; i++)
		if (strcmp(words[i], first) == 0)
			work->in.way_in = (enum way_in)i;
	if (first != NULL &&
	    (work->in.way_in == WAY_IN_POLICY || work->in.password != NULL))
		return control_reason(
		    call, REASON_BAD_PARAMETER, call->request->name, "first");
	return handing_way(call, &work->way);
}

static int
read_all(struct control_call *call, struct add_work *work)
{
	int status = choice_kind(call, &work->in.kind);

	read_texts(call, &work->in);
	if (status == EX_OK)
		status = read_hold(call, &work->in.hold);
	if (status == EX_OK)
		status = org_of_call(call, &work->org);
	if (status == EX_OK)
		status = read_lead(call, work);
	if (status == EX_OK)
		status = read_roles(call, &work->in);
	if (status == EX_OK)
		status = read_password(call, work);
	if (status == EX_OK)
		status = read_way_in(call, work);
	work->in.org_id = work->org.id;
	return status;
}

/* Ask, hash, and change: no one waits for the hash. */
static int
prepare_hash(struct control_call *call, struct add_work *work)
{
	int rc, status;

	if (call->dry_run)
		return EX_OK;
	status = control_rehearse(call, "user.add", apply, work);
	if (status != EX_OK)
		return status;
	if (work->in.password == NULL)
		return handed_make_password(call, &work->user, &work->handed);
	rc = secret_hash_for(
	    call->store, work->org.id, &work->password, work->hash);
	work->in.password_hash = work->hash;
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
user_add_request(struct control_call *call)
{
	struct add_work work = {
		.in.kind = USER_INTERNAL,
		.password = SECRET_INIT,
	};
	int status = read_all(call, &work);

	if (status == EX_OK) {
		(void)str_copy(call->subject, sizeof(call->subject),
		    work.in.login != NULL ? work.in.login : "");
		status = prepare_hash(call, &work);
	}
	work.is_rehearsed = true;
	if (status == EX_OK)
		status = control_change(call, "user.add", apply, &work);
	if (status == EX_OK)
		status = user_changed(call, &work.user, &work.aliases,
		    work.in.password == NULL ? handed_json(call, &work.handed) :
					       json_null());
	sodium_memzero(work.hash, sizeof(work.hash));
	secret_release(&work.password);
	handed_release(&work.handed);
	alias_release(&work.aliases);
	free((void *)(uintptr_t)work.in.roles);
	return status;
}
