/*
 * Titles and suffixes are recognised by their spelling, since many are names as
 * well: "MD" after a name is a degree, "Md" is a common short form of Muhammad;
 * "Jun." is a suffix, "Jun" is a Korean given name.
 */
#include <string.h>

#include "base/full_name.h"
#include "base/str.h"

enum how {
	ANY,    /* in any case, with or without dots */
	DOTTED, /* only with a dot: without one it is a name */
	MARKED, /* with a dot, or in capitals beside words that are not */
};

/* A word as squeezed by squeeze(): lower case, without dots. */
struct word {
	const char *text;
	enum how how;
};

/* English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
 * Czech, Hindi and Russian. */
static const struct word titles[] = { { "mr", ANY }, { "mrs", ANY },
	{ "ms", ANY }, { "miss", ANY }, { "mx", ANY }, { "dr", ANY },
	{ "prof", ANY }, { "professor", ANY }, { "sir", ANY }, { "rev", ANY },
	{ "reverend", ANY }, { "capt", ANY }, { "sgt", ANY }, { "cpl", ANY },
	{ "hon", DOTTED }, { "lt", DOTTED }, { "col", DOTTED },
	{ "gen", DOTTED }, { "maj", DOTTED }, { "fr", DOTTED }, { "herr", ANY },
	{ "herrn", ANY }, { "frau", ANY }, { "hr", ANY }, { "dipl-ing", ANY },
	{ "dipling", ANY }, { "ing", DOTTED }, { "mag", DOTTED },
	{ "mgr", ANY }, { "monsieur", ANY }, { "madame", ANY },
	{ "mademoiselle", ANY }, { "mme", ANY }, { "mlle", ANY },
	{ "sr", DOTTED }, { "sra", ANY }, { "srta", ANY }, { "dra", ANY },
	{ "señor", ANY }, { "señora", ANY }, { "lic", DOTTED },
	{ "arq", DOTTED }, { "sig", ANY }, { "sigra", ANY }, { "dott", ANY },
	{ "dottssa", ANY }, { "avv", ANY }, { "geom", ANY }, { "dhr", ANY },
	{ "mevr", ANY }, { "mevrouw", ANY }, { "meneer", ANY }, { "drs", ANY },
	{ "ir", DOTTED }, { "pani", ANY }, { "engr", ANY }, { "atty", ANY },
	{ "er", DOTTED }, { "shri", ANY }, { "smt", ANY }, { "г-н", ANY },
	{ "г-жа", ANY } };

static const struct word suffixes[] = { { "jr", ANY }, { "jnr", ANY },
	{ "junior", ANY }, { "júnior", ANY }, { "sr", ANY }, { "snr", ANY },
	{ "senior", ANY }, { "ii", ANY }, { "iii", ANY }, { "iv", ANY },
	{ "2nd", ANY }, { "3rd", ANY }, { "4th", ANY }, { "v", MARKED },
	{ "vi", MARKED }, { "vii", MARKED }, { "jun", DOTTED },
	{ "sen", DOTTED }, { "ml", DOTTED }, { "st", DOTTED }, { "filho", ANY },
	{ "neto", ANY }, { "netto", ANY }, { "sobrinho", ANY }, { "hijo", ANY },
	{ "fils", ANY }, { "père", ANY }, { "мл", ANY }, { "младший", ANY },
	{ "ст", DOTTED }, { "старший", ANY }, { "phd", ANY }, { "dphil", ANY },
	{ "md", ANY }, { "esq", ANY }, { "esquire", ANY }, { "cpa", ANY },
	{ "mba", ANY }, { "dds", ANY }, { "dvm", ANY }, { "llb", ANY },
	{ "llm", ANY }, { "msc", ANY }, { "bsc", ANY }, { "obe", MARKED },
	{ "mbe", MARKED }, { "cbe", MARKED }, { "jd", MARKED },
	{ "rn", MARKED }, { "pe", MARKED }, { "pa", MARKED }, { "do", MARKED },
	{ "ma", MARKED }, { "ba", MARKED }, { "bs", MARKED }, { "ms", MARKED },
	{ "kc", MARKED }, { "qc", MARKED }, { "ret", DOTTED } };

