/*
 * fieldctl/person/option: options about people.
 * Layer: fieldctl.  Users: user, person/pick, setup.
 *
 * The values of --kind and --status are checked before a request is sent; other
 * errors in values are reported by requests.
 */
#ifndef FIELDCTL_PERSON_OPTION_H
#define FIELDCTL_PERSON_OPTION_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"

#define PERSON_SECRET_OPTION                                                 \
	{                                                                    \
		"secret", "SECRET", N_("none, temporary or password"), false \
	}

#define PERSON_INVITED_OPTION                       \
	{                                           \
		"invited", "INVITED",               \
		    N_("those whose invitation is " \
		       "pending or expired"),       \
		    false                           \
	}

#define PERSON_LOCKED_OPTION                                              \
	{                                                                 \
		"locked", NULL, N_("locked after failed attempts"), false \
	}

/* The fields that people may also change themselves (user edit, me edit). */
#define PERSON_PROFILE_OPTIONS                                                 \
	{ "name", "NAME", N_("first and last name"), false },                  \
	    { "first-name", "NAME", N_("first name"), false },                 \
	    { "last-name", "NAME", N_("last name"), false },                   \
	    { "phone", "NUMBER", N_("phone"), false },                         \
	    { "mobile", "NUMBER", N_("mobile phone"), false },                 \
	    { "provider", "NAME", N_("provider of the mobile phone"), false }, \
	    { "street", "TEXT", N_("street and number"), false },              \
	    { "city", "TEXT", N_("city"), false },                             \
	    { "region", "TEXT", N_("region or state"), false },                \
	    { "postcode", "TEXT", N_("postcode"), false },                     \
	    { "country", "TEXT", N_("country"), false },                       \
	{                                                                      \
		"language", "LANGUAGE",                                        \
		    N_("language of messages, such as es (not acted on yet)"), \
		    false                                                      \
	}

/* The options of a filter (person/pick). */
#define PERSON_FILTER_OPTIONS                                                 \
	{ "all", NULL, N_("everybody"), false },                              \
	    { "role", "ROLE", N_("those with this role"), false },            \
	    { "status", "STATUS", N_("active, inactive or deleted"), false }, \
	    { "kind", "KIND",                                                 \
		    N_("internal, external, fieldworker or subworker"),       \
		    false },                                                  \
	    { "site", "SITE", N_("those of this site"), false },              \
	    PERSON_SECRET_OPTION, PERSON_INVITED_OPTION, PERSON_LOCKED_OPTION

/* EX_OK, or EX_USAGE after reporting it. */
int person_check_kind(struct ctl *ctl);
int person_check_status(struct ctl *ctl);
int person_check_secret(struct ctl *ctl);
int person_check_invited(struct ctl *ctl);

/* First and last name; a part that was not given is NULL.  BUF holds both. */
struct person_name {
	const char *first, *last;
	char buf[256];
};

/* Split FULL as base/full_name does; one word is a first name.  FIELD_EINVAL
 * when it is too long. */
int person_name_split(const char *full, struct person_name *ret_name);

/* --name, or --first-name and --last-name, as "first_name" and "last_name".
 * EX_OK, or a code after saying what is wrong. */
int person_ask_name(struct ctl *ctl, json_t *params);

/* --lead as "lead", which is "" for 'none'. */
void person_ask_lead(const struct ctl *ctl, json_t *params);

#endif
