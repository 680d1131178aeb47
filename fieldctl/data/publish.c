#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/data/publish.h"
#include "fieldctl/frame/listing.h"
#include "store/publish/publish.h"

struct left_out {
	struct ctl *ctl;
	json_t *array;
};

static void
say_gap(const struct publish_gap *gap, void *context)
{
	struct left_out *left_out = context;

	if (gap->kind == GAP_MEMBERS) {
		ctl_say(left_out->ctl,
		    _("Group %1$s lists the first %2$u of its %3$u members."),
		    gap->name, (unsigned)gap->listed, (unsigned)gap->members);
		return;
	}
	(void)json_array_append_new(left_out->array,
	    json_pack("{s:o, s:o}", "login", value_text(gap->name), "why",
		value_text(gap->why)));
	ctl_say(left_out->ctl, _("Left out: %s: %s"), gap->name, _(gap->why));
}

int
publish_verb(struct ctl *ctl)
{
	struct left_out left_out = { ctl, json_array() };
	int err = publish(ctl->store, true);

	if (err != FIELD_OK && publish_is_due(ctl->store)) {
		json_decref(left_out.array);
		return ctl_unpublished(ctl, err);
	}
	if (err == FIELD_OK)
		err = publish_gaps(ctl->store, say_gap, &left_out);
	if (err != FIELD_OK) {
		json_decref(left_out.array);
		return ctl_failed(ctl, err, NULL);
	}
	ctl_say(ctl, "%s", _("Published."));
	return listing_result(ctl,
	    json_pack(
		"{s:b, s:o}", "published", 1, "left_out", left_out.array));
}
