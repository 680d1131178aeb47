#include <sodium.h>
#include <string.h>
#include <time.h>

#include "base/email.h"
#include "base/err.h"
#include "syncd/mail/message/header.h"

#define LINE_LENGTH 76
/* "=?UTF-8?B?" and "?=" around base64 */
#define WORD_START "=?UTF-8?B?"
#define WORD_END   "?="
#define WORD_MAX   75
#define WORD_EXTRA (sizeof(WORD_START) - 1 + sizeof(WORD_END) - 1)

/* RFC 5322 section 3.2.3; with a space, a phrase of atoms. */
static bool
is_phrase(const char *text)
{
	for (; *text != '\0'; text++)
		if (strchr("!#$%&'*+-/=?^_`{|}~ ", *text) == NULL &&
		    !(*text >= '0' && *text <= '9') &&
		    !(*text >= 'A' && *text <= 'Z') &&
		    !(*text >= 'a' && *text <= 'z'))
			return false;
	return true;
}

/* The column after what OUT holds. */
static size_t
column(const struct strbuf *out)
{
	size_t at = out->len;

	while (at > 0 && out->bytes[at - 1] != '\n')
		at--;
	return out->len - at;
}

/* --- text ----------------------------------------------------------------- */

/* TEXT of ASCII, folded at single spaces where it becomes too long. */
static void
put_folded(struct strbuf *out, const char *text)
{
	while (*text != '\0') {
		size_t len = 1 + strcspn(text + 1, " ");

		if (text[0] == ' ' && text[1] != ' ' && text[1] != '\0' &&
		    column(out) + len > LINE_LENGTH)
			strbuf_puts(out, "\r\n");
		strbuf_append(out, text, len);
		text += len;
	}
}

/* The length of the longest start of TEXT that has at most MAX bytes and ends
 * between code points; at least one code point. */
static size_t
whole_length(const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len > max)
		len = max;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	if (len > 0)
		return len;
	for (len = 1; ((unsigned char)text[len] & 0xc0) == 0x80; len++)
		continue;
	return len;
}

static void
put_encoded_word(struct strbuf *out, const char *text, size_t len)
{
	char encoded[WORD_MAX + 1];

	(void)sodium_bin2base64(encoded, sizeof(encoded),
	    (const unsigned char *)text, len, sodium_base64_VARIANT_ORIGINAL);
	strbuf_printf(out, WORD_START "%s" WORD_END, encoded);
}

/* Blanks between encoded words do not count (RFC 2047 section 6.2). */
static void
put_encoded(struct strbuf *out, const char *text)
{
	while (*text != '\0') {
		size_t at = column(out);
		size_t room = at + WORD_EXTRA < LINE_LENGTH ?
		    (LINE_LENGTH - at - WORD_EXTRA) / 4 * 3 :
		    0;
		size_t len = whole_length(text, room);

		/* a line has room for a word, unless its field's name is
		 * already long */
		if (len > room) {
			strbuf_puts(out, "\r\n ");
			continue;
		}
		put_encoded_word(out, text, len);
		text += len;
		if (*text != '\0')
			strbuf_puts(out, "\r\n ");
	}
}

static int
finish(struct strbuf *out)
{
	strbuf_puts(out, "\r\n");
	return out->failed ? FIELD_ENOMEM : FIELD_OK;
}

int
header_text(struct strbuf *out, const char *field, const char *text)
{
	if (!str_is_printable(text))
		return FIELD_EINVAL;
	strbuf_printf(out, "%s: ", field);
	/* "=?" would be read as an encoded word */
	if (str_is_ascii(text) && strstr(text, "=?") == NULL)
		put_folded(out, text);
	else
		put_encoded(out, text);
	return finish(out);
}

/* --- addresses ------------------------------------------------------------ */

int
header_put_address(struct strbuf *out, const char *address)
{
	char folded[EMAIL_SIZE];
	int rc = email_fold(address, folded, sizeof(folded));

	if (rc < 0)
		return rc;
	/* email_fold() trims: what surrounds an address is not part of it */
	address += strspn(address, " \t\r\n");
	strbuf_printf(out, "%.*s%s", (int)strcspn(address, "@"), address,
	    strchr(folded, '@'));
	return FIELD_OK;
}

static void
put_quoted(struct strbuf *out, const char *name)
{
	struct strbuf quoted = STRBUF_INIT;

	strbuf_puts(&quoted, "\"");
	for (; *name != '\0'; name++) {
		if (*name == '"' || *name == '\\')
			strbuf_puts(&quoted, "\\");
		strbuf_append(&quoted, name, 1);
	}
	strbuf_puts(&quoted, "\"");
	if (quoted.failed)
		out->failed = true;
	else
		put_folded(out, quoted.bytes);
	strbuf_release(&quoted);
}

int
header_address(struct strbuf *out, const char *field, const char *name,
    const char *address)
{
	bool named = name != NULL && name[0] != '\0';
	int rc;

	if (named && !str_is_printable(name))
		return FIELD_EINVAL;
	strbuf_printf(out, "%s: ", field);
	if (named) {
		if (!str_is_ascii(name) || strstr(name, "=?") != NULL)
			put_encoded(out, name);
		else if (is_phrase(name))
			put_folded(out, name);
		else
			put_quoted(out, name);
		strbuf_puts(out,
		    column(out) + strlen(address) + 3 > LINE_LENGTH ? "\r\n <" :
								      " <");
	}
	rc = header_put_address(out, address);
	if (rc < 0)
		return rc;
	if (named)
		strbuf_puts(out, ">");
	return finish(out);
}

int
header_message_id(struct strbuf *out, const char *id, const char *address)
{
	char folded[EMAIL_SIZE];
	int rc = email_fold(address, folded, sizeof(folded));

	if (rc < 0)
		return rc;
	if (id[0] == '\0' || strchr(id, ' ') != NULL || !is_phrase(id))
		return FIELD_EINVAL;
	strbuf_printf(out, "Message-ID: <%s%s>", id, strchr(folded, '@'));
	return finish(out);
}

int
header_date(struct strbuf *out, int64_t t_s)
{
	time_t t = (time_t)t_s;
	struct tm tm;
	char text[64];

	/* names of days and months in English: this program sets no locale */
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &tm) ==
		0)
		return FIELD_EINVAL;
	strbuf_printf(out, "Date: %s", text);
	return finish(out);
}
