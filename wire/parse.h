/*
 * wire/parse: text from another process becomes JSON, within limits.
 * Layer: wire (base, jansson).  Users: codec's callers, control.
 *
 * jansson recurses by bracket, and a short text can ask for much memory: what
 * a text would cost is measured before it is parsed.
 * Test: tests/unit/wire/test_wire_parse.c; tests/fuzz/fuzz_control_request.c.
 */
#ifndef WIRE_PARSE_H
#define WIRE_PARSE_H

#include <jansson.h>
#include <stddef.h>

#define WIRE_DEPTH_MAX 8 /* levels of brackets */

/*
 * Parse one object: no repeated keys, nothing after it, at most WIRE_DEPTH_MAX
 * levels deep and of at most VALUES_MAX values.  FIELD_EINVAL, FIELD_ENOMEM.
 */
int wire_parse(
    const char *text, size_t len, size_t values_max, json_t **ret_object);

/*
 * Have jansson wipe what it frees, since secrets pass through it.  Call it
 * first of all, before anything is parsed or made.
 */
void wire_wipe_memory(void);

#endif
