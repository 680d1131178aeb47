/*
 * Makes login names from people's names.  A person keeps one for life, so it
 * must be a name that they would write themselves; if that cannot be
 * determined, none is made and the administrator is asked.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/full_name.h"
#include "base/str.h"
#include "store/people/email.h"
#include "store/login/mailbox.h"
#include "store/login/names.h"
#include "store/script/romanize.h"
#include "store/script/script.h"
#include "store/people/user.h"

/* The header's cut; leaves room for "2" to "99". */
#define BASE_MAX 30
/* Bytes of a name that are looked at. */
#define NAME_SIZE 512

/* --- first and last name ---------------------------------- */

/* What stands for each; "" for none. */
struct parts {
	char first[NAME_SIZE], last[NAME_SIZE];
};

static void
copy_part(char *buf, const char *text, size_t len)
{
	if (len >= NAME_SIZE)
		len = NAME_SIZE - 1;
	/* not in the middle of a character */
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	memcpy(buf, text, len);
	buf[len] = '\0';
}

/* One field for the two: its first word, and its last name; a single word is
 * the last name. */
static void
split(struct name_part whole, struct parts *parts)
{
	const size_t last_len = full_name_last_len(whole);

	if (last_len == 0) {
		copy_part(parts->last, whole.text, whole.len);
		return;
	}
	copy_part(parts->first, whole.text, full_name_first_len(whole));
	copy_part(parts->last, whole.text + whole.len - last_len, last_len);
}

/* Fields of nothing but titles or suffixes hold no name, unless there would be
 * none at all: "Li Sr". */
static void
find_parts(const char *first, const char *last, struct parts *parts)
{
	const struct name_part first_core = full_name_core(first);
	const struct name_part last_core = full_name_core(last);
	char swap[NAME_SIZE];

	parts->first[0] = parts->last[0] = '\0';
	if (last_core.len == 0 ||
	    (full_name_is_suffix(last) && full_name_last_len(first_core) > 0)) {
		split(first_core, parts);
	} else {
		if (!full_name_is_title(first))
			copy_part(
			    parts->first, first_core.text, first_core.len);
		copy_part(parts->last, last_core.text, last_core.len);
	}
	if (script_is_reversed(parts->first, parts->last)) {
		memcpy(swap, parts->first, sizeof(swap));
		memcpy(parts->first, parts->last, sizeof(swap));
		memcpy(parts->last, swap, sizeof(swap));
	}
}

/* The letters and digits of TEXT in lower case. */
static int
squeeze(const char *text, char *buf, size_t size)
{
	char ascii[8 * NAME_SIZE];
	size_t len = 0;
	int rc = romanize(text, ascii, sizeof(ascii));

	if (rc != FIELD_OK)
		return rc;
	for (const char *at = ascii; *at != '\0' && len + 1 < size; at++) {
		char c = *at;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf[len++] = c;
	}
	buf[len] = '\0';
	return FIELD_OK;
}

/* A login name begins with a letter. */
static void
drop_leading_digits(char *base)
{
	size_t digits = strspn(base, "0123456789");

	memmove(base, base + digits, strlen(base + digits) + 1);
}

/* Initial of what is first, and all of what is last. */
static int
join(const struct parts *parts, char *base)
{
	char start[BASE_MAX + 1] = "", rest[BASE_MAX + 1] = "";
	size_t len;
	int rc = squeeze(parts->first, start, sizeof(start));

	if (rc == FIELD_OK)
		rc = squeeze(parts->last, rest, sizeof(rest));
	if (rc != FIELD_OK)
		return rc;
	/* A last name of nothing but signs: the first one whole. */
	len = rest[0] != '\0' && start[0] != '\0' ? 1 : strlen(start);
	(void)snprintf(base, BASE_MAX + 1, "%.*s%s", (int)len, start, rest);
	drop_leading_digits(base);
	return FIELD_OK;
}

/* --- what it can be made of ---------------------------------- */

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && str_equals_nocase(text + len - end_len, end);
}

/* Han characters are most likely Japanese or Korean at this terminal, or in a
 * name with this address. */
static bool
is_not_chinese(struct store *store, const char *email)
{
	const char *language = store_config(store)->language;

	return strncmp(language, "ja", 2) == 0 ||
	    strncmp(language, "ko", 2) == 0 || ends_with(email, ".jp") ||
	    ends_with(email, ".kr");
}

