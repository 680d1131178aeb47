/*
 * store/core/policy: settings of an organisation on which the five reference
 * products disagree.
 * Layer: store.  Users: rules, verbs, fieldctl policy.
 */
#ifndef STORE_CORE_POLICY_H
#define STORE_CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/core/change.h"

enum policy {
#define POLICY(id, name, type, values, fallback, acted, help) POLICY_##id,
#include "store/core/policy.def"
#undef POLICY
	POLICY_COUNT
};

/* CHOICE: one of the values; LIST: several of the values, comma-separated, or
 * "none"; NUMBER: "min..max"; SHARE: "10%"; DURATION: "30m". */
enum policy_type {
	POLICY_TYPE_CHOICE,
	POLICY_TYPE_LIST,
	POLICY_TYPE_NUMBER,
	POLICY_TYPE_SHARE,
	POLICY_TYPE_DURATION,
};

struct policy_info {
	const char *name;
	enum policy_type type;
	const char *values;   /* '|'-separated, or "min..max" */
	const char *fallback; /* the default */
	bool acted_on;        /* false: stored, but no code reads it yet */
	const char *help;     /* N_() text */
};

const struct policy_info *policy_info(enum policy policy);
/* The names of all. */
struct oneof policy_names(void);
/* Refuse VALUE of POLICY, saying what it accepts.  FIELD_EDENIED. */
int policy_refuse(enum policy policy, const char *value, struct refusal *why);
/* FIELD_ENOTFOUND. */
int policy_by_name(const char *name, enum policy *ret_policy);
bool policy_accepts(enum policy policy, const char *value);

#define POLICY_VALUE_MAX 128

/* All policies of one organisation as text, with defaults filled in. */
struct policies {
	char value[POLICY_COUNT][POLICY_VALUE_MAX];
};

void policies_init(struct policies *ret_policies); /* defaults */
int policies_load(
    struct store *store, const char *org_id, struct policies *ret_policies);

bool policy_is(
    const struct policies *policies, enum policy policy, const char *value);
/* For LIST: whether VALUE is one of the chosen words. */
bool policy_has(
    const struct policies *policies, enum policy policy, const char *value);
/* For NUMBER, SHARE (percent) and DURATION (seconds). */
int64_t policy_number(const struct policies *policies, enum policy policy);

#endif
