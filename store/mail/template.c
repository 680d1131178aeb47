/* The tables of kinds of mail and of their fields. */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/mail/template.h"

enum { MAIL_ONLY = false, BY_TEXT = true };

#define F(id) MAIL_BIT(MAIL_FIELD_##id)

static const struct mail_template_info templates[MAIL_TEMPLATE_COUNT] = {
#define TEMPLATE(                                                       \
    id, name, urgency, recipient, required, allowed, by_text, help)     \
	[MAIL_##id] = { name, urgency, MAIL_TO_##recipient, (required), \
		(required) | (allowed), (by_text), help },
#include "store/mail/template.def"
#undef TEMPLATE
};

static const struct mail_field_info fields[MAIL_FIELD_COUNT] = {
#define FIELD(id, name, type, help) \
	[MAIL_FIELD_##id] = { name, MAIL_TYPE_##type, help },
#include "store/mail/field.def"
#undef FIELD
};

_Static_assert(MAIL_FIELD_COUNT <= 32, "a set of fields has 32 bits");

/* Filled in for each recipient when the mail is sent. */
#define OF_EACH_RECIPIENT \
	(F(LOGIN) | F(NAME) | F(ADDRESS) | F(ORG) | F(TERMINAL) | F(HELP))

const struct mail_template_info *
mail_template_info(enum mail_template id)
{
	return &templates[id];
}

const struct mail_field_info *
mail_field_info(enum mail_field id)
{
	return &fields[id];
}

int
mail_template_by_name(const char *name, enum mail_template *ret_id)
{
	for (size_t i = 0; i < MAIL_TEMPLATE_COUNT; i++)
		if (strcmp(templates[i].name, name) == 0) {
			*ret_id = (enum mail_template)i;
			return FIELD_OK;
		}
	return FIELD_ENOTFOUND;
}

int
mail_field_by_name(const char *name, enum mail_field *ret_id)
{
	for (size_t i = 0; i < MAIL_FIELD_COUNT; i++)
		if (strcmp(fields[i].name, name) == 0) {
			*ret_id = (enum mail_field)i;
			return FIELD_OK;
		}
	return FIELD_ENOTFOUND;
}

struct oneof
mail_template_names(void)
{
	return ONEOF_MEMBER(templates, MAIL_TEMPLATE_COUNT, name);
}

bool
mail_template_is_secret(enum mail_template id)
{
	return (templates[id].required & (F(CODE) | F(PASSWORD))) != 0;
}

uint32_t
mail_template_fields(enum mail_template id)
{
	return templates[id].allowed | OF_EACH_RECIPIENT;
}
