/*
 * The rules are ICU's (UTS #35, Part 2, "Transforms").  They are compiled when
 * they are first needed, which costs milliseconds; names in ASCII never need
 * them.  After rules, a transform with a filter is followed by rules: ICU 72
 * leaves out another transform that follows it at once.
 */
#include <stdio.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/err.h"
#include "base/str.h"
#include "store/script/romanize.h"
#include "store/script/script.h"

/* UTF-16 units of a name that are looked at; a login name has 32 bytes, and
 * one unit of any script gives a handful of letters. */
#define NAME_UNITS_MAX 256
/* One unit becomes at most a few letters (a Hangul syllable 7). */
#define ASCII_UNITS_MAX (8 * NAME_UNITS_MAX)

/*
 * Hepburn without macrons, as in Japanese passports: "Sato", "Ono".  A long
 * vowel is told from two vowels by what stands around it: "Inoue", "Matsuura".
 */
#define KANA                                                                                                \
	u"$o=[おこごそぞとどのほぼぽもよろょオコゴソゾトドノホボポモヨロョ];" \
	u"$u=[うくぐすずぬふぶぷむゆるゅウクグスズヌフブプムユルュ];"             \
	u"$v=[あいうえおアイウエオ];"                                                             \
	u"($o)[うウ]}[^$v]>$1; ($o)[おオ]>$1; ($u)[うウ]}[^$v]>$1;"                                   \
	u"[をヲ]>o; [づヅ]>zu; [ぢヂ]>ji; [っッ]}[ちチ]>t;"                                       \
	u"ヴァ>va; ヴィ>vi; ヴェ>ve; ヴォ>vo; ヴ>vu;"

/* As in Russian, Ukrainian and Bulgarian passports, but for a single й. */
#define CYRILLIC                                                                    \
	u"Ж>Zh; ж>zh; Х>Kh; х>kh; Ц>Ts; ц>ts; Ч>Ch; ч>ch; Ш>Sh; ш>sh;"    \
	u"Щ>Shch; щ>shch; Ю>Yu; ю>yu; Я>Ya; я>ya; Є>Ye; є>ye; Ї>Yi; ї>i;" \
	u"Ґ>G; ґ>g; Ў>U; ў>u; Ы>Y; ы>y; [ъЪьЬ]>;"

/* The sounds at the beginning of names for which Greek writes two letters. */
#define GREEK                                                 \
	u"[^[:L:]]{Μπ>B; [^[:L:]]{Ντ>D; [^[:L:]]{Γκ>G;" \
	u":: [:Greek:] Greek-Latin/UNGEGN;"

/* The family names that are nearly always written in another way than by the
 * Revised Romanization: alone, and where no given name begins like that, before
 * a given name. */
#define HANGUL_NAMES                                                           \
	u"$e=[^[:Hangul:]];"                                                   \
	u"$e{김>Kim; $e{박>Park; $e{최>Choi; $e{이}$e>Lee; $e{임}$e>Lim;" \
	u"$e{강}$e>Kang; $e{조}$e>Cho; $e{오}$e>Oh; $e{신}$e>Shin;"        \
	u"$e{권}$e>Kwon; $e{고}$e>Ko; $e{구}$e>Koo; $e{우}$e>Woo;"         \
	u"$e{유}$e>Yoo; $e{문}$e>Moon; $e{노}$e>Noh; $e{안}$e>Ahn;"        \
	u"$e{심}$e>Shim; $e{곽}$e>Kwak; $e{주}$e>Joo;"

/* The Revised Romanization; a syllable's last consonant as it sounds. */
#define JAMO                                                                \
	u":: [:Hangul:] NFD;"                                               \
	u"\u1100>g; \u1101>kk; \u1102>n; \u1103>d; \u1104>tt; \u1105>r;"    \
	u"\u1106>m; \u1107>b; \u1108>pp; \u1109>s; \u110a>ss; \u110b>;"     \
	u"\u110c>j; \u110d>jj; \u110e>ch; \u110f>k; \u1110>t; \u1111>p;"    \
	u"\u1112>h;"                                                        \
	u"\u1161>a; \u1162>ae; \u1163>ya; \u1164>yae; \u1165>eo;"           \
	u"\u1166>e; \u1167>yeo; \u1168>ye; \u1169>o; \u116a>wa;"            \
	u"\u116b>wae; \u116c>oe; \u116d>yo; \u116e>u; \u116f>wo;"           \
	u"\u1170>we; \u1171>wi; \u1172>yu; \u1173>eu; \u1174>ui; \u1175>i;" \
	u"[\u11a8-\u11aa\u11b0\u11bf]>k; [\u11ab-\u11ad]>n;"                \
	u"[\u11ae\u11ba\u11bb\u11bd\u11be\u11c0\u11c2]>t;"                  \
	u"[\u11af\u11b2-\u11b4\u11b6]>l; [\u11b1\u11b7]>m;"                 \
	u"[\u11b5\u11b8\u11b9\u11c1]>p; \u11bc>ng;"

