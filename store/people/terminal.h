/*
 * store/people/terminal: this terminal, and whom it admits (X4).
 * Layer: store.  Users: access, publish, fieldctl.
 */
#ifndef STORE_PEOPLE_TERMINAL_H
#define STORE_PEOPLE_TERMINAL_H

#include "store/core/change.h"

/* This terminal, as [terminal] name says; FIELD_ENOTFOUND before setup. */
struct terminal {
	char id[ID_SIZE];
	char name[64];
	char site_id[ID_SIZE]; /* "" for none */
};
int terminal_here(struct store *store, struct terminal *ret_terminal);

/*
 * The site at which this terminal stands, to people of ORG_ID: the one of that
 * organisation that [terminal] site names; where it names none, the one with
 * which the terminal was set up.  ID is "" for no site, and SITE_UNKNOWN for a
 * name that the organisation has no site of: nobody belongs to that one.
 */
#define SITE_UNKNOWN "-"
struct terminal_site {
	char id[ID_SIZE];
	char name[64];
};
int terminal_site(
    struct store *store, const char *org_id, struct terminal_site *ret_site);

/*
 * Whether the terminal is bound to the organisation in the database.  What
 * this terminal admits is terminal_admits().
 */
int terminal_admits_org(struct store *store, const char *terminal_id,
    const char *org_id, bool *ret_admits);

/*
 * Whether this terminal lets the organisation's people in (X4): those of the
 * organisations that [terminal] orgs names; where it names none, of those to
 * which the database binds the terminal.  A word that is no organisation's
 * admits nobody and is never passed over for the database's word: people whom
 * somebody has shut out must not be let in by a slip.
 */
int terminal_admits(struct store *store, const char *org_id, bool *ret_admits);

/*
 * The ids of those whose people NSS shows by name, in order: the same, but
 * that nothing is taken from what the database says by words of which none
 * is an organisation's, nor by a terminal that it does not know.  VISIT
 * returns a field_err, which ends it.
 */
int terminal_each_shown_org(struct store *store,
    int (*visit)(const char *org_id, void *context), void *context);

/* Within store/: the parameters ?1 and ?2 of ORG_IS_SHOWN. */
struct query;
void terminal_bind_here(struct store *store, struct query *query);

/* A number that differs when they do. */
int terminal_shown_digest(struct store *store, uint64_t *ret_digest);

/* What is wrong with [terminal] name or orgs, so that people are refused:
 * NO_SUCH_TERMINAL, TERMINAL_ORGS naming the words, or NONE. */
int terminal_problem(struct store *store, struct refusal *ret_problem);

#endif