/* Words that start a last name: "van der Berg", "de la Cruz".  Those in the
 * second table are also first names, and count only in lower case. */
static const char *const particles[] = { "von", "vom", "zum", "zur", "de",
	"der", "del", "dela", "della", "dello", "degli", "dos", "das", "du",
	"la", "las", "les", "los", "ibn", "bint", "'t" };
static const char *const low_particles[] = { "van", "zu", "den", "des", "di",
	"da", "do", "le", "lo", "ten", "ter", "te", "y", "e", "af", "av", "bin",
	"al", "el", "ap", "ní", "ó", "mac", "st", "saint" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- words ------------------------------------------------------------------- */

/* Length of the blank at the start of TEXT: ASCII blanks, a no-break space
 * (U+00A0), an ideographic space (U+3000), or the middle dots between the parts
 * of foreign names in Japanese (U+30FB, U+FF65) and Chinese (U+00B7); a comma
 * counts as one. */
static size_t
blank_len(const char *text, size_t len)
{
	static const char *const blanks[] = { " ", "\t", "\n", ",", "\xc2\xa0",
		"\xc2\xb7", "\xe3\x80\x80", "\xe3\x83\xbb", "\xef\xbd\xa5",
		"\xd8\x8c" };

	for (size_t i = 0; i < COUNT(blanks); i++) {
		size_t blank = strlen(blanks[i]);

		if (blank <= len && memcmp(text, blanks[i], blank) == 0)
			return blank;
	}
	return 0;
}

bool
full_name_next(struct name_part part, size_t *at, struct name_part *ret_word)
{
	size_t start = *at, end, blank;

	while (start < part.len &&
	    (blank = blank_len(part.text + start, part.len - start)) > 0)
		start += blank;
	for (end = start;
	     end < part.len && blank_len(part.text + end, part.len - end) == 0;
	     end++)
		continue;
	*at = end;
	ret_word->text = part.text + start;
	ret_word->len = end - start;
	return end > start;
}

/* The last word of PART; false if there is none. */
static bool
last_word(struct name_part part, struct name_part *ret_word)
{
	struct name_part word;
	bool found = false;

	*ret_word = (struct name_part){ part.text, 0 };
	for (size_t at = 0; full_name_next(part, &at, &word); found = true)
		*ret_word = word;
	return found;
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* WORD with ASCII letters in lower case and without dots. */
static void
squeeze(struct name_part word, char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < word.len && len + 1 < size; i++) {
		char c = word.text[i];

		if (is_upper(c))
			c = (char)(c - 'A' + 'a');
		if (c != '.')
			buf[len++] = c;
	}
	buf[len] = '\0';
}

/* Whether it has ASCII letters, and none in lower case. */
static bool
is_in_capitals(struct name_part part)
{
	bool found = false;

	for (size_t i = 0; i < part.len; i++) {
		if (part.text[i] >= 'a' && part.text[i] <= 'z')
			return false;
		found = found || is_upper(part.text[i]);
	}
	return found;
}

static bool
is_word(struct name_part word, struct name_part whole, const struct word *words,
    size_t count)
{
	const bool dotted = memchr(word.text, '.', word.len) != NULL;
	const bool marked = dotted ||
	    (is_in_capitals(word) && !is_in_capitals(whole));
	char squeezed[32];

	squeeze(word, squeezed, sizeof(squeezed));
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].text, squeezed) == 0 &&
		    (words[i].how == ANY ||
			(words[i].how == DOTTED ? dotted : marked)))
			return true;
	return false;
}

static bool
is_title(struct name_part word, struct name_part whole)
{
	return is_word(word, whole, titles, COUNT(titles));
}

static bool
is_suffix(struct name_part word, struct name_part whole)
{
	return is_word(word, whole, suffixes, COUNT(suffixes));
}

static bool
has_only(const char *text,
    bool (*is_one)(struct name_part word, struct name_part whole))
{
	struct name_part whole = { text, strlen(text) }, word;
	bool found = false;

	for (size_t at = 0; full_name_next(whole, &at, &word); found = true)
		if (!is_one(word, whole))
			return false;
	return found;
}

