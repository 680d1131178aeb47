/* Decisions of an administrator about records. */
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/sync/sync.h"

struct resolve {
	const char *entity, *external_id;
	const char *address; /* instead of a record, or NULL */
	const char *decision;
	const char *person; /* the person to link to, or NULL */
	const char *login;  /* the login name of a new person, or NULL */
	bool undo;
};

/* Exactly one of --link, --add, --ignore and --undo; --login means --add. */
static int
read_decision(struct ctl *ctl, struct resolve *resolve)
{
	const struct options *options = &ctl->options;
	const bool add = option_is_set(options, "add") ||
	    option_is_set(options, "login");
	const bool ignore = option_is_set(options, "ignore");

	resolve->login = option_text(options, "login");
	resolve->person = option_text(options, "link");
	resolve->undo = option_is_set(options, "undo");
	if ((resolve->person != NULL) + add + ignore + resolve->undo != 1)
		return ctl_usage(ctl,
		    _("Use one of --link PERSON, --add [--login LOGIN], --ignore or --undo."));
	resolve->decision = add ? "add" : ignore ? "ignore" : "link";
	return EX_OK;
}

/* A record, or an address for whose records one decision is made. */
static int
read_subject(struct ctl *ctl, struct resolve *resolve)
{
	resolve->address = option_text(&ctl->options, "address");
	if (resolve->address != NULL &&
	    (ctl->arg_count != 1 || resolve->undo || resolve->person != NULL ||
		resolve->login != NULL))
		return ctl_usage(ctl,
		    _("--address requires --add or --ignore, and no record."));
	if (resolve->address == NULL && ctl->arg_count != 3)
		return ctl_usage(
		    ctl, _("Use RECORD and ID, or --address EMAIL."));
	if (resolve->address == NULL) {
		resolve->entity = ctl->args[1];
		resolve->external_id = ctl->args[2];
	}
	return EX_OK;
}

static int
ask(struct ctl *ctl, const struct resolve *resolve,
    struct control_answer *ret_answer)
{
	const char *request = resolve->address != NULL ?
	    "source.decide-address" :
	    resolve->undo ? "source.undecide" :
			    "source.decide";
	json_t *params = json_object();

	ask_text(params, "source", ctl->args[0]);
	ask_text(params, "entity", resolve->entity);
	ask_text(params, "external_id", resolve->external_id);
	ask_text(params, "address", resolve->address);
	ask_text(params, "person", resolve->person);
	ask_text(params, "login", resolve->login);
	if (!resolve->undo)
		ask_text(params, "decision", resolve->decision);
	return ctl_ask(ctl, request, params, NULL, ret_answer);
}

static int
report_address(
    struct ctl *ctl, const struct resolve *resolve, const json_t *result)
{
	const json_int_t count = json_integer_value(
	    json_object_get(result, "records"));

	ctl_say(ctl,
	    _("Undecided records with %1$s affected by this decision: %2$zu; the next import applies it."),
	    resolve->address, (size_t)count);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:I, s:b}", "source", ctl->args[0], "address",
		resolve->address, "records", count, "dry_run", ctl->dry_run));
}

static int
report_record(struct ctl *ctl, const struct resolve *resolve)
{
	ctl_say(ctl,
	    resolve->undo ?
		_("The decision about %s %s was withdrawn.") :
		_("Decided about %s %s; the next import applies the decision."),
	    resolve->entity, resolve->external_id);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:s, s:b}", "source", ctl->args[0], "entity",
		resolve->entity, "external_id", resolve->external_id, "dry_run",
		ctl->dry_run));
}

int
sync_resolve_verb(struct ctl *ctl)
{
	struct resolve resolve = { .entity = NULL };
	struct control_answer answer;
	int status = read_decision(ctl, &resolve);

	if (status == EX_OK)
		status = read_subject(ctl, &resolve);
	if (status != EX_OK)
		return status;
	status = ask(ctl, &resolve, &answer);
	if (status == EX_OK)
		status = resolve.address != NULL ?
		    report_address(ctl, &resolve, answer.result) :
		    report_record(ctl, &resolve);
	control_answer_release(&answer);
	return status;
}
