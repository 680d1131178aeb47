/* The value of the person, else of the primary role, else of the terminal. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "conf/config.h"
#include "store/home/effective.h"
#include "store/home/home.h"

const char *
effective_from_name(enum effective_from from)
{
	static const char *const names[] = {
		[FROM_NOTHING] = "",
		[FROM_PERSON] = "person",
		[FROM_ROLE] = "role",
		[FROM_TERMINAL] = "terminal",
		[FROM_DEFAULT] = "default",
	};

	return names[from];
}

static int
fetch_defaults(struct query *query, struct role_defaults *defaults)
{
	int rc = db_step(query);

	memset(defaults, 0, sizeof(*defaults));
	if (rc == 1) {
		db_copy(query, ROLE_DEFAULTS_SHELL, defaults->shell,
		    sizeof(defaults->shell));
		db_copy(query, ROLE_DEFAULTS_DESKTOP, defaults->desktop,
		    sizeof(defaults->desktop));
		db_copy(query, ROLE_DEFAULTS_LANDING, defaults->landing,
		    sizeof(defaults->landing));
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
role_defaults_load(struct store *store, const char *role_id,
    struct role_defaults *ret_defaults)
{
	struct query *query = db_query(store, SQL_ROLE_DEFAULTS);

	db_bind_text(query, 1, role_id);
	return fetch_defaults(query, ret_defaults);
}

/* OWN, else ROLE'S; "" when both are. */
static enum effective_from
choose(const char *own, const char *of_role, char *buf, size_t size)
{
	(void)str_copy(buf, size, own[0] != '\0' ? own : of_role);
	if (own[0] != '\0')
		return FROM_PERSON;
	return of_role[0] != '\0' ? FROM_ROLE : FROM_NOTHING;
}

/* What the configuration says, or would say if it said nothing. */
static enum effective_from
from_config(const char *text, const char *fallback)
{
	return strcmp(text, fallback) == 0 ? FROM_DEFAULT : FROM_TERMINAL;
}

int
effective_load(struct store *store, const struct user *user,
    struct effective *ret_effective)
{
	const struct config *config = store_config(store);
	struct effective *effective = ret_effective;
	struct role_defaults role;
	struct query *query = db_query(store, SQL_PRIMARY_ROLE_DEFAULTS);
	int rc;

	db_bind_text(query, 1, user->id);
	rc = fetch_defaults(query, &role);
	if (rc < 0)
		return rc;
	memset(effective, 0, sizeof(*effective));
	(void)home_path(config, user, effective->home, sizeof(effective->home));
	effective->home_from = user->home[0] != '\0' ?
	    FROM_PERSON :
	    from_config(config->home_template, CONFIG_DEFAULT_HOME);
	effective->shell_from = choose(user->shell, role.shell,
	    effective->shell, sizeof(effective->shell));
	if (effective->shell_from == FROM_NOTHING) {
		(void)str_copy(
		    effective->shell, sizeof(effective->shell), config->shell);
		effective->shell_from = from_config(
		    config->shell, CONFIG_DEFAULT_SHELL);
	}
	effective->landing_from = choose(user->landing, role.landing,
	    effective->landing, sizeof(effective->landing));
	return FIELD_OK;
}
