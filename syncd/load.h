/*
 * syncd/load: files that fieldauth.conf names and a worker cannot read: their
 * contents are passed to it.
 * Layer: syncd (base, pipe).  Users: settings, mail_settings.
 *
 * KEY is the setting that names the file.  FIELD_EDENIED with *why: it cannot
 * be used; FIELD_ENOMEM, which says nothing about the file.
 */
#ifndef SYNCD_LOAD_H
#define SYNCD_LOAD_H

#include "base/secret.h"
#include "store/core/reason.h"

/* The first line of PATH; nothing if PATH is "". */
int load_secret(const char *path, const char *key, struct secret *ret_secret,
    struct refusal *why);

/* Certificates in PEM, in base64; NULL if PATH is "".  The caller frees it. */
int load_ca(
    const char *path, const char *key, char **ret_ca, struct refusal *why);

#endif
