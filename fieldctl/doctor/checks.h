/*
 * fieldctl/doctor/checks: is everything as it must be, and if not, what mends
 * it: the table of checks, and the verb that goes through it.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_DOCTOR_CHECKS_H
#define FIELDCTL_DOCTOR_CHECKS_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec doctor_options[];

int doctor_verb(struct ctl *ctl);

#endif
