/* The policies, as an mdoc(7) list for fieldctl(8): from store/core/policy.def. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "control/describe/policies.h"
#include "store/core/policy.h"

/* "a|b|c" as mdoc words with commas and a full stop. */
static void
put_values(const char *values)
{
	while (*values != '\0') {
		size_t len = strcspn(values, "|");
		const char *more = values[len] == '|' ? " ," : " .";

		printf(".Cm %.*s%s\n", (int)len, values, more);
		values += len + (values[len] == '|' ? 1 : 0);
	}
}

static void
put_policy(const struct policy_info *info)
{
	printf(".It Cm %s\n%c%s.\n", info->name, toupper(info->help[0]),
	    info->help + 1);
	switch (info->type) {
	case POLICY_TYPE_CHOICE:
		printf("One of\n");
		break;
	case POLICY_TYPE_LIST:
		printf("Several, separated by commas, of\n");
		break;
	case POLICY_TYPE_NUMBER:
	case POLICY_TYPE_SHARE:
	case POLICY_TYPE_DURATION:
		printf("Within\n");
		break;
	}
	put_values(info->values);
	printf("Default:\n.Cm %s .\n", info->fallback);
	if (!info->acted_on)
		printf(".Em Not acted on yet .\n");
}

void
describe_policies(void)
{
	printf(".Bl -tag -width Ds\n");
	for (int i = 0; i < POLICY_COUNT; i++)
		put_policy(policy_info((enum policy)i));
	printf(".El\n");
}
