/*
 * store/publish/behind: what the snapshot that is out gives a person, beside
 * what the database gives them.
 * Layer: store.  Users: fieldauth-signin, fieldctl explain.
 *
 * Where a snapshot cannot be published (its disk is full or read-only), NSS goes
 * on giving out what the old one says.  Somebody who lost a role must not sign
 * in with its groups; whoever would get the same, or less, may.
 */
#ifndef STORE_PUBLISH_BEHIND_H
#define STORE_PUBLISH_BEHIND_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db/db.h"

/*
 * Whether the snapshot gives the person with UID anything that one compiled now
 * would not: a group, another login name, primary group, home folder or shell,
 * or the account itself.  Compiles all of it: for the rare case that
 * publishing has failed.  Errors of compile_snapshot() and FIELD_EIO (the
 * snapshot cannot be read): nothing is known, and the person is to be refused.
 */
int behind_gives_more(struct store *store, uint32_t uid, bool *ret_more);

#endif
