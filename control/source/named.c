#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "control/source/named.h"
#include "store/view/source.h"

static int
no_such_source(struct control_call *call)
{
	return control_reason(
	    call, REASON_NO_SUCH_SOURCE, control_text(call, "source"), NULL);
}

int
source_section_named(
    struct control_call *call, const struct config_source **ret_section)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc = view_source_section(
	    &call->viewer, control_text(call, "source"), ret_section, &why);

	if (rc == FIELD_ENOTFOUND)
		return no_such_source(call);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

int
source_named(struct control_call *call, struct source *ret_source)
{
	const char *name = control_text(call, "source");
	const struct config_source *section;
	struct refusal why = { .reason = REASON_NONE };
	int rc = view_source_by_name(&call->viewer, name, ret_source, &why);

	if (rc == FIELD_ENOTFOUND)
		rc = view_source_section(&call->viewer, name, &section, &why);
	else
		return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
	if (rc == FIELD_ENOTFOUND)
		return no_such_source(call);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	return control_answer_error(call->answer, EX_DATAERR, "not_connected",
	    _("This source has not been connected yet."),
	    _("Run: fieldctl sync connect."));
}
