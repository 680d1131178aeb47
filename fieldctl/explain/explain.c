#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/explain/explain.h"
#include "fieldctl/explain/explanation.h"
#include "fieldctl/explain/remedy.h"
#include "fieldctl/frame/listing.h"
#include "control/person/alias.h"
#include "control/person/json.h"
#include "fieldctl/person/person.h"
#include "store/access/standing.h"
#include "store/people/role.h"
#include "store/people/terminal.h"
#include "store/publish/behind.h"
#include "store/publish/publish.h"

#define HELPERS_MAX 10 /* people named as those who can change it */

const struct option_spec explain_options[] = {
	{ "service", "SERVICE",
	    N_("as which PAM service: sshd (default), login, su, ..."), false },
	OPTION_END,
};

/* --- the facts ---------------------------------------------------------- */

static void
note_left_out(const struct publish_gap *gap, void *context)
{
	struct explanation *explanation = context;

	if (gap->kind == GAP_ENTRY &&
	    strcmp(gap->name, explanation->user.login) == 0)
		(void)str_copy(explanation->left_out,
		    sizeof(explanation->left_out), gap->why);
}

/* What the database says, with REQUIRED or NULL, and with what the service
 * has against it. */
static int
judge_standing(struct ctl *ctl, const char *required, enum reason forbidden,
    struct explanation *explanation)
{
	const struct signin_request request = {
		.login = explanation->user.login,
		.uid = explanation->user.uid,
		.service = explanation->service,
		.tty = "",
		.address = "",
		.required_permission = required,
		.forbidden = forbidden,
	};
	struct standing standing;
	int err = standing_load(ctl->store, &request, &standing);

	if (err == FIELD_OK)
		err = standing_look_at_home(ctl->store, &standing);
	if (err == FIELD_OK) {
		explanation->reason = standing.found ?
		    rules_may_sign_in(&standing.in) :
		    REASON_NOT_OURS;
		explanation->has_secret = standing.found &&
		    standing.in.has_secret;
		explanation->locked_until = 0;
		if (explanation->reason == REASON_LOCKED)
			explanation->locked_until = standing.in.locked_until;
		explanation->required = required;
	}
	standing_release(&standing);
	return err;
}

/* Whether rules for new passwords count: they decide for who must change, and
 * for passwd(1), which asks for nothing else. */
static bool
counts(const struct pamconf_rule *rule, const struct explanation *explanation)
{
	return rule->type != PAMCONF_PASSWORD ||
	    explanation->reason == REASON_MUST_CHANGE ||
	    strcmp(explanation->service, "passwd") == 0;
}

/* One of our rules, if its refusal is final: the first that refuses decides. */
static int
judge_rule(struct ctl *ctl, const struct pamconf_rule *rule,
    struct explanation *explanation)
{
	struct pamconf_options options = gate_options(rule);
	char why[GATE_WHY_SIZE];

	if (!gate_is_ours(rule) || !gate_is_final(rule) ||
	    !counts(rule, explanation) ||
	    !explanation_lets_in(explanation->reason))
		return FIELD_OK;
	if (gate_option_fault(rule, why)) {
		(void)str_copy(explanation->service_why,
		    sizeof(explanation->service_why), why);
		return judge_standing(
		    ctl, NULL, REASON_BAD_SERVICE, explanation);
	}
	return options.required == NULL ?
	    FIELD_OK :
	    judge_standing(ctl, options.required, REASON_NONE, explanation);
}

/* The service's stack; without one, nobody is let in by PAM. */
static int
judge_stack(struct ctl *ctl, const struct pamconf_service *service,
    struct explanation *explanation)
{
	int err = FIELD_OK;

	if (!pamconf_service_has(service, PAMCONF_AUTH, PAMCONF_OURS) &&
	    !pamconf_service_has(service, PAMCONF_ACCOUNT, PAMCONF_OURS)) {
		(void)str_copy(explanation->service_why,
		    sizeof(explanation->service_why),
		    _("pam_fieldauth.so is not in its PAM stack"));
		return judge_standing(
		    ctl, NULL, REASON_BAD_SERVICE, explanation);
	}
	for (size_t i = 0; i < service->count && err == FIELD_OK; i++)
		err = judge_rule(ctl, &service->rules[i], explanation);
	if (err == FIELD_OK && explanation->by_alias &&
	    explanation->alias_why[0] != '\0' &&
	    explanation_lets_in(explanation->reason))
		err = judge_standing(ctl, NULL, REASON_ALIAS, explanation);
	return err;
}

/* Under another root there may be a database and no PAM. */
static bool
is_without_pam(const struct ctl *ctl, int read_err)
{
	return ctl->root[0] != '\0' && read_err == FIELD_ENOTFOUND;
}

