/* Looks reasons up and writes their sentences.  An invalid reason must never
 * read as success, and a text must never act as a format or as a control. */
#include <security/_pam_types.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/escape.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/reason.h"

#define ALLOWED_SIZE 2000 /* bytes: all names of policies, with their commas */

static const struct {
	const char *code, *sentence, *hint;
	int pam, exit;
} reasons[REASON_COUNT] = {
#define REASON(name, code, sentence, hint, pam, exit) \
	[REASON_##name] = { code, sentence, hint, pam, exit },
#include "store/core/reason.def"
#undef REASON
};

/* What administrators read instead, where that differs. */
static const char *const about[REASON_COUNT] = {
#define ABOUT(name, sentence) [REASON_##name] = (sentence),
#include "store/core/reason_about.def"
#undef ABOUT
};

/* An invalid value must not turn into success. */
static enum reason
checked(enum reason reason)
{
	return (unsigned)reason < REASON_COUNT ? reason : REASON_SYSTEM;
}

/* --- texts from outside -------------------------------------------------------- */

/* Copy TEXT, escaped.  A text that does not fit ends at a character, marked. */
static void
put_text(char *buf, size_t size, const char *text)
{
	static const char mark[] = "...";

	if (!escape_copy(buf, size - strlen(mark), text, ESCAPE_SHOWN))
		memcpy(buf + strlen(buf), mark, sizeof(mark));
}

int
refuse(struct refusal *ret, enum reason reason, const char *a, const char *b)
{
	if (ret == NULL)
		return FIELD_EDENIED;
	ret->reason = checked(reason);
	put_text(ret->text[0], sizeof(ret->text[0]), a != NULL ? a : "");
	put_text(ret->text[1], sizeof(ret->text[1]), b != NULL ? b : "");
	ret->allowed = oneof_list("");
	return FIELD_EDENIED;
}

int
refuse_value(struct refusal *ret, enum reason reason, const char *value,
    const char *what, struct oneof allowed)
{
	int rc = refuse(ret, reason, value, what);

	if (ret != NULL)
		ret->allowed = allowed;
	return rc;
}

/* --- the table ------------------------------------------------------------------- */

const char *
reason_code(enum reason reason)
{
	return reasons[checked(reason)].code;
}

int
reason_exit(enum reason reason)
{
	return reasons[checked(reason)].exit;
}

int
reason_exit_by_code(const char *code)
{
	for (size_t i = 0; i < REASON_COUNT; i++)
		if (strcmp(reasons[i].code, code) == 0)
			return reasons[i].exit;
	return EX_SOFTWARE;
}

int
reason_pam(enum reason reason)
{
	return reasons[checked(reason)].pam;
}

/* A translation is data and must not be a format of printf(): only "%1$s",
 * "%2$s", "%3$s" and "%%" are replaced. */
static char *
render(
    const char *sentence, const struct refusal *refusal, char *buf, size_t size)
{
	char allowed[ALLOWED_SIZE];
	const char *const texts[] = { refusal->text[0], refusal->text[1],
		allowed };
	size_t used = 0;

	if (size == 0)
		return buf;
	(void)oneof_text(&refusal->allowed, allowed, sizeof(allowed));
	while (*sentence != '\0') {
		char one[2] = { *sentence, '\0' };
		const char *piece = one;
		size_t taken = 1, len;

		if (sentence[0] == '%' && sentence[1] >= '1' &&
		    sentence[1] <= '3' && strncmp(sentence + 2, "$s", 2) == 0) {
			piece = texts[sentence[1] - '1'];
			taken = 4;
		} else if (strncmp(sentence, "%%", 2) == 0) {
			taken = 2;
		}
		len = strlen(piece);
		if (len > size - 1 - used)
			break;
		memcpy(buf + used, piece, len);
		used += len;
		sentence += taken;
	}
	buf[used] = '\0';
	return buf;
}

char *
refusal_sentence(const struct refusal *refusal, char *buf, size_t size)
{
	return render(i18n_marked(reasons[checked(refusal->reason)].sentence),
	    refusal, buf, size);
}

char *
refusal_about(const struct refusal *refusal, char *buf, size_t size)
{
	const char *sentence = about[checked(refusal->reason)];

	return sentence != NULL ?
	    render(i18n_marked(sentence), refusal, buf, size) :
	    refusal_sentence(refusal, buf, size);
}

char *
refusal_hint(const struct refusal *refusal, char *buf, size_t size)
{
	const char *hint = i18n_marked(reasons[checked(refusal->reason)].hint);
	struct near near;
	const char *word = oneof_near(
	    &refusal->allowed, refusal->text[0], &near);
	size_t used;

	if (word == NULL ||
	    !str_format(buf, size, _("Did you mean '%s'?"), word))
		return render(hint, refusal, buf, size);
	used = strlen(buf);
	if (hint[0] != '\0' && str_format(buf + used, size - used, "  "))
		(void)render(hint, refusal, buf + used + 2, size - used - 2);
	return buf;
}

enum reason
reason_of_err(int rc)
{
	switch ((enum field_err)rc) {
	case FIELD_OK:
		return REASON_NONE;
	case FIELD_EBUSY:
	case FIELD_ECONFLICT:
		return REASON_BUSY;
	case FIELD_ENOMEM:
		return REASON_NO_MEMORY;
	case FIELD_ECORRUPT:
		return REASON_DAMAGED;
	case FIELD_EVERSION:
		return REASON_NEWER;
	case FIELD_EFULL:
		return REASON_FULL;
	case FIELD_ENET:
		return REASON_NETWORK;
	case FIELD_EAUTH:
		return REASON_CONNECT_AGAIN;
	case FIELD_EINVAL:
	case FIELD_ENOTFOUND:
	case FIELD_EEXIST:
	case FIELD_EDENIED:
	case FIELD_EIO:
		return REASON_SYSTEM;
	}
	return REASON_SYSTEM;
}
