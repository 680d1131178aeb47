#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/local.h"
#include "fieldctl/frame/when.h"

static int
read_option(struct ctl *ctl, const char *name, struct local_time *ret_time)
{
	const char *text = option_text(&ctl->options, name);
	int64_t ago_s;

	*ret_time = (struct local_time){ 0, 0 };
	if (text == NULL || local_parse(text, ret_time) == FIELD_OK)
		return EX_OK;
	if (clock_parse_duration(text, &ago_s) == FIELD_OK) {
		ret_time->begin_s = clock_now_s(&clock_system) - ago_s;
		ret_time->end_s = ret_time->begin_s;
		return EX_OK;
	}
	return ctl_usage(ctl,
	    _("invalid time '%1$s' for --%2$s; use a date such as 2026-11-24, "
	      "a date and time such as '2026-11-24 21:00' or "
	      "2026-11-24T20:00:00Z, or 7d for seven days ago"),
	    text, name);
}

int
when_option(struct ctl *ctl, const char *name, int64_t *ret_t_s)
{
	struct local_time when;
	int status = read_option(ctl, name, &when);

	*ret_t_s = when.begin_s;
	return status;
}

int
when_end_option(struct ctl *ctl, const char *name, int64_t *ret_t_s)
{
	struct local_time when;
	int status = read_option(ctl, name, &when);

	*ret_t_s = when.end_s;
	return status;
}

int
when_expiry(
    struct ctl *ctl, const char *name, const char *text, int64_t *ret_t_s)
{
	struct local_time when;

	/* 0 is "never" where it is stored */
	if (local_parse(text, &when) != FIELD_OK || when.end_s <= 0)
		return ctl_usage(ctl,
		    _("invalid time '%1$s' for --%2$s; use the last day, such "
		      "as 2026-11-24, a date and time such as "
		      "'2026-11-24 21:00' or 2026-11-24T20:00:00Z, or 'never'"),
		    text, name);
	*ret_t_s = when.end_s;
	return EX_OK;
}
