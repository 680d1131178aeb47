/*
 * store/people/alias: e-mail addresses as login names (U7, U8).
 * Layer: store.  Users: fieldctl, plan.
 *
 * An address is a login name while exactly one of the people whom this terminal
 * shows has it.  Two independent verbs can give it to a second person; then it
 * names neither, and the first person can no longer sign in with it.  These
 * functions tell callers which people a change affects, so that they can report
 * it.
 */
#ifndef STORE_PEOPLE_ALIAS_H
#define STORE_PEOPLE_ALIAS_H

#include "store/people/user.h"

/*
 * The login names, in order, of the existing people with the folded address
 * EMAIL whom this terminal shows.  Empty if EMAIL is "", or if [terminal]
 * email_sign_in is off and addresses are not names.
 */
int alias_people(
    struct store *store, const char *email, struct name_list *ret_logins);

/* Every address that several people have: VISIT gets it with their login names,
 * separated by ", ", and returns false to stop. */
int alias_each_shared(struct store *store,
    bool (*visit)(const char *email, const char *logins, void *context),
    void *context);

/* The effect of a change on addresses: the affected ones, before and after.
 * Initialise it to zero. */
struct alias_watch {
	struct alias_state {
		char email[USER_EMAIL_SIZE]; /* folded */
		struct name_list before, after;
	} * states;
	size_t count;
};

/* Call within the change, before the verb, with EMAIL as given or folded; text
 * that is not an address is ignored. */
int alias_watch_add(
    struct alias_watch *watch, struct store *store, const char *email);
/* Call after the verb, before the change ends.  Keeps the addresses whose
 * effect has changed: several people have it now, or one person has it
 * again. */
int alias_watch_end(struct alias_watch *watch, struct store *store);
void alias_watch_release(struct alias_watch *watch);

#endif
