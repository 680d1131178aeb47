/* Decisions about records that matching could not settle (A4). */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/source/named.h"
#include "control/source/source.h"
#include "control/value.h"

struct resolve_work {
	struct source source;
	struct user user; /* with SOURCE_LINK */
	enum source_decision decision;
	size_t count; /* for records with the address */
};

/* --- the result
 * -------------------------------------------------------------- */

static int
bad_decision(struct control_call *call, const char *word)
{
	return control_not_one_of(call, REASON_BAD_CHOICE, word, _("decision"),
	    oneof_list("link|add|ignore"));
}

/* "add", "ignore", or "link" to "person". */
static int
read_decision(struct control_call *call, struct resolve_work *work)
{
	const char *word = control_text(call, "decision");
	const char *who = control_text(call, "person");

	if ((strcmp(word, "link") == 0) != (who != NULL))
		return bad_decision(call, word);
	if (control_has(call, "login") && strcmp(word, "add") != 0)
		return control_reason(
		    call, REASON_BAD_PARAMETER, call->request->name, "login");
	if (who != NULL) {
		work->decision = SOURCE_LINK;
		return choice_find(call, who, &work->user);
	}
	if (strcmp(word, "add") != 0 && strcmp(word, "ignore") != 0)
		return bad_decision(call, word);
	work->decision = strcmp(word, "add") == 0 ? SOURCE_ADD : SOURCE_IGNORE;
	return EX_OK;
}

static int
change_record(
    struct control_call *call, control_apply *apply, struct resolve_work *work)
{
	const char *entity = control_text(call, "entity");
	const char *external_id = control_text(call, "external_id");
	int status = source_named(call, &work->source);

	if (status != EX_OK)
		return status;
	(void)str_format(
	    call->subject, sizeof(call->subject), "%s:%s", entity, external_id);
	status = control_change(call, "source.resolve", apply, work);
	if (status != EX_OK)
		return status;
	return control_result(call,
	    json_pack("{s:s, s:o, s:o}", "source", work->source.name, "entity",
		value_text(entity), "external_id", value_text(external_id)));
}

/* --- one record -------------------------------------------------------------- */

static int
decide(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct resolve_work *work = context;

	return source_decide(change, work->source.id,
	    control_text(call, "entity"), control_text(call, "external_id"),
	    work->decision,
	    work->decision == SOURCE_LINK ? work->user.id :
					    control_text(call, "login"),
	    why);
}

int
source_decide_request(struct control_call *call)
{
	struct resolve_work work = { .count = 0 };
	int status = read_decision(call, &work);

	return status == EX_OK ? change_record(call, decide, &work) : status;
}

static int
undecide(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct resolve_work *work = context;

	return source_undecide(change, work->source.id,
	    control_text(call, "entity"), control_text(call, "external_id"),
	    why);
}

int
source_undecide_request(struct control_call *call)
{
	struct resolve_work work = { .count = 0 };

	return change_record(call, undecide, &work);
}

/* --- all of one address ------------------------------------------------------ */

static int
decide_address(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct resolve_work *work = context;

	return source_decide_address(change, work->source.id,
	    control_text(call, "address"), work->decision, &work->count, why);
}

int
source_decide_address_request(struct control_call *call)
{
	const char *address = control_text(call, "address");
	struct resolve_work work = { .count = 0 };
	int status = read_decision(call, &work);

	if (status == EX_OK)
		status = source_named(call, &work.source);
	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), address);
	status = control_change(call, "source.resolve", decide_address, &work);
	if (status != EX_OK)
		return status;
	return control_result(call,
	    json_pack("{s:s, s:o, s:I}", "source", work.source.name, "address",
		value_text(address), "records", (json_int_t)work.count));
}
