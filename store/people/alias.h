/*
 * store/people/alias: whose login name an e-mail address is (U7, U8).
 * Layer: store.  Users: fieldctl, plan.
 *
 * An address is a login name while exactly one of the people whom this
 * terminal shows has it.  Two verbs, far apart, can give it to a second
 * person; then it is nobody's, and the first one's sign-in by it ends.  Here
 * callers find out whom that concerns, so that they can say it.
 */
#ifndef STORE_PEOPLE_ALIAS_H
#define STORE_PEOPLE_ALIAS_H

#include "store/people/user.h"

/*
 * The login names, in order, of the people who are not deleted and whom this
 * terminal shows, with the folded address EMAIL: none if it is "", or if
 * [terminal] email_sign_in is off, when addresses are no names.
 */
int alias_people(
    struct store *store, const char *email, struct name_list *ret_logins);

/* Every address that several have: VISIT gets it with their login names,
 * separated by ", ", and returns false to stop. */
int alias_each_shared(struct store *store,
    bool (*visit)(const char *email, const char *logins, void *context),
    void *context);

/* What a change does to addresses: those that it touches, before and after.
 * Zeroed at first. */
struct alias_watch {
	struct alias_state {
		char email[USER_EMAIL_SIZE]; /* folded */
		struct name_list before, after;
	} * states;
	size_t count;
};

/* Within the change, before the verb: EMAIL as given or folded; what is no
 * address is passed over. */
int alias_watch_add(
    struct alias_watch *watch, struct store *store, const char *email);
/* After the verb, before its end.  Keeps what has changed for anybody: an
 * address that several have now, or that is one person's again. */
int alias_watch_end(struct alias_watch *watch, struct store *store);
void alias_watch_release(struct alias_watch *watch);

#endif
