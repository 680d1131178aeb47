/*
 * syncd/settings: a [source NAME] and its stored state as a worker's request.
 * Layer: syncd (pipe, store, base).  Users: syncd/run, syncd/connect.
 */
#ifndef SYNCD_SETTINGS_H
#define SYNCD_SETTINGS_H

#include "store/source/source.h"
#include "syncd/pipe/request.h"

/* A request and the storage of its strings. */
struct settings {
	struct pipe_request request;
	struct secret client_secret;
	char *ca; /* ca_file in base64, or NULL */
	char groups[sizeof(((struct config_source *)0)->contact_groups)];
};

/*
 * Fill endpoints, client id and secret, entities and groups from CONFIG.
 * Entities default to employees (QuickBooks) and payroll (Xero), and contacts
 * when groups are given.  FIELD_EDENIED with *why: an unusable setting.  Call
 * settings_release() in any case.
 */
int settings_init(struct settings *ret_settings,
    const struct config_source *config, struct refusal *why);
void settings_release(struct settings *settings);

/* The state of the limits after the last run. */
void settings_add_state(struct settings *settings, const struct source *source);

#endif
