/* Whether a new password is good enough.  A check that could not be made must
 * never count as passed. */
#include <libintl.h>
#include <pwquality.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/people/org.h"
#include "store/secret/common.h"
#include "store/secret/familiar.h"
#include "store/secret/secret.h"
#include "store/secret/word.h"

/* Debian's cracklib: the files of the default dictionary.  If one of them is
 * missing, libpwquality refuses every password. */
static const char *const dictionary[] = {
	"/var/cache/cracklib/cracklib_dict.hwm",
	"/var/cache/cracklib/cracklib_dict.pwd",
	"/var/cache/cracklib/cracklib_dict.pwi",
};

/* The messages of FascistCheck(3), in its own text domain: when it has no
 * verdict, and when it has found a word. */
#define CRACKLIB_DOMAIN "cracklib"
static const char *const cracklib_failures[] = {
	"error loading dictionary",
	"memory allocation error",
};
static const char *const cracklib_words[] = {
	"it is based on a dictionary word",
	"it is based on a (reversed) dictionary word",
};

/* libpwquality's minimum, below which it raises the value (pwquality.conf(5),
 * minlen); our minimum counts characters and is checked here. */
#define PWQUALITY_MIN_LENGTH 6

/* FIELD_ENOTFOUND if there is none.  A dictionary that exists but cannot be
 * read is an error, since passwords would pass that it refuses. */
static int
look_for_dictionary(void)
{
	for (size_t i = 0; i < sizeof(dictionary) / sizeof(dictionary[0]); i++)
		if (access(dictionary[i], R_OK) < 0)
			return file_error();
	return FIELD_OK;
}

/* The number of characters: bytes that do not continue one (RFC 3629 section
 * 3). */
static size_t
count_characters(const struct secret *text)
{
	size_t count = 0;

	for (size_t i = 0; i < text->len; i++)
		if (((unsigned char)text->bytes[i] & 0xc0) != 0x80)
			count++;
	return count;
}

static int
check_length(const struct secret *password, const struct policies *policies,
    struct refusal *why)
{
	int64_t min = policy_number(policies, POLICY_MIN_PASSWORD_LENGTH);
	char number[24];

	if (password->len >= SECRET_TYPED_MAX) {
		(void)str_format(
		    number, sizeof(number), "%d", SECRET_TYPED_MAX - 1);
		return refuse(why, REASON_PASSWORD_LONG, number, NULL);
	}
	if (count_characters(password) < (size_t)min) {
		(void)str_format(
		    number, sizeof(number), "%lld", (long long)min);
		return refuse(why, REASON_PASSWORD_SHORT, number, NULL);
	}
	return FIELD_OK;
}

static bool
has_control(const struct secret *password)
{
	for (size_t i = 0; i < password->len; i++)
		if ((unsigned char)password->bytes[i] < 0x20 ||
		    password->bytes[i] == 0x7f)
			return true;
	return false;
}

/* Whether SAID is one of two MESSAGES. */
static bool
is_said(const char *said, const char *const messages[2])
{
	for (size_t i = 0; said != NULL && i < 2; i++)
		if (strcmp(said, messages[i]) == 0 ||
		    strcmp(said, dgettext(CRACKLIB_DOMAIN, messages[i])) == 0)
			return true;
	return false;
}

/* A part of a password is only asked for words. */
struct pwquality_question {
	const struct secret *password, *old;
	const char *login;
	bool only_words;
};

static int
ask_pwquality(pwquality_settings_t *settings,
    const struct pwquality_question *question, struct refusal *why)
{
	const struct secret *old = question->old;
	char text[PWQ_MAX_ERROR_MESSAGE_LEN];
	void *detail = NULL;
	int rc = pwquality_check(settings, question->password->bytes,
	    old != NULL && old->len > 0 ? old->bytes : NULL, question->login,
	    &detail);

	if (rc >= 0)
		return FIELD_OK;
	switch (rc) {
	case PWQ_ERROR_MEM_ALLOC:
		return FIELD_ENOMEM;
	case PWQ_ERROR_FATAL_FAILURE:
	case PWQ_ERROR_RNG:
		return FIELD_EIO;
	case PWQ_ERROR_CRACKLIB_CHECK:
		/* Out of memory or descriptors, or a damaged dictionary: there
		 * is no verdict. */
		if (is_said(detail, cracklib_failures))
			return FIELD_EIO;
		if (question->only_words && !is_said(detail, cracklib_words))
			return FIELD_OK;
		break;
	default:
		if (question->only_words)
			return FIELD_OK;
		break;
	}
	return refuse(why, REASON_PASSWORD_WEAK,
	    pwquality_strerror(text, sizeof(text), rc, detail), NULL);
}

