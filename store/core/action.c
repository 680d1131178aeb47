/* Maps each action of the audit log to its module.  Only maps names: it never
 * decides what may be done. */
#include <string.h>

#include "store/core/action.h"

const char *const audit_actions[] = {
	"audit.archive",
	"audit.key",
	"audit.verify",
	"database.backup",
	"database.restore",
	"mail.connect",
	"mail.drop",
	"mail.retry",
	"mail.test",
	"org.setup",
	"place.add",
	"place.assign",
	"place.unassign",
	"policy.set",
	"role.add",
	"role.assign",
	"role.edit",
	"role.level",
	"role.local-group",
	"role.local-group-add",
	"role.local-group-remove",
	"role.remove",
	"role.unassign",
	"session.close",
	"session.end",
	"session.open",
	"setup",
	"sign-in.account",
	"sign-in.code",
	"sign-in.locked",
	"sign-in.secret",
	"sign-in.session",
	"site.add",
	"site.assign",
	"site.unassign",
	"source.accept-plan",
	"source.add",
	"source.broken",
	"source.connect",
	"source.decide",
	"source.disconnect",
	"source.guarded",
	"source.resolve",
	"source.rule",
	"source.rule-add",
	"source.rule-remove",
	"source.run",
	"terminal.add",
	"terminal.clock",
	"user.activate",
	"user.add",
	"user.block",
	"user.code",
	"user.confirm-email",
	"user.deactivate",
	"user.delete",
	"user.edit",
	"user.expire",
	"user.force-reset",
	"user.hold",
	"user.invite",
	"user.link",
	"user.move-home",
	"user.password",
	"user.purge",
	"user.recovery",
	"user.release",
	"user.rename",
	"user.reset",
	"user.restore",
	"user.sender",
	"user.take-home",
	"user.unblock",
	"user.unlock",
	"user.unpin",
	"user.verify-email",
	NULL,
};

/* Prefixes of actions; an action without one of them belongs to 'settings'. */
static const struct {
	const char *prefix, *module;
} modules[] = {
	{ "user.", "users" },
	{ "role.", "roles" },
	{ "perm.", "roles" },
	{ "place.", "places" },
	{ "site.", "places" },
	{ "terminal.", "places" },
	{ "sign-in.", "sign-in" },
	{ "session.", "sign-in" },
	{ "sync.", "sources" },
	{ "source.", "sources" },
	{ "audit.", "audit-logs" },
};

const char *const audit_modules[] = { "audit-logs", "places", "roles",
	"settings", "sign-in", "sources", "users", NULL };

const char *
action_module(const char *action)
{
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (strncmp(action, modules[i].prefix,
			strlen(modules[i].prefix)) == 0)
			return modules[i].module;
	return "settings";
}
