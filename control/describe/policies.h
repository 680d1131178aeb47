/*
 * control/describe/policies: the policies' part of fieldctl(8).
 * Layer: control.  Users: control/describe/main.c.
 */
#ifndef CONTROL_DESCRIBE_POLICIES_H
#define CONTROL_DESCRIBE_POLICIES_H

/* On standard output, as an mdoc(7) list. */
void describe_policies(void);

#endif
