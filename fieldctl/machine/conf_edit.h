/*
 * fieldctl/machine/conf_edit: changes keys of fieldauth.conf and leaves the
 * rest unchanged, including comments.
 * Layer: fieldctl.  Users: setup.
 */
#ifndef FIELDCTL_MACHINE_CONF_EDIT_H
#define FIELDCTL_MACHINE_CONF_EDIT_H

/*
 * Return TEXT with `KEY = VALUE` in [SECTION]: an existing line is replaced in
 * place, otherwise the line follows the section's header, and a missing section
 * is appended.  The result is allocated; NULL when out of memory.  VALUE must
 * not contain a newline.
 */
char *conf_edit_set(
    const char *text, const char *section, const char *key, const char *value);

#endif
