/* Mapping rules, and what an administrator decides about a record. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/person/person.h"
#include "fieldctl/sync/sync.h"
#include "store/core/user.h"

/* --- rules -------------------------------------------------------------- */

static const struct listing_column rule_columns[] = {
	{ "position", N_("NO"), true },
	{ "field", N_("FIELD"), false },
	{ "value", N_("IS"), false },
	{ "kind", N_("KIND"), false },
	{ "role", N_("ROLE"), false },
	{ "site", N_("SITE"), false },
	{ "refuse", N_("REFUSE"), false },
	{ NULL, NULL, false },
};

static int
rule_list_verb(struct ctl *ctl)
{
	struct listing *listing;
	struct source_rule *rules = NULL;
	struct source source;
	size_t count = 0;
	int rc, status = sync_find(ctl, ctl->args[0], &source);

	if (status != EX_OK)
		return status;
	rc = source_rule_list(ctl->store, source.id, &rules, &count);
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	listing = listing_open(ctl, rule_columns);
	for (size_t i = 0; i < count; i++)
		listing_add(listing,
		    json_pack("{s:I, s:s, s:o, s:s, s:s, s:s, s:b}", "position",
			(json_int_t)rules[i].position, "field",
			rules[i].match_field, "value",
			value_text(rules[i].match_value), "kind", rules[i].kind,
			"role", rules[i].role, "site", rules[i].site, "refuse",
			rules[i].refuse));
	free(rules);
	return listing_close(listing);
}

struct rule_work {
	const char *source_name;
	struct source_rule_new in;
	int64_t position;
};

/* A rule may come before the first connection: the row is made here. */
static int
add_rule(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct rule_work *work = context;
	struct source source;
	int rc = source_ensure(change, work->source_name, &source, why);

	(void)ctl;
	if (rc == FIELD_ENOTFOUND)
		return refuse(
		    why, REASON_NO_SUCH_SOURCE, work->source_name, NULL);
	return rc == FIELD_OK ?
	    source_rule_add(change, source.id, &work->in, why) :
	    rc;
}

static int
remove_rule(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct rule_work *work = context;
	struct source source;
	int rc = source_by_name(ctl->store, work->source_name, &source);

	if (rc == FIELD_ENOTFOUND)
		return refuse(
		    why, REASON_NO_SUCH_SOURCE, work->source_name, NULL);
	return rc == FIELD_OK ?
	    source_rule_remove(change, source.id, work->position, why) :
	    rc;
}

static int
read_position(struct ctl *ctl, const char *text, int64_t *ret_position)
{
	if (str_parse_int(text, 1, INT32_MAX, ret_position) == FIELD_OK)
		return EX_OK;
	return ctl_usage(ctl, _("'%s' is no number of a rule."), text);
}

static int
change_rule(struct ctl *ctl, const struct ctl_work *work, const char *done)
{
	int status;

	(void)str_copy(ctl->subject, sizeof(ctl->subject), ctl->args[0]);
	status = ctl_change(ctl, work);
	if (status != EX_OK)
		return status;
	ctl_say(ctl, "%s: %s", ctl->args[0], done);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:b}", "source", ctl->args[0], "action",
		work->action, "dry_run", ctl->dry_run));
}

/* SOURCE FIELD [VALUE] and what it gives. */
static int
rule_add_verb(struct ctl *ctl)
{
	const struct options *options = &ctl->options;
	const char *position = option_text(options, "at");
	struct rule_work context = {
		.source_name = ctl->args[0],
		.in = {
			.match_field = ctl->args[1],
			.match_value = ctl->arg_count > 2 ? ctl->args[2] : "",
			.kind = option_text(options, "kind"),
			.role = option_text(options, "role"),
			.site = option_text(options, "site"),
			.crew = option_text(options, "crew"),
			.invite = option_is_set(options, "invite"),
			.refuse = option_is_set(options, "refuse"),
		},
	};
	const struct ctl_work work = { "source.rule", add_rule, &context };
	int status = EX_OK;

	if (position != NULL)
		status = read_position(ctl, position, &context.in.position);
	if (status != EX_OK)
		return status;
	return change_rule(ctl, &work, _("rule added"));
}

static int
rule_remove_verb(struct ctl *ctl)
{
	struct rule_work context = { .source_name = ctl->args[0] };
	const struct ctl_work work = { "source.rule", remove_rule, &context };
	int status = read_position(ctl, ctl->args[1], &context.position);

	if (status != EX_OK)
		return status;
	return change_rule(ctl, &work, _("rule removed"));
}

static const struct option_spec list_options[] = {
	{ "csv", NULL, N_("as CSV (RFC 4180)"), false },
	OPTION_END,
};
static const struct option_spec add_options[] = {
	{ "kind", "KIND", N_("internal, external, fieldworker or subworker"),
	    false },
	{ "role", "ROLE", N_("give this role"), false },
	{ "site", "SITE", N_("let the person belong to this site"), false },
	{ "crew", "LEAD", N_("into this lead's crew"), false },
	{ "invite", NULL, N_("send an invitation"), false },
	{ "refuse", NULL, N_("do not import"), false },
	{ "at", "N", N_("put it at this place; those behind move"), false },
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};
static const struct option_spec remove_options[] = {
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};

