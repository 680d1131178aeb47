#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/dialogue.h"
#include "fieldctl/frame/program.h"
#include "fieldctl/sync/sync.h"

/* syncd prints one report per line; it must be an object with an outcome. */
static json_t *
parse_report(const struct strbuf *output)
{
	json_t *report = NULL;

	if (output->len > 0)
		report = json_loads(output->bytes,
		    JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, NULL);
	if (!json_is_string(json_object_get(report, "outcome"))) {
		json_decref(report);
		report = NULL;
	}
	return report;
}

static int
run_syncd(struct ctl *ctl, const char *const *argv)
{
	struct strbuf output = STRBUF_INIT;
	char again[PATHS_MAX];
	json_t *report = NULL;
	int exit_code = EX_SOFTWARE, status;
	int rc = run_program(ctl, argv, &output, &exit_code);

	if (rc == FIELD_OK)
		report = parse_report(&output);
	strbuf_release(&output);
	if (rc == FIELD_ENOTFOUND)
		return ctl_problem(ctl, EX_OSFILE, "no_syncd",
		    _("The import program syncd is not installed."),
		    _("Install fieldauth: make install."));
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	if (report == NULL)
		return ctl_problem(ctl,
		    exit_code != 0 ? exit_code : EX_SOFTWARE, "no_report",
		    _("syncd exited without a report."),
		    _("See its messages above, and: fieldctl sync log"));
	/* a plan made from a complete listing differs from an incremental
	 * one */
	(void)str_format(again, sizeof(again), "fieldctl sync run %s%s",
	    ctl->args[0],
	    json_is_true(json_object_get(report, "full")) ? " --full" : "");
	status = sync_report_show(ctl, report, again);
	json_decref(report);
	return exit_code != 0 ? exit_code : status;
}

/* MORE: options of this verb, ended by NULL. */
static int
run_once(struct ctl *ctl, const char *const *more)
{
	char program[PATHS_MAX];
	const char *argv[8] = { dialogue_program(ctl, program), "--once" };
	size_t count = 2;
	int status = sync_report_check(ctl);

	if (status == EX_OK)
		status = sync_check_source(ctl);
	if (status != EX_OK)
		return status;
	for (; *more != NULL; more++)
		argv[count++] = *more;
	if (option_is_set(&ctl->options, "full"))
		argv[count++] = "--full";
	argv[count++] = ctl->args[0];
	argv[count] = NULL;
	return run_syncd(ctl, argv);
}

int
sync_preview_verb(struct ctl *ctl)
{
	static const char *const more[] = { "--plan", NULL };

	return run_once(ctl, more);
}

int
sync_run_verb(struct ctl *ctl)
{
	const char *hash = option_text(&ctl->options, "accept-plan");
	const char *const with_hash[] = { "--accept-plan", hash, NULL };
	const char *const without[] = { NULL };

	if (ctl->dry_run)
		return sync_preview_verb(ctl);
	return run_once(ctl, hash != NULL ? with_hash : without);
}
