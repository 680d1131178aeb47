/*
 * Every script counts as unreadable unless it is listed: a login name made of
 * a wrong reading is kept for life, one that is asked for costs a minute.
 */
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "store/script/script.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const UScriptCode readable[] = { USCRIPT_LATIN, USCRIPT_GREEK,
	USCRIPT_CYRILLIC, USCRIPT_ARMENIAN, USCRIPT_GEORGIAN, USCRIPT_HIRAGANA,
	USCRIPT_KATAKANA, USCRIPT_HANGUL, USCRIPT_HAN, USCRIPT_DEVANAGARI,
	USCRIPT_BENGALI, USCRIPT_GURMUKHI, USCRIPT_GUJARATI, USCRIPT_TAMIL,
	USCRIPT_TELUGU, USCRIPT_KANNADA, USCRIPT_MALAYALAM, USCRIPT_ORIYA };

static const UScriptCode indian[] = { USCRIPT_DEVANAGARI, USCRIPT_BENGALI,
	USCRIPT_GURMUKHI, USCRIPT_GUJARATI };

/* Characters made in Japan, or simplified there in another way than in
 * China. */
static const UChar japanese[] =
    u"々〆辻込畑畠峠栃匂榊笹柾椛樫凪凧枠働雫麿粂籾糀渕沢浜桜広斉斎関辺黒伝"
    u"図圧囲塩売変実対巣帯弾恵戦拝拡拠挙歩毎気渋済渓満滝焼猟獣瀬竜粛経総緑"
    u"縄聡観訳読豊軽転郷鉄銭陥隠雑頼駆験髪鶏齢徳栄蔵楽薬稲穂絵縁繊荘蛍検権"
    u"歓桟剣仏亜応円単";

/* Chinese and Korean family names of two characters, two by two. */
static const UChar double_names[] =
    u"欧阳歐陽司马司馬上官诸葛諸葛东方東方皇甫尉迟尉遲公孙公孫慕容司徒令狐"
    u"夏侯端木独孤獨孤南宫南宮闻人聞人轩辕軒轅宇文长孙長孫鲜于鮮于呼延西门"
    u"西門东郭東郭百里太史申屠钟离鍾離赫连赫連澹台濮阳濮陽公冶宗政淳于单于"
    u"單于仲孙仲孫남궁황보제갈사공선우서문독고동방";

static const UChar serbian[] = u"ђјљњћџѓќѕЂЈЉЊЋЏЃЌЅ";

/* What a part of a name consists of. */
struct letters {
	int32_t han, kana, hangul, all;
	bool unreadable, japanese;
	UChar32 first, second;
};

static bool
is_one_of(UScriptCode script, const UScriptCode *scripts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (scripts[i] == script)
			return true;
	return false;
}

static UScriptCode
script_of(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &status);

	return U_FAILURE(status) ? USCRIPT_UNKNOWN : script;
}

static void
count_letter(struct letters *letters, UChar32 c, UScriptCode script)
{
	if (letters->all == 0)
		letters->first = c;
	else if (letters->all == 1)
		letters->second = c;
	letters->all++;
	letters->unreadable = letters->unreadable ||
	    !is_one_of(script, readable, COUNT(readable));
	letters->kana += script == USCRIPT_HIRAGANA ||
	    script == USCRIPT_KATAKANA;
	letters->hangul += script == USCRIPT_HANGUL;
	letters->han += script == USCRIPT_HAN;
	letters->japanese = letters->japanese ||
	    u_strchr32(japanese, c) != NULL;
}

/* Ill-formed bytes and signs are not letters. */
static struct letters
look_at(const char *text)
{
	const int32_t len = (int32_t)strnlen(text, 1024);
	struct letters letters = { .han = 0 };
	UScriptCode script;
	UChar32 c;

	for (int32_t i = 0; i < len;) {
		U8_NEXT(text, i, len, c);
		if (c < 0)
			continue;
		script = script_of(c);
		if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED &&
		    script != USCRIPT_UNKNOWN)
			count_letter(&letters, c, script);
	}
	return letters;
}

static bool
begins_with_double_name(const struct letters *letters)
{
	for (size_t i = 0; i + 2 < COUNT(double_names); i += 2)
		if (double_names[i] == letters->first &&
		    double_names[i + 1] == letters->second)
			return true;
	return false;
}

static bool
is_double_name(const struct letters *letters)
{
	return letters->all == 2 && begins_with_double_name(letters);
}

/* A family name and one or two characters of a given name. */
static bool
is_chinese(const struct letters *first, const struct letters *last)
{
	if (first->all == 0)
		return last->han <= 3 ||
		    (last->han == 4 && begins_with_double_name(last));
	return last->han <= 1 || is_double_name(last) ||
	    (first->han == 1 || is_double_name(first));
}

bool
script_is_readable(
    const char *first_name, const char *last_name, bool not_chinese)
{
	const struct letters first = look_at(first_name);
	const struct letters last = look_at(last_name);

	if (first.unreadable || last.unreadable)
		return false;
	if (first.han + last.han == 0)
		return true;
	return !not_chinese && !first.japanese && !last.japanese &&
	    first.kana + last.kana + first.hangul + last.hangul == 0 &&
	    is_chinese(&first, &last);
}

bool
script_is_reversed(const char *first_name, const char *last_name)
{
	const struct letters first = look_at(first_name);
	const struct letters last = look_at(last_name);

	if (first.all != 1 || last.all < 2 || is_double_name(&last))
		return false;
	return (first.han == 1 && last.han == last.all) ||
	    (first.hangul == 1 && last.hangul == last.all);
}

enum script_scheme
script_scheme(const char *text)
{
	const int32_t len = (int32_t)strnlen(text, 1024);
	UChar32 c;

	for (int32_t i = 0; i < len;) {
		U8_NEXT(text, i, len, c);
		if (c >= 0 && u_strchr32(serbian, c) != NULL)
			return SCHEME_SERBIAN;
		if (c >= 0 && is_one_of(script_of(c), indian, COUNT(indian)))
			return SCHEME_INDIAN;
	}
	return SCHEME_GENERAL;
}
