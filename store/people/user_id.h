/*
 * store/people/user_id: numbers that are assigned once and never again.
 * Layer: store.  Users: user_add, group.
 *
 * Within a change: the counter is raised with the transaction.  Numbers that
 * the machine itself uses are skipped.  FIELD_EDENIED with *why NO_IDS_LEFT.
 */
#ifndef STORE_PEOPLE_USER_ID_H
#define STORE_PEOPLE_USER_ID_H

#include "store/people/user.h"

int user_take_uid(struct store *store, uint32_t *ret_uid, struct refusal *why);
int user_take_gid(struct store *store, uint32_t *ret_gid, struct refusal *why);

#endif