static int
judge_service(struct ctl *ctl, const struct pamconf_service *service,
    int read_err, struct explanation *explanation)
{
	if (is_without_pam(ctl, read_err))
		return FIELD_OK;
	if (!gate_gives_login_name(explanation->service))
		(void)gate_alias_fault(
		    ctl, read_err, service, explanation->alias_why);
	if (read_err == FIELD_ENOMEM)
		return read_err;
	if (read_err == FIELD_OK)
		return judge_stack(ctl, service, explanation);
	(void)str_copy(explanation->service_why,
	    sizeof(explanation->service_why),
	    _("its PAM file, or one that it includes, cannot be read"));
	return judge_standing(ctl, NULL, REASON_BAD_SERVICE, explanation);
}

/* A sign-in puts the snapshot right first, and so does this: what it says must
 * be what a sign-in would meet. */
static void
judge_snapshot(struct ctl *ctl, struct explanation *explanation)
{
	bool more = true;

	if (!publish_is_due(ctl->store) ||
	    publish(ctl->store, false) == FIELD_OK)
		return;
	/* one that cannot be compared keeps everybody out */
	if (behind_gives_more(ctl->store, explanation->user.uid, &more) < 0 ||
	    more)
		explanation->reason = REASON_NOT_IN_FORCE;
}

static int
judge(struct ctl *ctl, const struct pamconf_service *service, int read_err,
    struct explanation *explanation)
{
	int err = publish_gaps(ctl->store, note_left_out, explanation);

	if (err == FIELD_OK)
		err = terminal_problem(ctl->store, &explanation->terminal);
	if (err == FIELD_OK)
		err = judge_standing(ctl, NULL, REASON_NONE, explanation);
	if (err == FIELD_OK && explanation_lets_in(explanation->reason))
		err = judge_service(ctl, service, read_err, explanation);
	if (err == FIELD_OK && explanation_lets_in(explanation->reason))
		judge_snapshot(ctl, explanation);
	if (err == FIELD_OK && explanation->left_out[0] != '\0')
		explanation->reason = REASON_NOT_OURS;
	return err;
}

/* Active people with PERMISSION, but not the person itself (S7). */
static int
find_helpers(
    struct ctl *ctl, const char *permission, struct explanation *explanation)
{
	const struct user_filter filter = {
		.status = USER_ACTIVE, .kind = -1, .blocked = 0, .held = 0
	};
	struct user *users = NULL;
	size_t count = 0;
	int err = FIELD_OK;

	if (permission != NULL)
		err = user_list(ctl->store, &filter, &users, &count);
	for (size_t i = 0; i < count && err == FIELD_OK &&
	     json_array_size(explanation->who) < HELPERS_MAX;
	     i++) {
		bool can = false;

		if (strcmp(users[i].id, explanation->user.id) == 0)
			continue;
		err = role_person_can(
		    ctl->store, users[i].id, permission, NULL, &can);
		if (err == FIELD_OK && can)
			(void)json_array_append_new(
			    explanation->who, json_string(users[i].login));
	}
	free(users);
	return err;
}

/* Whether TEXT can be the name of a file of /etc/pam.d. */
static bool
is_service(const char *text)
{
	size_t len = strspn(text,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_.@");

	return len > 0 && len <= 100 && text[len] == '\0';
}

int
explain_verb(struct ctl *ctl)
{
	const struct viewer viewer = viewer_root(ctl->store);
	const char *service = option_text(&ctl->options, "service");
	struct explanation explanation = {
		.service = service != NULL ? service : "sshd",
		.reason = REASON_NOT_OURS,
	};
	struct pamconf_service stack = PAMCONF_SERVICE_INIT;
	int err, status = EX_OK;

	if (!is_service(explanation.service))
		status = ctl_usage(ctl,
		    _("--service takes the name of a file "
		      "of /etc/pam.d."));
	if (status == EX_OK)
		status = person_find(ctl, ctl->args[0], &explanation.user);
	if (status != EX_OK)
		return status;
	explanation.who = json_array();
	explanation.shared_with = person_sharing_json(
	    &viewer, &explanation.user);
	explanation.by_alias = strchr(ctl->args[0], '@') != NULL;
	err = pamconf_service_read(ctl->root, explanation.service, &stack);
	err = judge(ctl, &stack, err, &explanation);
	if (err == FIELD_OK && explanation.reason != REASON_NONE)
		err = find_helpers(ctl,
		    remedy_of(explanation.reason)->permission, &explanation);
	if (err != FIELD_OK)
		status = ctl_failed(ctl, err, NULL);
	else if (ctl->format == CTL_JSON)
		status = listing_result(ctl, explanation_json(&explanation));
	else
		explanation_say(ctl, &explanation);
	json_decref(explanation.who);
	json_decref(explanation.shared_with);
	pamconf_service_release(&stack);
	if (status == EX_OK && !explanation_lets_in(explanation.reason))
		status = reason_exit(explanation.reason);
	return status;
}
