/*
 * store/core/action: what rows of the audit log are about.
 * Layer: store.  Users: audit, and whoever filters the log by action or module.
 *
 * An action that is written anywhere has its word here
 * (tests/contract/actions.t): the log is filtered by these words alone.
 */
#ifndef STORE_CORE_ACTION_H
#define STORE_CORE_ACTION_H

/* Ordered; both end with NULL. */
extern const char *const audit_actions[];
extern const char *const audit_modules[];

/* The module of an action: 'user.block' is one of 'users'. */
const char *action_module(const char *action);

#endif
