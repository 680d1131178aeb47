/* The accounting connections: tokens, age of the data, stopped imports. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "store/core/policy.h"
#include "store/source/source.h"

/* tokens that expire within this time */
#define SOON_S (INT64_C(7) * 24 * 60 * 60)

static void
check_tokens(struct doctor *doctor, const struct source *source, int64_t now_s)
{
	char mend[120], iso[CLOCK_ISO_SIZE];

	(void)str_format(
	    mend, sizeof(mend), "fieldctl sync connect %s", source->name);
	if (source->broken_at != 0)
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("The connection '%s' has ended: %s"), source->name,
		    source->broken_why);
	else if (!source->connected)
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The source '%s' is not connected."), source->name);
	else if (source->refresh_expires_at != 0 &&
	    source->refresh_expires_at < now_s + SOON_S)
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The connection '%s' ends at %s."), source->name,
		    clock_format_iso(source->refresh_expires_at, iso));
}

static void
check_age(struct doctor *doctor, const struct source *source, int64_t now_s)
{
	struct policies policies;
	int64_t limit_s;
	char mend[120], age[24];

	if (!source->connected || source->data_at == 0 ||
	    policies_load(doctor->ctl->store, source->org_id, &policies) !=
		FIELD_OK)
		return;
	limit_s = policy_number(&policies, POLICY_DATA_AGE_NOTICE);
	if (now_s - source->data_at <= limit_s)
		return;
	(void)str_format(
	    mend, sizeof(mend), "fieldctl sync run %s", source->name);
	doctor_find(doctor, DOCTOR_WARN, mend,
	    _("The data of '%s' is more than %s old."), source->name,
	    clock_format_duration(limit_s, age));
}

static void
check_last_run(struct doctor *doctor, const struct source *source)
{
	struct sync_run *runs = NULL;
	size_t count = 0;
	char mend[120];

	if (sync_run_list(doctor->ctl->store, source->id, 1, &runs, &count) !=
		FIELD_OK ||
	    count == 0) {
		free(runs);
		return;
	}
	if (strcmp(runs[0].outcome, "guarded") == 0) {
		(void)str_format(mend, sizeof(mend), "fieldctl sync preview %s",
		    source->name);
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The guard stopped the last import of '%s': %s"),
		    source->name, runs[0].message);
	} else if (strcmp(runs[0].outcome, "failed") == 0) {
		(void)str_format(
		    mend, sizeof(mend), "fieldctl sync log %s", source->name);
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The last import of '%s' failed: %s"), source->name,
		    runs[0].message);
	}
	free(runs);
}

static void
check_unknown(struct doctor *doctor, const struct source *sources, size_t count)
{
	const struct config *config = &doctor->ctl->config;

	for (size_t i = 0; i < config->source_count; i++) {
		const char *name = config->sources[i].name;
		char mend[120];
		size_t k = 0;

		while (k < count && strcmp(sources[k].name, name) != 0)
			k++;
		if (k < count)
			continue;
		(void)str_format(
		    mend, sizeof(mend), "fieldctl sync connect %s", name);
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The source '%s' has never been connected."), name);
	}
}

void
doctor_sources(struct doctor *doctor)
{
	const int64_t now_s = store_now_s(doctor->ctl->store);
	struct source *sources = NULL;
	size_t count = 0;

	if (doctor->ctl->config.source_count == 0) {
		doctor_skip(doctor,
		    _("not checked: there is no source to "
		      "import from"));
		return;
	}
	if (source_list(doctor->ctl->store, &sources, &count) != FIELD_OK) {
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The sources could not be read."));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (sources[i].is_csv ||
		    config_source(&doctor->ctl->config, sources[i].name) ==
			NULL)
			continue;
		check_tokens(doctor, &sources[i], now_s);
		check_age(doctor, &sources[i], now_s);
		check_last_run(doctor, &sources[i]);
	}
	check_unknown(doctor, sources, count);
	free(sources);
}