const struct command sync_rule_commands[] = {
	{ "list", "SOURCE", N_("List the rules of a source"), list_options,
	    rule_list_verb, 1, 1, NEEDS_READ, NULL },
	{ "add", "SOURCE FIELD [VALUE]",
	    N_("Give new people of a source kind, role or site"), add_options,
	    rule_add_verb, 2, 3, NEEDS_WRITE, NULL },
	{ "remove", "SOURCE N", N_("Remove a rule"), remove_options,
	    rule_remove_verb, 2, 2, NEEDS_WRITE, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};

/* --- decisions ---------------------------------------------------------- */

struct resolve_work {
	const char *source_id, *entity, *external_id, *person_id;
	const char *address; /* in place of a record, or NULL */
	enum source_decision decision;
	bool undo;
	size_t count; /* of records with the address */
};

static int
resolve(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	struct resolve_work *work = context;

	(void)ctl;
	if (work->address != NULL)
		return source_decide_address(change, work->source_id,
		    work->address, work->decision, &work->count, why);
	if (work->undo)
		return source_undecide(change, work->source_id, work->entity,
		    work->external_id, why);
	return source_decide(change, work->source_id, work->entity,
	    work->external_id, work->decision, work->person_id, why);
}

/* Exactly one of --link, --add, --ignore and --undo. */
static int
read_decision(struct ctl *ctl, struct resolve_work *work, struct user *user)
{
	const struct options *options = &ctl->options;
	const char *who = option_text(options, "link");
	const bool add = option_is_set(options, "add");
	const bool ignore = option_is_set(options, "ignore");
	int status = EX_OK;

	work->undo = option_is_set(options, "undo");
	if ((who != NULL) + add + ignore + work->undo != 1)
		return ctl_usage(ctl,
		    _("Give one of --link PERSON, --add, --ignore or "
		      "--undo."));
	work->decision = add ? SOURCE_ADD :
	    ignore           ? SOURCE_IGNORE :
			       SOURCE_LINK;
	if (who != NULL) {
		status = person_find(ctl, who, user);
		work->person_id = user->id;
	}
	return status;
}

/* A record, or an address about whose records one thing can be said. */
static int
read_subject(struct ctl *ctl, struct resolve_work *work)
{
	work->address = option_text(&ctl->options, "address");
	if (work->address != NULL &&
	    (ctl->arg_count != 1 || work->undo ||
		work->decision == SOURCE_LINK))
		return ctl_usage(ctl,
		    _("--address goes with --add or --ignore, and without a "
		      "record."));
	if (work->address == NULL && ctl->arg_count != 3)
		return ctl_usage(
		    ctl, _("Give RECORD and ID, or --address EMAIL."));
	if (work->address == NULL) {
		work->entity = ctl->args[1];
		work->external_id = ctl->args[2];
	}
	return EX_OK;
}

static int
report_address(struct ctl *ctl, const struct resolve_work *work)
{
	ctl_say(ctl,
	    _("Undecided records with %1$s that this decides about: %2$zu; "
	      "the next import carries it out."),
	    work->address, work->count);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:I, s:b}", "source", ctl->args[0], "address",
		work->address, "records", (json_int_t)work->count, "dry_run",
		ctl->dry_run));
}

static int
report_record(struct ctl *ctl, const struct resolve_work *work)
{
	ctl_say(ctl,
	    work->undo ? _("The decision about %s %s is taken back.") :
			 _("Decided about %s %s; the next import carries it "
			   "out."),
	    work->entity, work->external_id);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:s, s:b}", "source", ctl->args[0], "entity",
		work->entity, "external_id", work->external_id, "dry_run",
		ctl->dry_run));
}

int
sync_resolve_verb(struct ctl *ctl)
{
	struct resolve_work context = { .entity = NULL };
	const struct ctl_work work = { "source.resolve", resolve, &context };
	struct source source;
	struct user user;
	int status = read_decision(ctl, &context, &user);

	if (status == EX_OK)
		status = read_subject(ctl, &context);
	if (status == EX_OK)
		status = sync_find(ctl, ctl->args[0], &source);
	if (status != EX_OK)
		return status;
	context.source_id = source.id;
	if (context.address != NULL)
		(void)str_copy(
		    ctl->subject, sizeof(ctl->subject), context.address);
	else
		(void)str_format(ctl->subject, sizeof(ctl->subject), "%s:%s",
		    context.entity, context.external_id);
	status = ctl_change(ctl, &work);
	if (status != EX_OK)
		return status;
	return context.address != NULL ? report_address(ctl, &context) :
					 report_record(ctl, &context);
}
