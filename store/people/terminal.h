/*
 * store/people/terminal: this terminal, and the organisations that it admits
 * (X4).
 * Layer: store.  Users: access, publish, fieldctl.
 */
#ifndef STORE_PEOPLE_TERMINAL_H
#define STORE_PEOPLE_TERMINAL_H

#include "store/core/change.h"

/* This terminal, by [terminal] name; FIELD_ENOTFOUND before setup. */
struct terminal {
	char id[ID_SIZE];
	char name[64];
	char site_id[ID_SIZE]; /* or "" */
};
int terminal_here(struct store *store, struct terminal *ret_terminal);

/*
 * The site of this terminal for people of ORG_ID: the site of that organisation
 * named by [terminal] site or, without that setting, the one with which the
 * terminal was set up.  ID is "" for no site, and SITE_UNKNOWN for a name that
 * is not a site of the organisation, to which no person is assigned.
 */
#define SITE_UNKNOWN "-"
struct terminal_site {
	char id[ID_SIZE];
	char name[64];
};
int terminal_site(
    struct store *store, const char *org_id, struct terminal_site *ret_site);

/*
 * Whether the database binds the terminal to the organisation.  Use
 * terminal_admits() for what this terminal admits.
 */
int terminal_admits_org(struct store *store, const char *terminal_id,
    const char *org_id, bool *ret_admits);

/*
 * Whether this terminal admits the people of the organisation (X4): an
 * organisation named by [terminal] orgs or, without that setting, one to which
 * the database binds the terminal.  If a word there is not the name of an
 * organisation, the terminal must not fall back to the database: a typing
 * mistake must not admit people who were excluded.
 */
int terminal_admits(struct store *store, const char *org_id, bool *ret_admits);

/*
 * The ids, in order, of the organisations whose people NSS shows by name.  They
 * are the same, with two exceptions that keep the names of the database: none
 * of the words is an organisation, or the database does not know this terminal.
 * VISIT returns a field_err to stop.
 */
int terminal_each_shown_org(struct store *store,
    int (*visit)(const char *org_id, void *context), void *context);

/* Within store/: binds the parameters ?1 and ?2 of ORG_IS_SHOWN. */
struct query;
void terminal_bind_here(struct store *store, struct query *query);

/* A number that changes with these organisations. */
int terminal_shown_digest(struct store *store, uint64_t *ret_digest);

/* The error in [terminal] name or orgs because of which people are refused:
 * NO_SUCH_TERMINAL, TERMINAL_ORGS with the words, or NONE. */
int terminal_problem(struct store *store, struct refusal *ret_problem);

#endif
