/*
 * store/signin/budget: how many codes can be requested at prompts (L4).
 * Layer: store.  Users: ask_code.
 *
 * Counted by origin, never by name: unknown names count as well.  One address
 * cannot use up the budget of the console, and a user of this terminal only
 * their own.
 */
#ifndef STORE_SIGNIN_BUDGET_H
#define STORE_SIGNIN_BUDGET_H

#include "store/access/standing.h"

/* Requests in BUDGET_WINDOW_S: at the console; from one address, and from all
 * together; by the programs of one user. */
#define BUDGET_WINDOW_S 3600
#define BUDGET_CONSOLE  30
#define BUDGET_ADDRESS  10
#define BUDGET_NETWORK  100
#define BUDGET_CALLER   5

/* Count one request, in a transaction of its own.  *ret_within is false when it
 * exceeds a budget.  An error when it cannot be counted. */
int budget_take(struct store *store, const struct signin_request *request,
    bool *ret_within);

#endif
