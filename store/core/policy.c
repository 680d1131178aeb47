/* Parses, checks and loads policies.  An invalid stored value must never weaken
 * a rule: it leaves the default in force. */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/policy.h"

enum { NOT_YET = false, ACTED_ON = true };

static const struct policy_info policy_table[POLICY_COUNT] = {
#define POLICY(id, name, type, values, fallback, acted, help)                  \
	[POLICY_##id] = { name, POLICY_TYPE_##type, values, fallback, (acted), \
		help },
#include "store/core/policy.def"
#undef POLICY
};

const struct policy_info *
policy_info(enum policy policy)
{
	return &policy_table[policy];
}

int
policy_by_name(const char *name, enum policy *ret_policy)
{
	for (size_t i = 0; i < POLICY_COUNT; i++)
		if (strcmp(policy_table[i].name, name) == 0) {
			*ret_policy = (enum policy)i;
			return FIELD_OK;
		}
	return FIELD_ENOTFOUND;
}

/* --- values ------------------------------------------------------------------ */

/* Whether WORD, of LEN bytes, is one of the words in LIST. */
static bool
list_has(const char *list, char separator, const char *word, size_t len)
{
	const char *start = list;

	while (len > 0) {
		const char *end = strchrnul(start, separator);

		if ((size_t)(end - start) == len &&
		    memcmp(start, word, len) == 0)
			return true;
		if (*end == '\0')
			break;
		start = end + 1;
	}
	return false;
}

/* Whether each word of VALUE ("a,b") is in VALUES ("a|b|c"); "none" means no
 * words. */
static bool
is_list_of(const char *values, const char *value)
{
	const char *start = value;

	if (strcmp(value, "none") == 0)
		return true;
	for (;;) {
		const char *end = strchrnul(start, ',');

		if (!list_has(values, '|', start, (size_t)(end - start)))
			return false;
		if (*end == '\0')
			return true;
		start = end + 1;
	}
}

static int
parse_number(enum policy_type type, const char *text, int64_t *ret_number)
{
	char digits[24];
	size_t len = strlen(text);

	switch (type) {
	case POLICY_TYPE_DURATION:
		return clock_parse_duration(text, ret_number);
	case POLICY_TYPE_SHARE:
		if (len < 2 || text[len - 1] != '%' ||
		    !str_format(
			digits, sizeof(digits), "%.*s", (int)(len - 1), text))
			return FIELD_EINVAL;
		return str_parse_int(digits, 0, 100, ret_number);
	case POLICY_TYPE_NUMBER:
		return str_parse_int(text, 0, INT32_MAX, ret_number);
	case POLICY_TYPE_CHOICE:
	case POLICY_TYPE_LIST:
		break;
	}
	return FIELD_EINVAL;
}

/* RANGE is "min..max", in the format of the values; the bounds of a share are
 * plain numbers. */
static bool
is_within(enum policy_type type, const char *range, const char *value)
{
	enum policy_type bound = type == POLICY_TYPE_SHARE ?
	    POLICY_TYPE_NUMBER :
	    type;
	const char *dots = strstr(range, "..");
	char low[24];
	int64_t min, max, number;

	return dots != NULL &&
	    str_format(low, sizeof(low), "%.*s", (int)(dots - range), range) &&
	    parse_number(bound, low, &min) == FIELD_OK &&
	    parse_number(bound, dots + 2, &max) == FIELD_OK &&
	    parse_number(type, value, &number) == FIELD_OK && number >= min &&
	    number <= max;
}

bool
policy_accepts(enum policy policy, const char *value)
{
	const struct policy_info *info = &policy_table[policy];

	if (strlen(value) >= POLICY_VALUE_MAX)
		return false;
	switch (info->type) {
	case POLICY_TYPE_CHOICE:
		return list_has(info->values, '|', value, strlen(value));
	case POLICY_TYPE_LIST:
		return is_list_of(info->values, value);
	case POLICY_TYPE_NUMBER:
	case POLICY_TYPE_SHARE:
	case POLICY_TYPE_DURATION:
		return is_within(info->type, info->values, value);
	}
	return false;
}

int
policy_refuse(enum policy policy, const char *value, struct refusal *why)
{
	static const enum reason reasons[] = {
		[POLICY_TYPE_CHOICE] = REASON_BAD_CHOICE,
		[POLICY_TYPE_LIST] = REASON_BAD_LIST,
		[POLICY_TYPE_NUMBER] = REASON_BAD_NUMBER,
		[POLICY_TYPE_SHARE] = REASON_BAD_SHARE,
		[POLICY_TYPE_DURATION] = REASON_BAD_DURATION,
	};
	const struct policy_info *info = &policy_table[policy];

	return refuse_value(why, reasons[info->type], value, info->name,
	    oneof_list(info->values));
}

struct oneof
policy_names(void)
{
	return ONEOF_MEMBER(policy_table, POLICY_COUNT, name);
}

/* --- of one organisation ------------------------------------------------------ */

void
policies_init(struct policies *ret_policies)
{
	memset(ret_policies, 0, sizeof(*ret_policies));
	for (size_t i = 0; i < POLICY_COUNT; i++)
		(void)str_copy(ret_policies->value[i], POLICY_VALUE_MAX,
		    policy_table[i].fallback);
}

int
policies_load(
    struct store *store, const char *org_id, struct policies *ret_policies)
{
	struct policies policies;
	struct query *query = db_query(store, SQL_POLICY_LIST);
	enum policy policy;
	int rc;

	policies_init(&policies);
	db_bind_text(query, 1, org_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		const char *value = db_text(query, SETTING_VALUE);

		/* a row that this version does not know leaves the default */
		if (policy_by_name(db_text(query, SETTING_NAME), &policy) ==
			FIELD_OK &&
		    policy_accepts(policy, value))
			(void)str_copy(
			    policies.value[policy], POLICY_VALUE_MAX, value);
	}
	db_done(query);
	if (rc == FIELD_OK)
		*ret_policies = policies;
	return rc;
}

bool
policy_is(
    const struct policies *policies, enum policy policy, const char *value)
{
	return strcmp(policies->value[policy], value) == 0;
}

bool
policy_has(
    const struct policies *policies, enum policy policy, const char *value)
{
	return list_has(policies->value[policy], ',', value, strlen(value));
}

int64_t
policy_number(const struct policies *policies, enum policy policy)
{
	enum policy_type type = policy_table[policy].type;
	int64_t number = 0;

	if (parse_number(type, policies->value[policy], &number) < 0)
		(void)parse_number(
		    type, policy_table[policy].fallback, &number);
	return number;
}
