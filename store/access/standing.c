#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/access/standing.h"
#include "store/home/home.h"
#include "store/people/permission.h"
#include "store/people/role.h"
#include "store/people/terminal.h"

/* The parameters of the stored hashes; the defaults if there are none. */
static int
load_costs(struct store *store, struct secret_costs *ret_costs)
{
	struct secret_costs costs = { .count = 0 };
	struct policies defaults;
	struct secret_cost cost;
	struct query *query = db_query(store, SQL_PASSWORD_COSTS);
	int rc;

	for (;;) {
		rc = db_step(query);
		if (rc <= 0)
			break;
		if (secret_cost_of_hash(db_text(query, ONLY_COLUMN), &cost) ==
		    FIELD_OK)
			secret_costs_add(&costs, &cost);
	}
	db_done(query);
	if (rc < 0)
		return rc;
	if (costs.count == 0) {
		policies_init(&defaults);
		cost = secret_cost_of_policies(&defaults);
		secret_costs_add(&costs, &cost);
	}
	*ret_costs = costs;
	return FIELD_OK;
}

/* Find the person by the uid from the snapshot, with the login from the
 * snapshot. */
static int
find_person(struct store *store, const struct signin_request *request,
    struct user *ret_user)
{
	int rc;

	if (request->uid == 0)
		return FIELD_ENOTFOUND;
	rc = user_by_uid(store, request->uid, ret_user);
	if (rc == FIELD_OK && strcmp(ret_user->login, request->login) != 0)
		return FIELD_ENOTFOUND;
	return rc;
}

int
standing_find_decoy(struct store *store, struct user *ret_user)
{
	struct query *query = db_query(store, SQL_DECOY_PERSON);
	uint32_t uid = 0;
	int rc = db_step(query);

	if (rc == 1)
		uid = (uint32_t)db_int(query, ONLY_COLUMN);
	db_done(query);
	if (rc < 0)
		return rc;
	return rc == 1 ? user_by_uid(store, uid, ret_user) : FIELD_ENOTFOUND;
}

/* Nothing of that person remains in the standing. */
static void
forget_decoy(struct standing *standing)
{
	const struct secret_costs costs = standing->costs;

	sodium_memzero(standing, sizeof(*standing));
	standing->costs = costs;
}

static int
load_row(struct store *store, const struct signin_request *request,
    struct standing *standing)
{
	struct rules_sign_in *in = &standing->in;
	struct query *query;
	struct terminal_site site;
	int rc = terminal_site(store, standing->user.org_id, &site);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_STANDING);
	db_bind_text(query, 1, standing->user.id);
	db_bind_text(query, 2, site.id);
	db_bind_text(query, 3,
	    request->claimed_service != NULL ? request->claimed_service :
					       request->service);
	rc = db_step(query);
	if (rc == 1) {
		in->org_exists = db_int(query, STANDING_ORG_EXISTS);
		in->at_site = db_int(query, STANDING_AT_SITE);
		in->portal_closed = db_int(query, STANDING_PORTAL_CLOSED);
		rc = str_copy(standing->hash, sizeof(standing->hash),
			 db_text(query, STANDING_HASH)) ?
		    FIELD_OK :
		    FIELD_ECORRUPT;
		standing->temporary = db_int(query, STANDING_TEMPORARY);
		standing->secret_expires_at = db_int(
		    query, STANDING_EXPIRES_AT);
	} else if (rc == 0) {
		rc = FIELD_ECORRUPT;
	}
	db_done(query);
	return rc;
}

/* A permission counts at the terminal's site (R9).  A terminal without a site
 * is at no place, and permissions limited to some places do not apply there. */
static int
load_permission(struct store *store, const struct signin_request *request,
    struct standing *standing)
{
	const char *permission = request->required_permission;
	struct terminal_site site;
	int rc;

	standing->in.required_permission = permission;
	standing->in.forbidden = request->forbidden;
	if (permission == NULL)
		return FIELD_OK;
	if (!permission_exists(permission)) {
		/* misspelt: no person has it, not even with full access */
		if (standing->in.forbidden == REASON_NONE)
			standing->in.forbidden = REASON_BAD_SERVICE;
		return FIELD_OK;
	}
	rc = terminal_site(store, standing->user.org_id, &site);
	if (rc < 0)
		return rc;
	return role_person_can(store, standing->user.id, permission,
	    site.id[0] != '\0' ? site.id : NULL, &standing->in.has_required);
}

struct origin
signin_origin(const struct signin_request *request)
{
	return origin_of(request->address, request->tty,
	    request->caller != NULL || request->by_user);
}

int
standing_load(struct store *store, const struct signin_request *request,
    struct standing *ret_standing)
{
	struct standing *standing = ret_standing;
	bool is_decoy;
	int rc;

	memset(standing, 0, sizeof(*standing));
	rc = load_costs(store, &standing->costs);
	if (rc < 0)
		return rc;
	rc = find_person(store, request, &standing->user);
	is_decoy = rc == FIELD_ENOTFOUND;
	if (is_decoy)
		rc = standing_find_decoy(store, &standing->user);
	if (rc == FIELD_OK)
		rc = policies_load(
		    store, standing->user.org_id, &standing->policies);
	if (rc == FIELD_OK)
		rc = load_row(store, request, standing);
	if (rc == FIELD_OK)
		rc = terminal_admits(
		    store, standing->user.org_id, &standing->in.org_admitted);
	if (rc == FIELD_OK)
		rc = load_permission(store, request, standing);
	if (is_decoy) {
		/* it is known that the person does not exist, whatever the
		 * result */
		forget_decoy(standing);
		return FIELD_OK;
	}
	if (rc < 0)
		return rc;
	standing->in.user = &standing->user;
	standing->in.policies = &standing->policies;
	standing->in.now_s = store_now_s(store);
	standing->in.has_secret = standing->hash[0] != '\0' &&
	    !standing_secret_is_expired(standing);
	standing->in.must_change = standing->user.must_change ||
	    standing->temporary;
	standing->in.change_counts = !request->exempt_from_change ||
	    request->claimed_service != NULL;
	standing->found = true;
	return FIELD_OK;
}

int
standing_look_at_home(struct store *store, struct standing *standing)
{
	char path[2 * USER_TEXT_SIZE];
	enum home_state state;
	uint32_t owner;
	int rc;

	if (!standing->found)
		return FIELD_OK;
	(void)home_path(
	    store_config(store), &standing->user, path, sizeof(path));
	rc = home_look(path, standing->user.uid, &state, &owner);
	if (rc != FIELD_OK)
		return rc;
	standing->in.home_open = state == HOME_OPEN || state == HOME_LIES_OPEN;
	standing->in.home_foreign = home_is_refused(state) &&
	    !standing->in.home_open;
	return FIELD_OK;
}

bool
standing_secret_is_expired(const struct standing *standing)
{
	return standing->secret_expires_at != 0 &&
	    standing->secret_expires_at <= standing->in.now_s;
}

bool
standing_has_secret_of(
    const struct standing *standing, const struct standing *other)
{
	/* complete: the bytes after the string are 0 since it was loaded */
	return sodium_memcmp(
		   standing->hash, other->hash, sizeof(standing->hash)) == 0;
}

void
standing_release(struct standing *standing)
{
	sodium_memzero(standing->hash, sizeof(standing->hash));
}
