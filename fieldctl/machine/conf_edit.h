/*
 * fieldctl/machine/conf_edit: change keys of fieldauth.conf and leave the rest as it
 * is, comments included.
 * Layer: fieldctl.  Users: setup.
 */
#ifndef FIELDCTL_MACHINE_CONF_EDIT_H
#define FIELDCTL_MACHINE_CONF_EDIT_H

/*
 * TEXT with `KEY = VALUE` in [SECTION]: an existing line is replaced where it
 * stands, otherwise the line follows the section's header, and a missing
 * section is added at the end.  The result is allocated; NULL when out of
 * memory.  VALUE holds no newline.
 */
char *conf_edit_set(
    const char *text, const char *section, const char *key, const char *value);

#endif
