/* Finds names and common words in passwords.  No part of a password may be kept: what was read
 * of it is wiped before the verdict is returned. */
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unictype.h>
#include <unistr.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/secret/common.h"
#include "store/secret/familiar.h"

/* there are at most as many characters as bytes */
#define FORM_MAX SECRET_TYPED_MAX

/* A text to compare; 0 stands for a character that is not a letter. */
struct form {
	ucs4_t at[FORM_MAX];
	size_t len;
	bool known[FORM_MAX]; /* letters that belong to a known word */
	bool has_known;
};

/* The password, read in three ways. */
struct reading {
	struct form spelled; /* "4cme!26" as "acmei", and other characters 0 */
	struct form letters; /* the letters alone, without gaps: "cme" */
	/* The same with what looks like letters, up to the last one: "acme". */
	struct form likely;
};

/* The letter that C looks like, or 0. */
static ucs4_t
lookalike(ucs4_t c)
{
	static const char signs[] = "0134578@$!|+", letters[] = "oieastbasiit";
	const char *at = c < 0x80 && c != 0 ? strchr(signs, (int)c) : NULL;

	return at != NULL ? (ucs4_t)(unsigned char)letters[at - signs] : 0;
}

/* C in lower case and without its accent; 0 if it is not a letter. */
static ucs4_t
plain_letter(ucs4_t c)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

	while (uc_canonical_decomposition(c, parts) > 0)
		c = parts[0];
	c = uc_tolower(c);
	if (!uc_is_alpha(c))
		return 0;
	return c == 'l' ? 'i' : c; /* 1 can stand for either letter */
}

static void
form_add(struct form *form, ucs4_t c)
{
	if (form->len < FORM_MAX)
		form->at[form->len++] = c;
}

static void
read_password(struct reading *reading, const struct secret *password)
{
	const uint8_t *at = (const uint8_t *)password->bytes;
	size_t left = password->len, likely_len = 0;

	while (left > 0) {
		ucs4_t c;
		int len = u8_mbtouc(&c, at, left);
		ucs4_t letter = plain_letter(c);

		at += len;
		left -= (size_t)len;
		if (uc_combining_class(c) != UC_CCC_NR)
			continue; /* a combining accent */
		if (letter != 0)
			form_add(&reading->letters, letter);
		else
			letter = lookalike(c);
		form_add(&reading->spelled, letter);
		if (letter != 0)
			form_add(&reading->likely, letter);
		if (uc_is_alpha(c))
			likely_len = reading->likely.len;
	}
	reading->likely.len = likely_len; /* without the year */
}

/* The next word of *TEXT, which is advanced past it; false if none is left. */
static bool
next_word(const char **text, struct form *ret_word)
{
	const uint8_t *at = (const uint8_t *)*text;
	size_t left = strlen(*text);

	ret_word->len = 0;
	while (left > 0) {
		ucs4_t c;
		int len = u8_mbtouc(&c, at, left);
		ucs4_t letter = plain_letter(c);

		at += len;
		left -= (size_t)len;
		if (letter != 0)
			form_add(ret_word, letter);
		else if (uc_combining_class(c) == UC_CCC_NR &&
		    ret_word->len > 0)
			break;
	}
	*text = (const char *)at;
	return ret_word->len > 0;
}

static bool
is_at(const struct form *form, size_t i, const struct form *word)
{
	return word->len <= form->len - i &&
	    memcmp(form->at + i, word->at, word->len * sizeof(word->at[0])) ==
	    0;
}

static bool
is_at_reversed(const struct form *form, size_t i, const struct form *word)
{
	if (word->len > form->len - i)
		return false;
	for (size_t k = 0; k < word->len; k++)
		if (form->at[i + k] != word->at[word->len - 1 - k])
			return false;
	return true;
}

static bool
contains(const struct form *form, const struct form *word)
{
	for (size_t i = 0; i < form->len; i++)
		if (is_at(form, i, word) || is_at_reversed(form, i, word))
			return true;
	return false;
}

static void
mark_in(struct form *form, const struct form *word)
{
	for (size_t i = 0; i < form->len; i++) {
		if (!is_at(form, i, word))
			continue;
		for (size_t k = 0; k < word->len; k++)
			form->known[i + k] = true;
		form->has_known = true;
	}
}

static void
mark_known(struct reading *reading, const struct form *word)
{
	if (word->len < 2)
		return;
	mark_in(&reading->letters, word);
	mark_in(&reading->likely, word);
}

