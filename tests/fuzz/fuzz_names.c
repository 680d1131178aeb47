/*
 * Names of people: for any name from accounting, the rules for logins accept
 * the resulting login name, which is the same each time; text accepted for a
 * profile is valid in passwd(5).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/login/names.h"
#include "store/script/romanize.h"

static struct store *store;

static char root[] = "/tmp/fuzz-names.XXXXXX";

static void
remove_store(void)
{
	char command[64];

	store_close(store);
	if (!str_format(command, sizeof(command), "rm -rf '%s'", root) ||
	    system(command) != 0)
		abort();
}

/* A database without people. */
static void
open_store(void)
{
	static struct paths paths;
	static struct config config;
	struct config_problem problem;
	struct store_options options = {
		.paths = &paths, .config = &config, .mode = STORE_CREATE
	};

	if (mkdtemp(root) == NULL || paths_init(&paths, root) != FIELD_OK ||
	    config_load(paths.conf_file, &config, &problem) != FIELD_OK ||
	    store_open(&options, &store) != FIELD_OK ||
	    atexit(remove_store) != 0)
		abort();
}

static void
check_login(const char *first, const char *last, const char *fallback)
{
	char login[USER_LOGIN_SIZE], again[USER_LOGIN_SIZE];
	struct refusal why;
	int rc = names_make_login(store, first, last, fallback, login, &why);

	if (rc == FIELD_EDENIED && why.reason == REASON_LOGIN_NEEDED)
		return;
	if (rc != FIELD_OK)
		abort();
	if (user_check_login(store, login, &why) != FIELD_OK)
		abort();
	if (names_make_login(store, first, last, fallback, again, &why) !=
		FIELD_OK ||
	    strcmp(login, again) != 0)
		abort();
}

static void
check_text(const char *text)
{
	char taken[USER_TEXT_SIZE], ascii[USER_TEXT_SIZE];
	char folded[USER_EMAIL_SIZE];
	struct refusal why;

	if (romanize(text, ascii, sizeof(ascii)) != FIELD_OK)
		abort();
	if (user_take_text(taken, sizeof(taken), text, "text", &why) ==
		FIELD_OK &&
	    (strpbrk(taken, ":\n\r") != NULL ||
		!str_is_utf8(taken, strlen(taken))))
		abort();
	if (email_fold(text, folded, sizeof(folded)) == FIELD_OK &&
	    (strpbrk(folded, " :\n\r,<>\"") != NULL ||
		strchr(folded, '@') != strrchr(folded, '@')))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Three texts between newlines: first name, last name, address. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *rest = text;
	const char *parts[3] = { "", "", "" };

	if (text == NULL)
		return 0;
	if (store == NULL)
		open_store();
	memcpy(text, data, size);
	text[size] = '\0';
	for (int i = 0; i < 3 && rest != NULL; i++)
		parts[i] = strsep(&rest, "\n");
	check_login(parts[0], parts[1], parts[2]);
	for (int i = 0; i < 3; i++)
		check_text(parts[i]);
	free(text);
	return 0;
}