/* An address that another person has may be named after that one. */
static int
is_anothers(struct store *store, const char *email, bool *ret_is)
{
	char folded[USER_EMAIL_SIZE];
	struct query *query;
	struct user user;
	int rc = email_fold(email, folded, sizeof(folded));

	*ret_is = false;
	if (rc != FIELD_OK)
		return rc == FIELD_EINVAL ? FIELD_OK : rc;
	query = db_query(store, SQL_USER_BY_EMAIL);
	db_bind_text(query, 1, folded);
	rc = db_step(query);
	if (rc == 1) {
		user_fetch(query, &user);
		*ret_is = user.status != USER_DELETED;
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
base_of_address(struct store *store, const char *email, char *base)
{
	bool anothers;
	int rc;

	if (!mailbox_login(email, base, BASE_MAX + 1))
		return FIELD_OK;
	rc = is_anothers(store, email, &anothers);
	if (anothers)
		base[0] = '\0';
	return rc;
}

/* "" where it has to be asked for. */
static int
make_base(struct store *store, const char *first, const char *last,
    const char *email, char *base)
{
	struct parts parts;
	int rc = FIELD_OK;

	base[0] = '\0';
	find_parts(first, last, &parts);
	if (script_is_readable(
		parts.first, parts.last, is_not_chinese(store, email)))
		rc = join(&parts, base);
	return rc == FIELD_OK && base[0] == '\0' ?
	    base_of_address(store, email, base) :
	    rc;
}

/* --- a free one ---------------------------------- */

/* BASE, or BASE and NUMBER, cut so that both fit. */
static void
numbered(const char *base, unsigned number, char *buf)
{
	char digits[12] = "";
	size_t room = USER_LOGIN_SIZE - 1;

	if (number > 1)
		room -= (size_t)snprintf(digits, sizeof(digits), "%u", number);
	(void)snprintf(buf, USER_LOGIN_SIZE, "%.*s%s", (int)room, base, digits);
}

static int
is_free(struct store *store, const char *base, unsigned number, char *buf,
    bool *ret_free)
{
	struct refusal why;
	int rc;

	numbered(base, number, buf);
	rc = user_check_login(store, buf, &why);
	if (rc != FIELD_OK && rc != FIELD_EDENIED)
		return rc;
	*ret_free = rc == FIELD_OK;
	return FIELD_OK;
}

/*
 * Counting up to the first free number would make the ten-thousandth J. Smith
 * cost ten thousand look-ups.  Past a few, double until one is free, then
 * halve the distance to one that is taken.
 */
#define COUNTED 16

static int
find_free(struct store *store, const char *base, char *buf)
{
	unsigned taken = COUNTED, open = COUNTED;
	bool is_open = false;
	int rc = FIELD_OK;

	for (unsigned n = 1; n <= COUNTED && rc == FIELD_OK; n++) {
		rc = is_free(store, base, n, buf, &is_open);
		if (rc == FIELD_OK && is_open)
			return FIELD_OK;
	}
	while (rc == FIELD_OK && !is_open && open < UINT32_MAX / 2) {
		taken = open;
		open *= 2;
		rc = is_free(store, base, open, buf, &is_open);
	}
	if (rc == FIELD_OK && !is_open)
		return FIELD_EEXIST;
	while (rc == FIELD_OK && open - taken > 1) {
		unsigned middle = taken + (open - taken) / 2;

		rc = is_free(store, base, middle, buf, &is_open);
		if (is_open)
			open = middle;
		else
			taken = middle;
	}
	numbered(base, open, buf);
	return rc;
}

static int
refuse_unnamed(
    const char *first_name, const char *last_name, struct refusal *why)
{
	char name[2 * USER_TEXT_SIZE];

	if (!str_format(name, sizeof(name), "%s%s%s", first_name,
		first_name[0] != '\0' && last_name[0] != '\0' ? " " : "",
		last_name))
		(void)str_copy(name, sizeof(name), "");
	return refuse(why, REASON_LOGIN_NEEDED, name, NULL);
}

/* --- the two questions ---------------------------------- */

int
names_need_login(struct store *store, const char *first_name,
    const char *last_name, const char *email, struct refusal *why)
{
	char base[BASE_MAX + 1];
	int rc = make_base(
	    store, first_name, last_name, email != NULL ? email : "", base);

	return rc == FIELD_OK && base[0] == '\0' ?
	    refuse_unnamed(first_name, last_name, why) :
	    rc;
}

int
names_make_login(struct store *store, const char *first_name,
    const char *last_name, const char *email, char *buf, struct refusal *why)
{
	char base[BASE_MAX + 1];
	int rc = make_base(
	    store, first_name, last_name, email != NULL ? email : "", base);

	if (rc == FIELD_OK && base[0] == '\0')
		rc = refuse_unnamed(first_name, last_name, why);
	return rc == FIELD_OK ? find_free(store, base, buf) : rc;
}
