/*
 * base/about: -h and -V of programs that are run by other programs.
 * Layer: base.  Users: the main() of each of them.
 */
#ifndef BASE_ABOUT_H
#define BASE_ABOUT_H

#include <stdbool.h>

/* Whether the only argument is -h, --help, -V or --version.  If so, PURPOSE
 * (one sentence without a full stop) or NAME and the version have been printed,
 * and the program should exit. */
bool about_asked(int argc, char **argv, const char *name, const char *purpose);

#endif
