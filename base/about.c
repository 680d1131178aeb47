/* Runs before anything else: no lock, no database, no log. */
#include <stdio.h>
#include <string.h>

#include "base/about.h"
#include "build_paths.h"

bool
about_asked(int argc, char **argv, const char *name, const char *purpose)
{
	const char *word = argc == 2 ? argv[1] : "";

	if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0) {
		(void)printf("%s.\n", purpose);
		return true;
	}
	if (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0) {
		(void)printf("%s %s\n", name, FIELDAUTH_VERSION);
		return true;
	}
	return false;
}
