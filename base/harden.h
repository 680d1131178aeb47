/*
 * base/harden: protects a process from the one that started it.
 * Layer: base.  Users: the helpers that are executed for one connection:
 * fieldauth-signin, fieldauth-control.
 */
#ifndef BASE_HARDEN_H
#define BASE_HARDEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Must be the first call of main().  Makes the process not dumpable, clears its
 * environment, sets its umask and working directory, resets everything in
 * base/inherit, and leaves any control group that a person can freeze.  What
 * the kernel refuses to change is left as it is: none of it decides whether a
 * person is admitted.
 */
void harden(void);

/*
 * Permanently drop CAPABILITIES, a set of 1ULL << CAP_X of
 * <linux/capability.h>.  False when the kernel refuses.
 */
bool harden_without(uint64_t capabilities);

#endif
