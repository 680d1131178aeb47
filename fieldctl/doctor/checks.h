/*
 * fieldctl/doctor/checks: the table of checks, and the verb that runs them.  A
 * check reports what is wrong, and how to correct it.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_DOCTOR_CHECKS_H
#define FIELDCTL_DOCTOR_CHECKS_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec doctor_options[];

int doctor_verb(struct ctl *ctl);

#endif
