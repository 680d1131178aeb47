/* Connects with tokens provided by the caller.  The consent in a browser is
 * handled by syncd, which root starts. */
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/source/named.h"
#include "control/source/source.h"
#include "control/value.h"

static const char *
text_or_empty(const struct control_call *call, const char *name)
{
	const char *text = control_text(call, name);

	return text != NULL ? text : "";
}

static int
store_tokens(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct source_tokens *tokens = context;
	const char *name = control_text(call, "source");
	struct source source;
	int rc = source_ensure(change, name, &source, why);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_SOURCE, name, NULL);
	if (rc != FIELD_OK)
		return rc;
	return source_connect(change, source.id, control_text(call, "realm"),
	    text_or_empty(call, "realm_title"), tokens,
	    control_flag(call, "replace"), why);
}

static int
read_tokens(struct control_call *call, struct source_tokens *tokens)
{
	int rc = control_secret(call, "access_token", &tokens->access);

	if (rc == FIELD_OK)
		rc = control_secret(call, "refresh_token", &tokens->refresh);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	tokens->access_expires_at = control_number(call, "expires_at");
	tokens->refresh_expires_at = control_number(call, "refresh_expires_at");
	(void)str_copy(tokens->scopes, sizeof(tokens->scopes),
	    text_or_empty(call, "scopes"));
	return EX_OK;
}

/* Exclude runs in the meantime, and store. */
static int
connect_locked(struct control_call *call, struct source_tokens *tokens)
{
	struct refusal why = { .reason = REASON_NONE };
	int lock_fd, status;
	int rc = source_take_lock(
	    call->store, control_text(call, "source"), &lock_fd, &why);

	if (rc == FIELD_EBUSY)
		return control_refused(call, &why);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	status = control_change(call, "source.connect", store_tokens, tokens);
	(void)close(lock_fd);
	return status;
}

int
source_connect_request(struct control_call *call)
{
	struct source_tokens tokens = { .access = SECRET_INIT,
		.refresh = SECRET_INIT };
	const struct config_source *section;
	int status = source_section_named(call, &section);

	(void)str_copy(
	    call->subject, sizeof(call->subject), control_text(call, "source"));
	if (status == EX_OK)
		status = read_tokens(call, &tokens);
	if (status == EX_OK)
		status = connect_locked(call, &tokens);
	source_tokens_release(&tokens);
	if (status != EX_OK)
		return status;
	return control_result(call,
	    json_pack("{s:s, s:o}", "source", section->name, "realm",
		value_text(control_text(call, "realm"))));
}