bool
full_name_is_title(const char *text)
{
	return has_only(text, is_title);
}

bool
full_name_is_suffix(const char *text)
{
	return has_only(text, is_suffix);
}

/* --- parts ------------------------------------------------------------------- */

static struct name_part
without_titles(struct name_part whole)
{
	struct name_part part = whole, word, next;
	size_t at = 0, after;

	while (full_name_next(part, &at, &word)) {
		after = at;
		if (!is_title(word, whole) ||
		    !full_name_next(part, &after, &next))
			break;
		part.len -= (size_t)(next.text - part.text);
		part.text = next.text;
		at = 0;
	}
	return part;
}

/* The word before WORD in PART; false if there is none. */
static bool
word_before(
    struct name_part part, struct name_part word, struct name_part *ret_before)
{
	part.len = (size_t)(word.text - part.text);
	return last_word(part, ret_before);
}

static struct name_part
without_suffixes(struct name_part part, struct name_part whole)
{
	struct name_part word, before;

	while (last_word(part, &word) && is_suffix(word, whole) &&
	    word_before(part, word, &before))
		part.len = (size_t)(before.text + before.len - part.text);
	return part;
}

struct name_part
full_name_core(const char *text)
{
	struct name_part whole = { text, strlen(text) }, part, first, last;
	size_t at = 0;

	part = without_suffixes(without_titles(whole), whole);
	if (!full_name_next(part, &at, &first))
		return (struct name_part){ text, 0 };
	(void)last_word(part, &last);
	part.text = first.text;
	part.len = (size_t)(last.text + last.len - first.text);
	return part;
}

size_t
full_name_first_len(struct name_part part)
{
	struct name_part word;
	size_t at = 0;

	return full_name_next(part, &at, &word) ? word.len : 0;
}

static bool
is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* ANY_CASE: another particle follows ("Van den Broeck"), or the whole name is
 * in capitals. */
static bool
is_particle(struct name_part word, bool any_case)
{
	char squeezed[16];
	bool low;

	squeeze(word, squeezed, sizeof(squeezed));
	low = strlen(squeezed) == word.len &&
	    memcmp(squeezed, word.text, word.len) == 0;
	return is_one_of(squeezed, particles, COUNT(particles)) ||
	    ((low || any_case) &&
		is_one_of(squeezed, low_particles, COUNT(low_particles)));
}

size_t
full_name_last_len(struct name_part part)
{
	struct name_part last, before, first;
	bool any_case = is_in_capitals(part);
	size_t at = 0;

	if (!full_name_next(part, &at, &first) || !last_word(part, &last) ||
	    last.text == first.text)
		return 0;
	while (word_before(part, last, &before) && before.text != first.text &&
	    is_particle(before, any_case)) {
		last = before;
		any_case = true;
	}
	return (size_t)(part.text + part.len - last.text);
}

/* --- one name for the two ---------------------------------------------------- */

/* "Doe, Jane": the part before the comma is the last name, unless the rest is a
 * suffix. */
static bool
split_at_comma(char *name, const char **ret_first, const char **ret_last)
{
	char *comma = strchr(name, ',');
	char *rest = comma != NULL ? str_trim(comma + 1) : NULL;

	if (rest == NULL || rest[0] == '\0' || full_name_is_suffix(rest))
		return false;
	*comma = '\0';
	*ret_first = rest;
	*ret_last = str_trim(name);
	return true;
}

void
full_name_split(char *name, const char **ret_first, const char **ret_last)
{
	struct name_part core, before;
	char *last;
	size_t len;

	name = str_trim(name);
	*ret_first = name;
	*ret_last = "";
	/* whole, so that no control is dropped with the blanks before the
	 * caller can refuse it */
	if (!str_is_printable(name))
		return;
	if (split_at_comma(name, ret_first, ret_last))
		return;
	core = full_name_core(name);
	len = full_name_last_len(core);
	if (len == 0)
		return;
	last = name + (core.text - name) + core.len - len;
	core.len -= len;
	(void)last_word(core, &before);
	name[(size_t)(before.text - name) + before.len] = '\0';
	*ret_last = last;
}
