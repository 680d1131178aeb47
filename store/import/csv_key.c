/*
 * Makes the keys of rows.  Two rows with one key are one record, so a value
 * that two people can share must never be a key alone.
 */
#include <sodium.h>
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

/* An address in the rows of a file that are recognised by it. */
struct address {
	const char *name; /* of the first row */
	bool shared;      /* another row has a different name */
};

void
csv_keys_release(struct csv_keys *keys)
{
	map_release(&keys->addresses);
	counts_release(&keys->names);
	pool_release(&keys->pool);
}

/* The address that the plan uses, folded for comparison. */
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

static void
lower_ascii(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* In one normal form, as it is stored; unchanged if it is not a valid name. */
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

/* In one normal form, ignoring ASCII case; false: none. */
static bool
unique_name(const char *const *values, char buf[NAME_SIZE])
{
	struct refusal why;

	if (values[CSV_COLUMN_NAME][0] == '\0' ||
	    user_take_name(buf, NAME_SIZE, values[CSV_COLUMN_NAME], "", &why) <
		0)
		return false;
	lower_ascii(buf);
	return buf[0] != '\0';
}

static int
note_name(struct csv_keys *keys, const char *const *values)
{
	char name[NAME_SIZE];
	const char *kept;

	if (!unique_name(values, name))
		return FIELD_OK;
	kept = pool_text(&keys->pool, name);
	return keys->pool.failed ? FIELD_ENOMEM :
				   counts_add(&keys->names, kept, "");
}

static int
note_address(struct csv_keys *keys, const char *const *values)
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

int
csv_keys_note(struct csv_keys *keys, const char *const *values)
{
	int rc = note_name(keys, values);

	return rc == FIELD_OK ? note_address(keys, values) : rc;
}

/* Encoded as in URLs, with blanks as '_': identifiers are visible ASCII. */
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

/* Identifiers are ASCII, but an address need not be.  An address that is not
 * ASCII has a prefix of its own, so that no other address is encoded in the
 * same way.  After the domain, a '/' begins the name, ignoring ASCII case. */
static bool
put_address(const char *folded, const char *name, char *buf, size_t size)
{
	struct strbuf text = STRBUF_INIT;
	bool fits;

	strbuf_puts(&text, str_is_ascii(folded) ? "mail:" : "mail8:");
	if (str_is_ascii(folded))
		strbuf_puts(&text, folded);
	else
		put_escaped(&text, folded);
	if (name != NULL) {
		char lower[NAME_SIZE];

		(void)str_copy(lower, sizeof(lower), name);
		lower_ascii(lower);
		strbuf_puts(&text, "/");
		put_escaped(&text, lower);
	}
	fits = !text.failed && str_copy(buf, size, text.bytes);
	strbuf_release(&text);
	return fits;
}

/* Whether the record with only the address belongs to this row: it is the only
 * row with the address, or was recognised by it when it was the only one. */
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

/* "name:jane_doe"; a hash for a long name. */
static void
put_name(const char *name, char *buf, size_t size)
{
	unsigned char hash[16];
	char hex[2 * sizeof(hash) + 1];
	struct strbuf text = STRBUF_INIT;

	strbuf_puts(&text, "name:");
	put_escaped(&text, name);
	if (text.failed || !str_copy(buf, size, text.bytes)) {
		(void)crypto_generichash(hash, sizeof(hash),
		    (const unsigned char *)name, strlen(name), NULL, 0);
		(void)sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
		(void)str_format(buf, size, "name#%s", hex);
	}
	strbuf_release(&text);
}

/*
 * Key of a program that keeps names unique, so that a row is still the same
 * person after its address was added, changed or removed.  A row that was
 * recognised by its address before is still recognised by it.
 */
static int
make_from_name(struct csv_keys *keys, struct plan *plan,
    const char *const *values, char *buf, size_t size)
{
	char name[NAME_SIZE], by_address[CSV_KEY_SIZE];
	struct plan_memory memory = { .known = false };
	int rc;

	if (!unique_name(values, name) || counts_of(&keys->names, name, "") > 1)
		return make_from_address(keys, plan, values, buf, size);
	put_name(name, buf, size);
	rc = plan_recall(plan, CSV_ENTITY, buf, &memory);
	if (rc < 0 || memory.known)
		return rc;
	rc = make_from_address(
	    keys, plan, values, by_address, sizeof(by_address));
	if (rc == FIELD_OK)
		rc = plan_recall(plan, CSV_ENTITY, by_address, &memory);
	if (rc == FIELD_OK && memory.known)
		(void)str_copy(buf, size, by_address);
	return rc == FIELD_EINVAL ? FIELD_OK : rc;
}

/* Visible ASCII, as required by a plan; blanks become '_'. */
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

/* A login name is one person's for good, but the rows of most files have
 * none: only where there is no address, and from then on. */
static int
make_from_login(struct csv_keys *keys, struct plan *plan,
    const char *const *values, char *buf, size_t size)
{
	struct plan_memory memory = { .known = false };
	bool made = str_format(
			buf, size, "login:%s", values[CSV_COLUMN_LOGIN]) &&
	    clean_identifier(buf);
	int rc = FIELD_OK;

	if (made)
		rc = plan_recall(plan, CSV_ENTITY, buf, &memory);
	if (rc < 0 || memory.known)
		return rc;
	if (values[CSV_COLUMN_EMAIL][0] != '\0')
		return make_from_address(keys, plan, values, buf, size);
	return made ? FIELD_OK : FIELD_EINVAL;
}

int
csv_key_make(struct csv_keys *keys, struct plan *plan,
    const char *const *values, bool has_unique_names, char *buf, size_t size)
{
	bool made;

	if (is_known_by_address(values) && has_unique_names)
		return make_from_name(keys, plan, values, buf, size);
	if (is_known_by_address(values))
		return values[CSV_COLUMN_LOGIN][0] != '\0' ?
		    make_from_login(keys, plan, values, buf, size) :
		    make_from_address(keys, plan, values, buf, size);
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
