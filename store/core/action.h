/*
 * store/core/action: the subjects of audit rows.
 * Layer: store.  Users: audit, and the filters of the log by action or module.
 *
 * Every action that is written anywhere is listed here
 * (tests/contract/actions.t), since the log is filtered by these words alone.
 */
#ifndef STORE_CORE_ACTION_H
#define STORE_CORE_ACTION_H

/* Ordered; both end with NULL. */
extern const char *const audit_actions[];
extern const char *const audit_modules[];

/* The module of an action: 'user.block' is one of 'users'. */
const char *action_module(const char *action);

#endif
