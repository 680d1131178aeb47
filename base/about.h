/*
 * base/about: what programs that another program runs say of themselves.
 * Layer: base.  Users: the main() of each of them.
 */
#ifndef BASE_ABOUT_H
#define BASE_ABOUT_H

#include <stdbool.h>

/* Whether the only argument is -h, --help, -V or --version: PURPOSE, one
 * sentence without its stop, or NAME and the version are then printed, and the
 * program is done. */
bool about_asked(int argc, char **argv, const char *name, const char *purpose);

#endif
