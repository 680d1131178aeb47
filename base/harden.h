/*
 * base/harden: out of reach of whoever started us.
 * Layer: base.  Users: the helpers that are executed for one connection:
 * fieldauth-signin, fieldauth-control.
 */
#ifndef BASE_HARDEN_H
#define BASE_HARDEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The very first thing: not dumpable, no environment, an own umask and folder,
 * everything of base/inherit at its safe value, and out of any control group
 * that a person may freeze.  What the kernel refuses is left as it is: none of
 * it decides who is let in.
 */
void harden(void);

/*
 * Give up CAPABILITIES, a set of 1ULL << CAP_X of <linux/capability.h>, for
 * good.  False when the kernel refuses.
 */
bool harden_without(uint64_t capabilities);

#endif