/* The rule for a script with these consonants and the sign that takes their
 * vowel away. */
#define SILENT(consonants, virama) \
	u"[[:L:][:M:]-[" virama u"]]{([" consonants u"])}$x>$1" virama u";"

/* Hindi, Bengali, Punjabi and Gujarati do not say the vowel that a last
 * consonant carries: "Kumar", "Sen", "Patel".  After two consonants they do:
 * "Mishra". */
#define LAST_VOWEL                                                         \
	u"$x=[^[:L:][:M:]]; सिंह}$x>Singh; ਸਿੰਘ}$x>Singh;" \
	u"ऋ>ri;" SILENT(u"\\u0915-\\u0939\\u0958-\\u095f", u"\\u094d")     \
	    SILENT(u"\\u0995-\\u09b9\\u09dc-\\u09df", u"\\u09cd")          \
		SILENT(u"\\u0a15-\\u0a39", u"\\u0a4d")                     \
		    SILENT(u"\\u0a95-\\u0ab9", u"\\u0acd")

#define HAN  u":: [:Han:] Han-Latin/Names;"
#define REST u":: Any-Latin; :: Latin-ASCII;"
/* ISO 15919's letters as they are written in English. */
#define SIBILANTS u"r\\u0325>ri; [śṣ]>sh; [ŚṢ]>Sh; c}h>ch; c>ch;"

static const UChar *const scheme_rules[] = {
	[SCHEME_GENERAL] = u":: NFKC;" HAN GREEK KANA CYRILLIC HANGUL_NAMES JAMO
	    REST,
	/* Their Latin alphabets have one letter for each of these sounds. */
	[SCHEME_SERBIAN] = u":: NFKC;" REST,
	[SCHEME_INDIAN] =
	    u":: NFKC;" LAST_VOWEL u":: Any-Latin;" SIBILANTS u":: Latin-ASCII;",
};

#define SCHEME_COUNT (sizeof(scheme_rules) / sizeof(scheme_rules[0]))

/* Once for the process; NULL when ICU has failed. */
static UTransliterator *
transliterator(enum script_scheme scheme)
{
	static UTransliterator *opened[SCHEME_COUNT];
	static const UChar id[] = u"fieldauth";
	UErrorCode status = U_ZERO_ERROR;

	if (opened[scheme] == NULL) {
		opened[scheme] = utrans_openU(id, -1, UTRANS_FORWARD,
		    scheme_rules[scheme], -1, NULL, &status);
		if (U_FAILURE(status))
			opened[scheme] = NULL;
	}
	return opened[scheme];
}

/* As many whole characters as fit, with a blank before and after them, by which
 * the rules tell where words begin and end; ill-formed bytes become U+FFFD.
 * -1: it could not be done, which is not an empty name. */
static int32_t
to_utf16(const char *text, UChar *units)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t len = strnlen(text, NAME_UNITS_MAX - 1);
	int32_t count = 0;

	/* Not in the middle of a character. */
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	units[0] = u' ';
	(void)u_strFromUTF8WithSub(units + 1, ASCII_UNITS_MAX - 2, &count, text,
	    (int32_t)len, 0xfffd, NULL, &status);
	if (U_FAILURE(status))
		return -1;
	units[count + 1] = u' ';
	return count + 2;
}

/* The ASCII units without the blanks that to_utf16() put around them. */
static void
put_ascii(const UChar *units, int32_t count, char *buf, size_t size)
{
	size_t len = 0;

	for (int32_t i = 1; i < count && len + 1 < size; i++)
		if (units[i] >= 0x20 && units[i] < 0x7f)
			buf[len++] = (char)units[i];
	if (len > 0 && buf[len - 1] == ' ')
		len--;
	buf[len] = '\0';
}

int
romanize(const char *text, char *buf, size_t size)
{
	UChar units[ASCII_UNITS_MAX];
	UErrorCode status = U_ZERO_ERROR;
	UTransliterator *trans;
	int32_t count, limit;

	if (size == 0)
		return FIELD_EINVAL;
	if (str_is_ascii(text)) {
		(void)snprintf(buf, size, "%s", text);
		return FIELD_OK;
	}
	trans = transliterator(script_scheme(text));
	if (trans == NULL)
		return FIELD_EIO;
	count = limit = to_utf16(text, units);
	if (count < 0)
		return FIELD_EIO;
	utrans_transUChars(
	    trans, units, &count, ASCII_UNITS_MAX, 0, &limit, &status);
	if (U_FAILURE(status))
		return FIELD_EIO;
	put_ascii(units, count, buf, size);
	return FIELD_OK;
}
