/*
 * syncd/program: what every way of running syncd starts from.
 * Layer: syncd.  Users: main, agent, once, connect.
 */
#ifndef SYNCD_PROGRAM_H
#define SYNCD_PROGRAM_H

#include <stdbool.h>

#include "base/invoker.h"
#include "conf/config.h"
#include "conf/paths.h"
#include "store/db/db.h"

struct program {
	struct paths paths;
	struct config config;
	const char *config_file; /* --config, or NULL */
	char worker[PATHS_MAX];  /* fieldauth-fetch */
	/* Who is behind what is done by hand: the log names them.  Nobody is
	 * behind what the agent or a timer does, whoever started them. */
	struct invoker invoker;
};

/* Paths below $FIELDAUTH_ROOT (tests) or /, and the configuration.  What is
 * wrong goes to the log; the AGENT then does without sources.  FIELD_EINVAL,
 * FIELD_EIO. */
int program_init(
    struct program *ret_program, const char *config_file, bool agent);
/* Read the configuration anew; a bad file keeps the old one. */
int program_reload(struct program *program);
void program_release(struct program *program);

/* The store, opened for writing, or a line in the log. */
int program_open_store(struct program *program, struct store **ret_store);

#endif
