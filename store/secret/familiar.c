/* Finds names in passwords.  No part of a password may be kept: what was read
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
#include "store/secret/familiar.h"

/* there are at most as many characters as bytes */
#define FORM_MAX SECRET_TYPED_MAX

/* A text to compare; 0 stands for a character that is not a letter. */
struct form {
	ucs4_t at[FORM_MAX];
	size_t len;
};

/* The password, read in two ways. */
struct reading {
	struct form spelled;  /* "4cme" as "acme"; other characters are 0 */
	struct form letters;  /* the letters alone, without gaps */
	bool known[FORM_MAX]; /* letters that belong to a known word */
	bool has_known;
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
	size_t left = password->len;

	while (left > 0) {
		ucs4_t c;
		int len = u8_mbtouc(&c, at, left);
		ucs4_t letter = plain_letter(c);

		at += len;
		left -= (size_t)len;
		if (uc_combining_class(c) != UC_CCC_NR)
			continue; /* a combining accent */
		form_add(
		    &reading->spelled, letter != 0 ? letter : lookalike(c));
		if (letter != 0)
			form_add(&reading->letters, letter);
	}
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
contains(const struct form *form, const struct form *word)
{
	for (size_t i = 0; i < form->len; i++)
		if (is_at(form, i, word))
			return true;
	return false;
}

static void
mark_known(struct reading *reading, const struct form *word)
{
	if (word->len < 2)
		return;
	for (size_t i = 0; i < reading->letters.len; i++) {
		if (!is_at(&reading->letters, i, word))
			continue;
		for (size_t k = 0; k < word->len; k++)
			reading->known[i + k] = true;
		reading->has_known = true;
	}
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

static bool
is_known_alone(const struct reading *reading)
{
	size_t rest = 0;

	for (size_t i = 0; i < reading->letters.len; i++)
		rest += !reading->known[i];
	return reading->has_known && rest < FAMILIAR_REST_MIN;
}

static int
judge(struct reading *reading, const struct user *user, const struct org *org,
    struct refusal *why)
{
	const char *const of_person[] = { user->first_name, user->last_name,
		user->login };
	const char *const of_org[] = { org->title, org->name };
	char text[200];

	for (size_t i = 0; i < 2; i++)
		if (contains_name(reading, of_org[i], true)) {
			(void)str_format(text, sizeof(text),
			    _("it contains the name of the organisation, %.80s"),
			    of_org[i]);
			return refuse(why, REASON_PASSWORD_WEAK, text, NULL);
		}
	for (size_t i = 0; i < 3; i++)
		if (contains_name(reading, of_person[i], false))
			return refuse(why, REASON_PASSWORD_WEAK,
			    _("it contains the person's name"), NULL);
	if (is_known_alone(reading))
		return refuse(why, REASON_PASSWORD_WEAK,
		    _("it is hardly more than a name of the organisation or "
		      "of the person"),
		    NULL);
	return FIELD_OK;
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
