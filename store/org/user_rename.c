/*
 * Renames people.  Login names are used in files outside of fieldauth: cron
 * tables, sudoers rules, logs.  A name that was given up must never mean
 * another person there.
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/org/user_rename.h"
#include "store/home/home.h"
#include "store/session/user_ties.h"
#include "store/verb/group.h"
#include "store/verb/user_verb.h"

/* Open sessions have the former name and folder in their environment. */
static int
check_sessions(struct user_verb *verb, bool end_sessions, struct refusal *why)
{
	struct user_ties ties;
	char count[24];
	int rc = user_count_ties(verb->store, verb->user.id, &ties);

	if (rc != FIELD_OK || ties.open_sessions == 0)
		return rc;
	if (end_sessions)
		return user_verb_end_sessions(verb);
	(void)str_format(count, sizeof(count), "%" PRId64, ties.open_sessions);
	return refuse(why, REASON_SESSIONS_OPEN, verb->user.login, count);
}

static int
begin(struct user_verb *verb, struct change *change, const char *action,
    const char *person_id, struct refusal *why)
{
	int rc = user_verb_begin(
	    verb, change, VERB_USER_RENAME, action, person_id, why);

	if (rc == FIELD_OK && verb->user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, verb->user.login, NULL);
	return rc;
}

bool
user_home_differs(
    struct store *store, const struct user *user, char *ret_from, char *ret_to)
{
	struct user other = *user;

	other.home[0] = '\0';
	(void)home_path(store_config(store), user, ret_from, PATHS_MAX);
	(void)home_path(store_config(store), &other, ret_to, PATHS_MAX);
	return strcmp(ret_from, ret_to) != 0;
}

/* An existing folder stays where it is, whatever the name; *RENAMED is the
 * person with the new name. */
static void
keep_home(const struct user_verb *verb, struct user *renamed)
{
	char from[PATHS_MAX], to[PATHS_MAX];
	enum home_state state;
	uint32_t owner;

	(void)home_path(
	    store_config(verb->store), &verb->user, from, sizeof(from));
	if (home_look(from, verb->user.uid, &state, &owner) != FIELD_OK ||
	    state != HOME_MISSING)
		(void)str_copy(renamed->home, sizeof(renamed->home), from);
	/* with a former name, the folder may be in its proper place again */
	if (!user_home_differs(verb->store, renamed, from, to))
		renamed->home[0] = '\0';
}

static int
put_login(struct user_verb *verb, const struct user *renamed)
{
	struct query *query = db_query(verb->store, SQL_USER_SET_LOGIN);
	int rc;

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_text(query, 3, renamed->login);
	db_bind_text(query, 4, renamed->home);
	rc = db_run(query);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb->store, SQL_NAME_SPEND);
	db_bind_text(query, 1, verb->user.login);
	db_bind_int(query, 2, verb->user.uid);
	db_bind_int(query, 3, store_now_s(verb->store));
	return db_run(query);
}

int
user_rename(struct change *change, const char *person_id, const char *login,
    bool end_sessions, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct user_verb verb;
	struct user renamed;
	int rc = begin(&verb, change, "user.rename", person_id, why);

	if (rc == FIELD_OK)
		rc = user_check_new_login(
		    verb.store, login, verb.user.uid, why);
	if (rc == FIELD_OK)
		rc = check_sessions(&verb, end_sessions, why);
	if (rc != FIELD_OK)
		return rc;
	renamed = verb.user;
	(void)str_copy(renamed.login, sizeof(renamed.login), login);
	keep_home(&verb, &renamed);
	rc = put_login(&verb, &renamed);
	if (rc == FIELD_OK)
		rc = group_rename(change, "crew", person_id, login, why);
	if (rc != FIELD_OK)
		return rc;
	detail_change(&detail, "login", verb.user.login, login);
	detail_change(&detail, "home", verb.user.home, renamed.home);
	return user_verb_finish(&verb, &detail, why);
}

int
user_home_follow(struct change *change, const char *person_id,
    bool end_sessions, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	char from[PATHS_MAX], to[PATHS_MAX];
	struct user_verb verb;
	struct query *query;
	int rc = begin(&verb, change, "user.move-home", person_id, why);

	if (rc == FIELD_OK)
		rc = check_sessions(&verb, end_sessions, why);
	if (rc != FIELD_OK ||
	    !user_home_differs(verb.store, &verb.user, from, to))
		return rc;
	query = db_query(verb.store, SQL_USER_SET_HOME);
	db_bind_text(query, 1, verb.user.id);
	db_bind_int(query, 2, store_now_s(verb.store));
	db_bind_text(query, 3, "");
	rc = db_run(query);
	if (rc != FIELD_OK)
		return rc;
	detail_change(&detail, "home", from, to);
	return user_verb_finish(&verb, &detail, why);
}
