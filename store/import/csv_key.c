/*
 * store/import/csv_key: see the header.  Two rows with one key are one record,
 * so nothing that could be two people's may be a key by itself.
 */
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/str.h"
#include "store/import/csv_inside.h"
#include "store/import/csv_key.h"
#include "store/people/user_text.h"

#define NAME_SIZE (2 * USER_TEXT_SIZE + 2)

/* An address in the rows of a file that are known by it. */
struct address {
	const char *name; /* of the first of them */
	bool shared;      /* another has another name */
};

void
csv_keys_release(struct csv_keys *keys)
{
	map_release(&keys->addresses);
	pool_release(&keys->pool);
}

/* The address that the plan takes from the field, as it is compared. */
static bool
fold_first(const char *text, char folded[USER_EMAIL_SIZE])
{
	char email[USER_EMAIL_SIZE];

	return email_find(text, email, sizeof(email)) == FIELD_OK &&
	    email_fold(email, folded, USER_EMAIL_SIZE) == FIELD_OK;
}

static bool
is_known_by_address(const char *const *values)
{
	return values[CSV_COLUMN_ID][0] == '\0' &&
	    values[CSV_COLUMN_EXTERNAL_ID][0] == '\0' &&
	    values[CSV_COLUMN_EMPLOYEE_NUMBER][0] == '\0';
}

static void
join_name(const char *first, const char *last, char buf[NAME_SIZE])
{
	(void)str_format(buf, NAME_SIZE, "%s%s%s", first,
	    first[0] != '\0' && last[0] != '\0' ? " " : "", last);
}

/* In one normal form, as it is stored; as it came where it is no name. */
static void
name_of(const char *const *values, char buf[NAME_SIZE])
{
	char joined[NAME_SIZE];
	struct refusal why;

	join_name(values[CSV_COLUMN_FIRST_NAME], values[CSV_COLUMN_LAST_NAME],
	    joined);
	if (joined[0] == '\0')
		(void)str_copy(joined, sizeof(joined), values[CSV_COLUMN_NAME]);
	if (user_take_name(buf, NAME_SIZE, joined, "", &why) < 0)
		(void)str_copy(buf, NAME_SIZE, joined);
}

int
csv_keys_note(struct csv_keys *keys, const char *const *values)
{
	char folded[USER_EMAIL_SIZE], name[NAME_SIZE];
	struct address *address;
	void **at;

	if (!is_known_by_address(values) ||
	    !fold_first(values[CSV_COLUMN_EMAIL], folded))
		return FIELD_OK;
	name_of(values, name);
	address = map_get(&keys->addresses, folded, "");
	if (address != NULL) {
		address->shared = address->shared ||
		    !user_text_is_same(address->name, name);
		return FIELD_OK;
	}
	address = pool_alloc(&keys->pool, sizeof(*address));
	if (address == NULL)
		return FIELD_ENOMEM;
	address->name = pool_text(&keys->pool, name);
	at = map_at(&keys->addresses, pool_text(&keys->pool, folded), "");
	if (at == NULL || keys->pool.failed)
		return FIELD_ENOMEM;
	*at = address;
	return FIELD_OK;
}

static bool
is_ascii(const char *text)
{
	while (*text != '\0')
		if ((unsigned char)*text++ >= 0x80)
			return false;
	return true;
}

/* As in URLs, and blanks as '_': identifiers are visible ASCII. */
static void
put_escaped(struct strbuf *text, const char *from)
{
	for (const char *p = from; *p != '\0'; p++) {
		if (*p == ' ')
			strbuf_puts(text, "_");
		else if (*p > ' ' && *p <= '~' && *p != '%')
			strbuf_append(text, p, 1);
		else
			strbuf_printf(text, "%%%02X", (unsigned char)*p);
	}
}

/* Identifiers are ASCII, and an address need not be.  One that is not has a
 * prefix of its own, so that no other address is written alike.  Behind the
 * domain a '/' begins the name, without the case of ASCII. */
static bool
put_address(const char *folded, const char *name, char *buf, size_t size)
{
	struct strbuf text = STRBUF_INIT;
	bool fits;

	strbuf_puts(&text, is_ascii(folded) ? "mail:" : "mail8:");
	if (is_ascii(folded))
		strbuf_puts(&text, folded);
	else
		put_escaped(&text, folded);
	if (name != NULL) {
		char lower[NAME_SIZE];

		(void)str_copy(lower, sizeof(lower), name);
		for (char *p = lower; *p != '\0'; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p - 'A' + 'a');
		strbuf_puts(&text, "/");
		put_escaped(&text, lower);
	}
	fits = !text.failed && str_copy(buf, size, text.bytes);
	strbuf_release(&text);
	return fits;
}

/* The record of the address alone is this row's: it is the only one with it,
 * or the one that was known so when it was the only one. */
static int
is_alone(const struct csv_keys *keys, struct plan *plan, const char *folded,
    const char *name, const char *key, bool *ret_alone)
{
	const struct address *address = map_get(&keys->addresses, folded, "");
	struct plan_memory memory;
	char before[NAME_SIZE];
	int rc;

	*ret_alone = address == NULL || !address->shared;
	if (*ret_alone)
		return FIELD_OK;
	rc = plan_recall(plan, CSV_ENTITY, key, &memory);
	if (rc < 0)
		return rc;
	join_name(memory.first_name, memory.last_name, before);
	*ret_alone = memory.known && before[0] != '\0' &&
	    user_text_is_same(before, name);
	return FIELD_OK;
}

static int
make_from_address(const struct csv_keys *keys, struct plan *plan,
    const char *const *values, char *buf, size_t size)
{
	char folded[USER_EMAIL_SIZE], name[NAME_SIZE];
	struct plan_memory memory;
	bool fits, alone;
	int rc;

	if (!fold_first(values[CSV_COLUMN_EMAIL], folded))
		return FIELD_EINVAL;
	name_of(values, name);
	fits = put_address(folded, name, buf, size);
	if (fits) {
		rc = plan_recall(plan, CSV_ENTITY, buf, &memory);
		if (rc < 0 || memory.known)
			return rc;
	}
	if (!put_address(folded, NULL, buf, size))
		return FIELD_EINVAL;
	rc = is_alone(keys, plan, folded, name, buf, &alone);
	if (rc < 0 || alone)
		return rc;
	return put_address(folded, name, buf, size) ? FIELD_OK : FIELD_EINVAL;
}

/* Visible ASCII, as a plan wants identifiers; blanks become '_'. */
static bool
clean_identifier(char *identifier)
{
	for (char *p = identifier; *p != '\0'; p++) {
		if (*p == ' ')
			*p = '_';
		if (*p < '!' || *p > '~')
			return false;
	}
	return true;
}

int
csv_key_make(struct csv_keys *keys, struct plan *plan,
    const char *const *values, char *buf, size_t size)
{
	bool made;

	if (is_known_by_address(values))
		return make_from_address(keys, plan, values, buf, size);
	if (values[CSV_COLUMN_ID][0] != '\0')
		made = id_is_valid(values[CSV_COLUMN_ID]) &&
		    str_copy(buf, size, values[CSV_COLUMN_ID]);
	else if (values[CSV_COLUMN_EXTERNAL_ID][0] != '\0')
		made = str_format(
		    buf, size, "id:%s", values[CSV_COLUMN_EXTERNAL_ID]);
	else
		made = str_format(
		    buf, size, "number:%s", values[CSV_COLUMN_EMPLOYEE_NUMBER]);
	return made && clean_identifier(buf) ? FIELD_OK : FIELD_EINVAL;
}
