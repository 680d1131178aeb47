/* The words and patterns that are guessed first. */
#include <stddef.h>
#include <string.h>

#include "store/secret/common.h"

const char *const common_words[] = {
	/* seasons, months, days: English, Spanish, German */
	"spring", "summer", "autumn", "fall", "winter", "primavera", "verano",
	"otono", "invierno", "fruehling", "fruhling", "sommer", "herbst",
	"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december", "jan", "feb",
	"mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
	"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
	"agosto", "septiembre", "octubre", "noviembre", "diciembre", "januar",
	"februar", "maerz", "marz", "mai", "juni", "juli", "oktober",
	"dezember", "monday", "tuesday", "wednesday", "thursday", "friday",
	"saturday", "sunday", "lunes", "martes", "miercoles", "jueves",
	"viernes", "sabado", "domingo", "montag", "dienstag", "mittwoch",
	"donnerstag", "freitag", "samstag", "sonntag", "today", "tomorrow",
	"year", "month", "week", "christmas", "easter",
	/* what the word asks for, and greetings */
	"password", "passwort", "passwd", "pass", "contrasena", "clave",
	"kennwort", "secret", "geheim", "secreto", "welcome", "willkommen",
	"bienvenido", "hello", "hallo", "hola", "letmein", "changeme", "change",
	"login", "signin", "access", "enter", "open", "temporary", "temp",
	"default", "initial", "start", "reset", "test", "testing", "demo",
	"guest", "user", "admin", "administrator", "root", "master", "super",
	"manager", "office", "company", "employee", "worker", "technician",
	"dispatcher", "terminal", "computer", "internet", "server", "system",
	"fieldauth",
	/* rows and columns of keyboards */
	"qwerty", "qwertz", "azerty", "qwert", "qwer", "asdf", "asdfgh", "zxcv",
	"yxcv", "zxcvbn", "qaz", "wsx", "edc", "rfv", "abc", "abcd", "abcdef",
	"xyz",
	/* the favourites of every list */
	"iloveyou", "love", "liebe", "teamo", "princess", "sunshine", "dragon",
	"monkey", "football", "baseball", "soccer", "superman", "batman",
	"pokemon", "starwars", "trustno", "whatever", "shadow", "michael",
	"jordan", "jesus", "ninja", "freedom", "flower", "cookie", "hunter",
	"killer", "pepper", "ginger", "summertime", "charlie", "liverpool",
	"chelsea", "arsenal", "barcelona", "madrid", "google", "facebook",
	"microsoft", "windows", "apple", "samsung", "android", "linux", NULL
};

static int
number(const char *digits, size_t from, size_t len)
{
	int value = 0;

	for (size_t i = from; i < from + len; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

static bool
is_day(int year, int month, int day)
{
	return year >= 1900 && year < 2100 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= 31;
}

bool
common_is_date(const struct secret *password)
{
	char digits[8];
	size_t count = 0;
	int first, second, year;
	bool is_date;

	for (size_t i = 0; i < password->len; i++) {
		const char c = password->bytes[i];

		if (c != '\0' && strchr("-./_ ", c) != NULL)
			continue;
		if (c < '0' || c > '9' || count == sizeof(digits))
			return false;
		digits[count++] = c;
	}
	if (count != sizeof(digits))
		return false;
	first = number(digits, 0, 2);
	second = number(digits, 2, 2);
	year = number(digits, 4, 4);
	is_date = is_day(year, second, first) || is_day(year, first, second) ||
	    is_day(number(digits, 0, 4), number(digits, 4, 2),
		number(digits, 6, 2));
	explicit_bzero(digits, sizeof(digits));
	return is_date;
}
