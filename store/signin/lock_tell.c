/* Tells of locks.  It is called for one attempt of many: an attacker decides
 * how often, and must neither flood a mailbox nor fill the log with mail. */
#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/signin/lock_tell.h"

#define ACTION_LOCKED "sign-in.locked"

static const char *
source_kind(const struct lock_news *news, enum lock_place place)
{
	return place == LOCK_NETWORK ? "network" :
				       origin_kind_name(news->origin->kind);
}

/* Where passwords are refused, in words; BUF has the size of a sentence. */
static const char *
where(
    const struct lock_news *news, enum lock_place place, char *buf, size_t size)
{
	const char *name = lock_source_name(
	    source_kind(news, place), news->origin->address);

	if (place != LOCK_NETWORK)
		return name;
	(void)str_format(buf, size, _("%1$s (the last attempt came from %2$s)"),
	    name, news->origin->address);
	return buf;
}

static int
log_lock(
    struct change *change, const struct lock_news *news, enum lock_place place)
{
	const int64_t until = news->outcome->starts[place];
	struct detail detail = DETAIL_INIT;
	const struct audit_entry entry = {
		.action = ACTION_LOCKED,
		.subject = news->user->id,
		.org_id = news->user->org_id,
		.outcome = AUDIT_DONE,
		.detail = &detail,
	};
	char iso[CLOCK_ISO_SIZE];

	detail_text(&detail, "source", source_kind(news, place));
	if (news->origin->kind == ORIGIN_ADDRESS)
		detail_text(&detail, "address", news->origin->address);
	detail_text(&detail, "until", clock_format_iso(until, iso));
	return audit_append(change, &entry);
}

/* At most one a person and day. */
static int
mail_person(struct change *change, const struct lock_news *news,
    enum lock_place place, const char *place_text)
{
	const int64_t now_s = store_now_s(change_store(change));
	char key[ID_SIZE + 40], iso[CLOCK_ISO_SIZE];
	struct outbox_new mail = {
		.template = MAIL_LOCKED,
		.org_id = news->user->org_id,
		.person_id = news->user->id,
		.once_key = key,
	};

	(void)clock_format_iso(now_s, iso);
	(void)str_format(
	    key, sizeof(key), "locked:%s:%.10s", news->user->id, iso);
	mail.fields.time_s[MAIL_FIELD_WHEN] = now_s;
	mail.fields.time_s[MAIL_FIELD_UNTIL] = news->outcome->starts[place];
	mail.fields.text[MAIL_FIELD_WHERE] = place_text;
	mail.fields.text[MAIL_FIELD_SERVICE] = news->service;
	return outbox_queue(change, &mail);
}

static int
mail_admins(struct change *change, const struct lock_news *news,
    enum lock_place place, const char *place_text)
{
	char line[400], iso[CLOCK_ISO_SIZE];

	if (!str_format(line, sizeof(line), _("%1$s: %2$s; until %3$s"),
		news->user->login, place_text,
		clock_format_iso(news->outcome->starts[place], iso)))
		return FIELD_EINVAL;
	return outbox_digest(change, MAIL_LOCKS, news->user->org_id, line);
}

static int
tell_one(
    struct change *change, const struct lock_news *news, enum lock_place place)
{
	char buf[200];
	const char *place_text = where(news, place, buf, sizeof(buf));
	int rc = log_lock(change, news, place);

	if (rc < 0)
		return rc;
	(void)mail_person(change, news, place, place_text);
	(void)mail_admins(change, news, place, place_text);
	return FIELD_OK;
}

int
lock_tell(struct change *change, const struct lock_news *news)
{
	int rc = FIELD_OK;

	for (int i = 0; rc == FIELD_OK && i < LOCK_PLACES; i++)
		if (news->outcome->starts[i] != 0)
			rc = tell_one(change, news, i);
	return rc;
}
