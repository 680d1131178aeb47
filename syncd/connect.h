/*
 * syncd/connect: connecting to and disconnecting from an accounting platform
 * (A1, A2).
 * Layer: syncd (store, pipe, jansson).  Users: syncd/main; fieldctl
 * communicates with it over standard input and output.
 *
 * fieldctl shows addresses and prompts the person.  OAuth 2.0 is handled
 * entirely here: state and PKCE (RFC 7636) are generated, stored and checked in
 * this process.  One JSON object per line:
 *
 *   out {"step":"authorize","url":U,"redirect_url":R,"loopback":BOOL}
 *   in  {"redirected":TEXT}   the address that the browser was sent to
 *   out {"step":"choose","tenants":[{"id","title","type"},...]}
 *   in  {"tenant":ID}
 *   out {"step":"connected","realm":ID,"realm_title":T,
 *        "missing_scopes":[...]}
 *   out {"step":"disconnected","revoked":BOOL}
 *   out {"error":{"code","message","hint"}}                   the end
 */
#ifndef SYNCD_CONNECT_H
#define SYNCD_CONNECT_H

#include "syncd/program.h"

/* Both return the exit code. */
int connect_run(struct program *program, const char *source_name, bool replace);
int disconnect_run(struct program *program, const char *source_name);

#endif