/* Characters after a word that cracklib's rules take off. */
#define CRACKLIB_END 2

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    ((unsigned char)c & 0x80) != 0;
}

/*
 * A word of the dictionary between digits or signs, of which cracklib takes off
 * two: "2024-Summer2024" is asked as "Summer20".
 */
static int
ask_without_digits(pwquality_settings_t *settings,
    const struct secret *password, struct refusal *why)
{
	size_t from = 0, to = password->len;
	struct secret shorter;
	int rc;

	while (from < to && !is_letter(password->bytes[from]))
		from++;
	while (to > from && !is_letter(password->bytes[to - 1]))
		to--;
	to += password->len - to < CRACKLIB_END ? password->len - to :
						  CRACKLIB_END;
	if (to - from == password->len || to - from < PWQUALITY_MIN_LENGTH)
		return FIELD_OK;
	rc = secret_init(&shorter, password->bytes + from, to - from);
	if (rc == FIELD_OK)
		rc = ask_pwquality(settings,
		    &(const struct pwquality_question){
			.password = &shorter, .only_words = true },
		    why);
	secret_release(&shorter);
	return rc;
}

int
secret_check_quality(const struct secret *password, const struct secret *old,
    const struct user *user, const struct org *org,
    const struct policies *policies, struct refusal *why)
{
	pwquality_settings_t *settings = NULL;
	char name[2 * USER_TEXT_SIZE];
	int rc;

	if (secret_word_of(password) != SECRET_WORD_NONE)
		return refuse(why, REASON_PASSWORD_WEAK,
		    _("the prompt for a password takes it for a request for a "
		      "code"),
		    NULL);
	rc = check_length(password, policies, why);
	if (rc < 0)
		return rc;
	if (old != NULL && secret_equals(password, old))
		return refuse(why, REASON_PASSWORD_SAME, NULL, NULL);
	if (has_control(password))
		return refuse(why, REASON_PASSWORD_WEAK,
		    _("it contains a control character"), NULL);
	if (common_is_date(password))
		return refuse(
		    why, REASON_PASSWORD_WEAK, _("it is a date"), NULL);
	rc = familiar_check(password, user, org, why);
	if (rc < 0)
		return rc;
	rc = look_for_dictionary();
	if (rc < 0 && rc != FIELD_ENOTFOUND)
		return rc;
	settings = pwquality_default_settings();
	if (settings == NULL)
		return FIELD_ENOMEM;
	/* The machine's pwquality.conf is not read: the policies decide, in the
	 * same way on every terminal.  The person's name is passed as forbidden
	 * words, since gecoscheck would look the person up through NSS. */
	user_full_name(user, name, sizeof(name));
	if (pwquality_set_int_value(
		settings, PWQ_SETTING_MIN_LENGTH, PWQUALITY_MIN_LENGTH) < 0 ||
	    pwquality_set_int_value(
		settings, PWQ_SETTING_DICT_CHECK, rc == FIELD_OK) < 0 ||
	    pwquality_set_str_value(settings, PWQ_SETTING_BAD_WORDS, name) < 0)
		rc = FIELD_ENOMEM;
	else
		rc = ask_pwquality(settings,
		    &(const struct pwquality_question){ .password = password,
			.old = old,
			.login = user->login },
		    why);
	if (rc == FIELD_OK)
		rc = ask_without_digits(settings, password, why);
	pwquality_free_settings(settings);
	return rc;
}

int
secret_check_new(struct store *store, const struct secret *password,
    const struct secret *old, const struct user *user,
    const struct policies *policies, struct refusal *why)
{
	struct org org;
	int rc = org_by_id(store, user->org_id, &org);

	/* every person who can sign in has an organisation; without one, only
	 * its name is left out of the check */
	if (rc == FIELD_ENOTFOUND) {
		memset(&org, 0, sizeof(org));
		rc = FIELD_OK;
	}
	return rc == FIELD_OK ?
	    secret_check_quality(password, old, user, &org, policies, why) :
	    rc;
}
