#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/explain/explain.h"
#include "fieldctl/explain/explanation.h"
#include "fieldctl/explain/stack.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"

const struct option_spec explain_options[] = {
	{ "service", "SERVICE",
	    N_("PAM service: sshd (default), login, su, ..."), false },
	OPTION_END,
};

/* Whether TEXT can be the name of a file in /etc/pam.d. */
static bool
is_service(const char *text)
{
	size_t len = strspn(text,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_.@");

	return len > 0 && len <= 100 && text[len] == '\0';
}

static json_t *
params_of(const struct ctl *ctl, const char *service, const struct stack *stack)
{
	json_t *params = json_object();

	ask_text(params, "person", ctl->args[0]);
	ask_text(params, "service", service);
	(void)json_object_set(params, "gates", stack->gates);
	if (stack->address_fault[0] != '\0')
		(void)json_object_set_new(params, "no_address", json_true());
	return params;
}

/* Problems in the files on which the verdict depends. */
static void
put_faults(const json_t *result, const struct stack *stack)
{
	const json_t *gate = json_object_get(result, "gate");
	json_t *explanation = json_object_get(result, "explanation");

	if (json_is_integer(gate))
		(void)json_object_set(explanation, "service_fault",
		    json_array_get(
			stack->faults, (size_t)json_integer_value(gate)));
	if (json_is_true(json_object_get(result, "address_asked")))
		(void)json_object_set_new(explanation, "email_fault",
		    value_text_or_null(stack->address_fault));
}

static int
explain(struct ctl *ctl, const char *service, const struct stack *stack)
{
	struct control_answer answer;
	int status = ctl_ask(
	    ctl, "user.explain", params_of(ctl, service, stack), NULL, &answer);

	if (status == EX_OK) {
		put_faults(answer.result, stack);
		if (ctl->format == CTL_JSON)
			status = listing_result(ctl,
			    json_incref(
				json_object_get(answer.result, "explanation")));
		else
			explanation_say(ctl, answer.result);
	}
	if (status == EX_OK)
		status = (int)json_integer_value(
		    json_object_get(answer.result, "exit_code"));
	control_answer_release(&answer);
	return status;
}

int
explain_verb(struct ctl *ctl)
{
	const char *service = option_text(&ctl->options, "service");
	struct stack stack;
	int rc, status;

	if (service == NULL)
		service = "sshd";
	if (!is_service(service))
		return ctl_usage(ctl,
		    _("--service must be the name of a file in /etc/pam.d."));
	rc = stack_read(ctl, service, &stack);
	status = rc == FIELD_OK ? explain(ctl, service, &stack) :
				  ctl_failed(ctl, rc, NULL);
	stack_release(&stack);
	return status;
}
