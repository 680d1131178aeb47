#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/data/publish.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"

static const char *
text(const json_t *gap, const char *key)
{
	const char *value = json_string_value(json_object_get(gap, key));

	return value != NULL ? value : "";
}

static unsigned
number(const json_t *gap, const char *key)
{
	return (unsigned)json_integer_value(json_object_get(gap, key));
}

/* Report what is missing from the snapshot; people left out are counted in
 * LEFT_OUT. */
static void
say_gap(struct ctl *ctl, const json_t *gap, json_t *left_out)
{
	if (strcmp(text(gap, "kind"), "members") == 0) {
		ctl_say(ctl,
		    _("Group %1$s lists the first %2$u of its %3$u members."),
		    text(gap, "name"), number(gap, "listed"),
		    number(gap, "members"));
		return;
	}
	(void)json_array_append_new(left_out,
	    json_pack("{s:s, s:s}", "login", text(gap, "name"), "why",
		text(gap, "why")));
	ctl_say(ctl, _("Left out: %s: %s"), text(gap, "name"),
	    i18n_marked(text(gap, "why")));
}

static int
say_published(struct ctl *ctl, const json_t *gaps)
{
	json_t *left_out = json_array();
	const json_t *gap;
	size_t i;

	json_array_foreach(gaps, i, gap) say_gap(ctl, gap, left_out);
	ctl_say(ctl, "%s", _("Published."));
	return listing_result(
	    ctl, json_pack("{s:b, s:o}", "published", 1, "left_out", left_out));
}

int
publish_verb(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *gaps;
	int status = ctl_rows(ctl, "snapshot.publish", NULL, &gaps, &answer);

	if (status == EX_OK)
		status = say_published(ctl, gaps);
	json_decref(gaps);
	control_answer_release(&answer);
	return status;
}
