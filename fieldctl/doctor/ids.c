/* Checks whether other software on the machine assigns fieldauth's numbers. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"

#define MEND _("Change [ids] in fieldauth.conf before people are added.")

struct range {
	int64_t min, max;
};

static bool
overlap(const struct range *a, const struct range *b)
{
	return a->min <= b->max && b->min <= a->max;
}

static void
check_known(struct doctor *doctor, const char *what, const struct range *ours)
{
	const char *problem = config_id_range_problem(
	    (uint32_t)ours->min, (uint32_t)ours->max);

	if (problem != NULL)
		doctor_find(doctor, DOCTOR_FAIL, MEND,
		    _("The %s range %lld-%lld is not usable: %s"), what,
		    (long long)ours->min, (long long)ours->max,
		    i18n_marked(problem));
}

/* "NAME:FIRST:COUNT" of subuid(5). */
static bool
read_subordinate(char *line, struct range *ret_range)
{
	char *rest = line;
	const char *name = strsep(&rest, ":");
	const char *first = strsep(&rest, ":");
	int64_t count;

	if (name == NULL || first == NULL || rest == NULL ||
	    str_parse_int(first, 0, UINT32_MAX, &ret_range->min) != FIELD_OK ||
	    str_parse_int(str_trim(rest), 1, UINT32_MAX, &count) != FIELD_OK)
		return false;
	ret_range->max = ret_range->min + count - 1;
	return true;
}

static void
check_subordinates(struct doctor *doctor, const char *file, const char *what,
    const struct range *ours)
{
	char *text = doctor_read(doctor, file), *rest = text;

	while (rest != NULL) {
		char *line = strsep(&rest, "\n");
		struct range theirs;

		if (line[0] == '#' || !read_subordinate(line, &theirs) ||
		    !overlap(ours, &theirs))
			continue;
		doctor_find(doctor, DOCTOR_FAIL, MEND,
		    _("%s gives %lld-%lld to the containers of '%s', within "
		      "the %s range."),
		    file, (long long)theirs.min, (long long)theirs.max, line,
		    what);
		break;
	}
	free(text);
}

/* The number after KEY in the text of login.defs(5), or FALLBACK. */
static int64_t
login_defs(const char *text, const char *key, int64_t fallback)
{
	size_t len = strlen(key);
	int64_t value = fallback;

	while (text != NULL && *text != '\0') {
		const char *end = strchrnul(text, '\n');
		char digits[24];

		if (strncmp(text, key, len) == 0 &&
		    isspace((unsigned char)text[len]) &&
		    str_format(digits, sizeof(digits), "%.*s",
			(int)(end - text - (ptrdiff_t)len), text + len))
			(void)str_parse_int(
			    str_trim(digits), 0, UINT32_MAX, &value);
		text = *end == '\n' ? end + 1 : end;
	}
	return value;
}

/* Defaults of shadow-utils, if login.defs does not set them. */
static void
check_login_defs(
    struct doctor *doctor, const struct range *uids, const struct range *gids)
{
	static const struct {
		const char *min_key, *max_key;
		int64_t min, max;
		bool is_gid;
	} keys[] = {
		{ "UID_MIN", "UID_MAX", 1000, 60000, false },
		{ "GID_MIN", "GID_MAX", 1000, 60000, true },
		{ "SUB_UID_MIN", "SUB_UID_MAX", 100000, 600100000, false },
		{ "SUB_GID_MIN", "SUB_GID_MAX", 100000, 600100000, true },
	};
	char *text = doctor_read(doctor, "/etc/login.defs");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct range *ours = keys[i].is_gid ? gids : uids;
		const struct range theirs = {
			login_defs(text, keys[i].min_key, keys[i].min),
			login_defs(text, keys[i].max_key, keys[i].max),
		};

		if (overlap(ours, &theirs))
			doctor_find(doctor, DOCTOR_FAIL, MEND,
			    _("/etc/login.defs: %s and %s let useradd assign numbers from %lld-%lld."),
			    keys[i].min_key, keys[i].max_key,
			    (long long)ours->min, (long long)ours->max);
	}
	free(text);
}

void
doctor_ids(struct doctor *doctor)
{
	const struct config *config = &doctor->ctl->config;
	struct range uids, gids;

	if (!doctor->ctl->has_config)
		return;
	uids = (struct range){ config->uid_min, config->uid_max };
	gids = (struct range){ config->gid_min, config->gid_max };
	check_known(doctor, "uid", &uids);
	check_known(doctor, "gid", &gids);
	if (overlap(&uids, &gids))
		doctor_find(doctor, DOCTOR_FAIL, MEND,
		    _("The uid and the gid range overlap: each person has a group with their own number."));
	check_subordinates(doctor, "/etc/subuid", "uid", &uids);
	check_subordinates(doctor, "/etc/subgid", "gid", &gids);
	check_login_defs(doctor, &uids, &gids);
}
