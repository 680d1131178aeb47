/* Finds the people whose login name an e-mail address is.  An address that
 * several people have must never name any of them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "store/people/alias.h"
#include "store/people/terminal.h"

int
alias_people(
    struct store *store, const char *email, struct name_list *ret_logins)
{
	struct name_list logins = { NULL, 0 };
	struct query *query;
	int rc;

	if (email[0] == '\0' || !store_config(store)->email_sign_in) {
		*ret_logins = logins;
		return FIELD_OK;
	}
	query = db_query(store, SQL_ALIAS_PEOPLE);
	terminal_bind_here(store, query);
	db_bind_text(query, 3, email);
	rc = name_list_read(&logins, query);
	if (rc < 0) {
		name_list_release(&logins);
		return rc;
	}
	*ret_logins = logins; /* transferred */
	return FIELD_OK;
}

int
alias_each_shared(struct store *store,
    bool (*visit)(const char *email, const char *logins, void *context),
    void *context)
{
	struct query *query;
	int rc;

	if (!store_config(store)->email_sign_in)
		return FIELD_OK;
	query = db_query(store, SQL_ALIAS_SHARED);
	terminal_bind_here(store, query);
	for (rc = db_step(query); rc == 1; rc = db_step(query))
		if (!visit(db_text(query, ALIAS_EMAIL_FOLDED),
			db_text(query, ALIAS_LOGINS), context))
			break;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* --- what a change does --------------------------------------------------- */

static bool
watches(const struct alias_watch *watch, const char *email)
{
	for (size_t i = 0; i < watch->count; i++)
		if (strcmp(watch->states[i].email, email) == 0)
			return true;
	return false;
}

int
alias_watch_add(
    struct alias_watch *watch, struct store *store, const char *email)
{
	struct alias_state state = { .before = { NULL, 0 } };
	int rc;

	if (email == NULL ||
	    email_fold(email, state.email, sizeof(state.email)) != FIELD_OK ||
	    watches(watch, state.email))
		return FIELD_OK;
	rc = alias_people(store, state.email, &state.before);
	if (rc != FIELD_OK)
		return rc;
	rc = array_room(&watch->states, watch->count, sizeof(*watch->states));
	if (rc != FIELD_OK) {
		name_list_release(&state.before);
		return rc;
	}
	watch->states[watch->count++] = state; /* transferred */
	return FIELD_OK;
}

/* With the same number it is the same people, or one person in place of
 * another; the address is a login name of neither. */
static bool
concerns_anybody(const struct alias_state *state)
{
	return state->before.count != state->after.count &&
	    (state->after.count > 1 ||
		(state->after.count == 1 && state->before.count > 1));
}

static void
release_state(struct alias_state *state)
{
	name_list_release(&state->before);
	name_list_release(&state->after);
}

int
alias_watch_end(struct alias_watch *watch, struct store *store)
{
	size_t kept = 0, i = 0;
	int rc = FIELD_OK;

	for (; i < watch->count && rc == FIELD_OK; i++) {
		struct alias_state state = watch->states[i];

		rc = alias_people(store, state.email, &state.after);
		if (rc == FIELD_OK && concerns_anybody(&state))
			watch->states[kept++] = state;
		else
			release_state(&state);
	}
	for (; i < watch->count; i++)
		release_state(&watch->states[i]);
	watch->count = kept;
	return rc;
}

void
alias_watch_release(struct alias_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		release_state(&watch->states[i]);
	free(watch->states);
	watch->states = NULL;
	watch->count = 0;
}
