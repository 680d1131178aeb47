#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/frame/when.h"

int
when_option(struct ctl *ctl, const char *name, int64_t *ret_t_s)
{
	const char *text = option_text(&ctl->options, name);
	int64_t ago_s;

	*ret_t_s = 0;
	if (text == NULL || clock_parse_iso(text, ret_t_s) == FIELD_OK)
		return EX_OK;
	if (clock_parse_duration(text, &ago_s) == FIELD_OK) {
		*ret_t_s = clock_now_s(&clock_system) - ago_s;
		return EX_OK;
	}
	return ctl_usage(ctl,
	    _("'%s' is no time for --%s: give one like 2026-11-24, "
	      "2026-11-24T21:00:00Z, or 7d for seven days ago."),
	    text, name);
}
