#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/full_name.h"
#include "base/i18n.h"
#include "base/oneof.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/person/option.h"
#include "store/core/user.h"

/* The word of the option NAME, if it is given, is one of WORDS. */
static int
check_word(struct ctl *ctl, const char *name, enum reason reason,
    const char *const *words)
{
	const char *word = option_text(&ctl->options, name);
	struct refusal why;

	if (word == NULL || oneof_has(words, word))
		return EX_OK;
	(void)refuse_value(&why, reason, word, NULL, oneof_words(words));
	return ctl_usage_refused(ctl, &why);
}

int
person_check_kind(struct ctl *ctl)
{
	return check_word(ctl, "kind", REASON_NO_SUCH_KIND, user_kind_words);
}

int
person_check_status(struct ctl *ctl)
{
	return check_word(
	    ctl, "status", REASON_NO_SUCH_STATUS, user_state_words);
}

int
person_check_secret(struct ctl *ctl)
{
	return check_word(
	    ctl, "secret", REASON_NO_SUCH_SECRET, user_secret_words);
}

int
person_check_invited(struct ctl *ctl)
{
	return check_word(
	    ctl, "invited", REASON_NO_SUCH_INVITED, user_invited_words);
}

int
person_name_split(const char *full, struct person_name *ret_name)
{
	if (!str_copy(ret_name->buf, sizeof(ret_name->buf), full))
		return FIELD_EINVAL;
	full_name_split(ret_name->buf, &ret_name->first, &ret_name->last);
	return FIELD_OK;
}

int
person_ask_name(struct ctl *ctl, json_t *params)
{
	const struct options *options = &ctl->options;
	const char *full = option_text(options, "name");
	struct person_name name;

	ask_option(ctl, params, "first-name");
	ask_option(ctl, params, "last-name");
	if (full == NULL)
		return EX_OK;
	if (option_is_set(options, "first-name") ||
	    option_is_set(options, "last-name"))
		return ctl_usage(
		    ctl, _("Give --name, or --first-name and --last-name."));
	if (person_name_split(full, &name) != FIELD_OK)
		return ctl_reason(
		    ctl, REASON_BAD_TEXT, _("name"), _("it is too long"));
	ask_text(params, "first_name", name.first);
	ask_text(params, "last_name", name.last);
	return EX_OK;
}

void
person_ask_lead(const struct ctl *ctl, json_t *params)
{
	const char *who = option_text(&ctl->options, "lead");

	if (who != NULL)
		ask_text(params, "lead", strcmp(who, "none") == 0 ? "" : who);
}
