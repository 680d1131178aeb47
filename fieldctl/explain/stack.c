/* Reads PAM files for an explanation.  Only final refusals count. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/value.h"
#include "fieldctl/explain/stack.h"

/* GATE is a permission, or NULL for one that admits no one, because of
 * FAULT. */
static void
add_gate(struct stack *stack, bool where_password, const char *permission,
    const char *fault)
{
	char gate[GATE_WHY_SIZE];

	(void)str_format(gate, sizeof(gate), "%s%s",
	    where_password ? "password:" : "",
	    permission != NULL ? permission : "-");
	(void)json_array_append_new(stack->gates, value_text(gate));
	(void)json_array_append_new(
	    stack->faults, fault != NULL ? value_text(fault) : json_null());
}

static void
add_rule(struct stack *stack, const struct pamconf_rule *rule)
{
	const struct pamconf_options options = gate_options(rule);
	const bool where_password = rule->type == PAMCONF_PASSWORD;
	char why[GATE_WHY_SIZE];

	if (!gate_is_ours(rule) || !gate_is_final(rule))
		return;
	if (gate_option_fault(rule, why))
		add_gate(stack, where_password, NULL, why);
	else if (options.required != NULL)
		add_gate(stack, where_password, options.required, NULL);
}

/* If our module is not in its stack, PAM admits none of our people. */
static void
add_service(struct stack *stack, const struct pamconf_service *service)
{
	if (!pamconf_service_has(service, PAMCONF_AUTH, PAMCONF_OURS) &&
	    !pamconf_service_has(service, PAMCONF_ACCOUNT, PAMCONF_OURS)) {
		add_gate(stack, false, NULL,
		    _("pam_fieldauth.so is not in its PAM stack"));
		return;
	}
	for (size_t i = 0; i < service->count; i++)
		add_rule(stack, &service->rules[i]);
}

/* Below another root there may be a database but no PAM. */
static bool
is_without_pam(const struct ctl *ctl, int read_err)
{
	return ctl->root[0] != '\0' && read_err == FIELD_ENOTFOUND;
}

int
stack_read(const struct ctl *ctl, const char *name, struct stack *ret_stack)
{
	struct pamconf_service service = PAMCONF_SERVICE_INIT;
	struct stack stack = { .gates = json_array(), .faults = json_array() };
	int rc = pamconf_service_read(ctl->root, name, &service);

	if (!is_without_pam(ctl, rc) && !gate_gives_login_name(name))
		(void)gate_alias_fault(ctl, rc, &service, stack.address_fault);
	if (rc == FIELD_OK)
		add_service(&stack, &service);
	else if (!is_without_pam(ctl, rc))
		add_gate(&stack, false, NULL,
		    _("its PAM file, or one that it includes, cannot be "
		      "read"));
	pamconf_service_release(&service);
	*ret_stack = stack; /* transferred */
	return rc == FIELD_ENOMEM ? FIELD_ENOMEM : FIELD_OK;
}

void
stack_release(struct stack *stack)
{
	json_decref(stack->gates);
	json_decref(stack->faults);
}