/*
 * Whether the password contains a sufficiently long word of TEXT: the first one
 * (for a TITLE), or any; and for a TITLE also all its words in a row, whatever
 * separates them.  Shorter words, and the other words of a title, are marked.
 */
static bool
contains_name(struct reading *reading, const char *text, bool title)
{
	struct form word = { .len = 0 }, whole = { .len = 0 };
	size_t count = 0;
	bool found = false;

	for (; !found && next_word(&text, &word); count++) {
		for (size_t i = 0; i < word.len; i++)
			form_add(&whole, word.at[i]);
		mark_known(reading, &word);
		found = word.len >= FAMILIAR_WORD_MIN &&
		    (count == 0 || !title) &&
		    contains(&reading->spelled, &word);
	}
	return found ||
	    (title && count > 1 && whole.len >= FAMILIAR_WORD_MIN &&
		(contains(&reading->spelled, &whole) ||
		    contains(&reading->letters, &whole)));
}

/* A login name often has an initial before the family name or after the first
 * name: "jdoe", "janed". */
static bool
contains_login(struct reading *reading, const char *login)
{
	struct form word;

	while (next_word(&login, &word)) {
		word.len--;
		if (word.len >= FAMILIAR_WORD_MIN &&
		    contains(&reading->spelled, &word))
			return true;
		memmove(word.at, word.at + 1, word.len * sizeof(word.at[0]));
		if (word.len >= FAMILIAR_WORD_MIN &&
		    contains(&reading->spelled, &word))
			return true;
	}
	return false;
}

/* The whole address, a word before the '@', or the name of the domain. */
static bool
contains_address(struct reading *reading, const char *address)
{
	char local[USER_EMAIL_SIZE];
	const char *at = strrchr(address, '@');

	if (at == NULL || !str_copy(local, sizeof(local), address))
		return false;
	local[at - address] = '\0';
	return contains_name(reading, address, true) ||
	    contains_name(reading, local, false) ||
	    contains_name(reading, at + 1, true);
}

static void
mark_common(struct reading *reading)
{
	struct form word;

	for (size_t i = 0; common_words[i] != NULL; i++) {
		const char *text = common_words[i];

		if (next_word(&text, &word))
			mark_known(reading, &word);
	}
}

static bool
form_is_known(const struct form *form)
{
	size_t rest = 0;

	for (size_t i = 0; i < form->len; i++)
		rest += !form->known[i];
	return form->has_known && rest < FAMILIAR_REST_MIN;
}

static bool
is_known_alone(const struct reading *reading)
{
	return form_is_known(&reading->letters) ||
	    form_is_known(&reading->likely);
}

static bool
contains_person(struct reading *reading, const struct user *user)
{
	const char *const names[] = { user->first_name, user->last_name,
		user->login };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (contains_name(reading, names[i], false))
			return true;
	return contains_login(reading, user->login);
}

static int
judge(struct reading *reading, const struct user *user, const struct org *org,
    struct refusal *why)
{
	const char *const of_org[] = { org->title, org->name };
	const char *problem = NULL;
	char text[200];

	for (size_t i = 0; i < 2; i++)
		if (contains_name(reading, of_org[i], true)) {
			(void)str_format(text, sizeof(text),
			    _("it contains the name of the organisation, %.80s"),
			    of_org[i]);
			return refuse(why, REASON_PASSWORD_WEAK, text, NULL);
		}
	if (contains_person(reading, user))
		problem = _("it contains the person's name");
	else if (contains_address(reading, user->email) ||
	    contains_address(reading, user->mail_address))
		problem = _(
		    "it contains a part of the person's e-mail address");
	else if (is_known_alone(reading))
		problem = _("it is hardly more than a name of the organisation "
			    "or of the person");
	if (problem == NULL) {
		mark_common(reading);
		if (is_known_alone(reading))
			problem = _("it is hardly more than a common word");
	}
	return problem != NULL ?
	    refuse(why, REASON_PASSWORD_WEAK, problem, NULL) :
	    FIELD_OK;
}

int
familiar_check(const struct secret *password, const struct user *user,
    const struct org *org, struct refusal *why)
{
	struct reading reading;
	int rc;

	memset(&reading, 0, sizeof(reading));
	read_password(&reading, password);
	rc = judge(&reading, user, org, why);
	sodium_memzero(&reading, sizeof(reading));
	return rc;
}
