#include <ctype.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/near.h"
#include "base/str.h"
#include "fieldctl/frame/column.h"

/* "last-sign-in-at" and "LAST SIGN-IN AT" are the same name. */
static int
plain(char c)
{
	return c == '-' || c == ' ' ? '_' : tolower((unsigned char)c);
}

/* Whether the word of LEN bytes at WORD equals NAME. */
static bool
is_name(const char *word, size_t len, const char *name)
{
	if (name == NULL || strlen(name) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (plain(word[i]) != plain(name[i]))
			return false;
	return true;
}

/* By key, as in JSON and CSV, or by English header. */
static const struct listing_column *
find_column(const struct listing_column *columns, const char *word, size_t len)
{
	const struct listing_column *at;

	for (at = columns; at->key != NULL; at++)
		if (is_name(word, len, at->key))
			return at;
	for (at = columns; at->key != NULL; at++)
		if (is_name(word, len, at->header))
			return at;
	return NULL;
}

static int
unknown_column(struct ctl *ctl, const struct listing_column *columns,
    const char *word, size_t len)
{
	struct strbuf names = STRBUF_INIT;
	char name[NEAR_SIZE];
	const char *meant;
	struct near near;
	int status;

	(void)str_format(name, sizeof(name), "%.*s",
	    (int)(len < NEAR_SIZE ? len : NEAR_SIZE - 1), word);
	near_start(&near, name);
	for (; columns->key != NULL; columns++) {
		strbuf_printf(
		    &names, "%s%s", names.len > 0 ? ", " : "", columns->key);
		near_offer(&near, columns->key);
	}
	meant = near_found(&near);
	status = ctl_usage(ctl,
	    meant == NULL ?
		_("invalid column '%1$s'; use one of: %2$s") :
		_("invalid column '%1$s'; use one of: %2$s; did you mean "
		  "'%3$s'?"),
	    name, names.failed ? "" : names.bytes, meant);
	strbuf_release(&names);
	return status;
}

static int
choose_named(struct ctl *ctl, const struct listing_column *columns,
    const char *list, struct column_choice *choice)
{
	const char *item = list;

	for (;;) {
		const struct listing_column *column;
		const char *word = item;
		const size_t whole = strcspn(item, ",");
		size_t len = whole;

		for (; len > 0 && word[0] == ' '; word++)
			len--;
		for (; len > 0 && word[len - 1] == ' ';)
			len--;
		column = find_column(columns, word, len);
		if (column == NULL)
			return unknown_column(ctl, columns, word, len);
		if (choice->count == TABLE_COLUMNS_MAX)
			return ctl_usage(ctl,
			    _("There are more than %d columns in --columns."),
			    TABLE_COLUMNS_MAX);
		choice->shown[choice->count++] = column;
		if (item[whole] == '\0')
			return EX_OK;
		item += whole + 1;
	}
}

static bool
is_shown(const struct ctl *ctl, const struct listing_column *column)
{
	if (ctl->format == CTL_CSV)
		return (column->flags & COLUMN_NOT_CSV) == 0;
	return column->header != NULL &&
	    ((column->flags & COLUMN_WIDE) == 0 ||
		option_is_set(&ctl->options, "wide"));
}

int
column_choose(struct ctl *ctl, const struct listing_column *columns,
    struct column_choice *ret_choice)
{
	const char *list = option_text(&ctl->options, "columns");

	ret_choice->count = 0;
	if (list != NULL)
		return choose_named(ctl, columns, list, ret_choice);
	for (; columns->key != NULL; columns++)
		if (ret_choice->count < TABLE_COLUMNS_MAX &&
		    is_shown(ctl, columns))
			ret_choice->shown[ret_choice->count++] = columns;
	return EX_OK;
}

const char *
column_header(const struct listing_column *column, char *buf, size_t size)
{
	if (column->header != NULL)
		return i18n_marked(column->header);
	(void)str_copy(buf, size, column->key);
	for (char *at = buf; *at != '\0'; at++)
		*at = *at == '_' ? ' ' : (char)toupper((unsigned char)*at);
	return buf;
}
