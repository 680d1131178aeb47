/*
 * wire/parse: parses JSON from another process, within limits.
 * Layer: wire (base, jansson).  Users: codec's callers, control.
 *
 * jansson recurses at each bracket, and a short text can require much memory:
 * the cost of a text is determined before it is parsed.
 * Test: tests/unit/wire/test_wire_parse.c; tests/fuzz/fuzz_control_request.c.
 */
#ifndef WIRE_PARSE_H
#define WIRE_PARSE_H

#include <jansson.h>
#include <stddef.h>

#define WIRE_DEPTH_MAX 8 /* levels of brackets */

/*
 * Parse one object: no repeated keys, nothing after it, at most WIRE_DEPTH_MAX
 * levels deep and with at most VALUES_MAX values.  FIELD_EINVAL, FIELD_ENOMEM.
 */
int wire_parse(
    const char *text, size_t len, size_t values_max, json_t **ret_object);

/*
 * Make jansson wipe the memory that it frees, since it holds secrets.  Call
 * this before anything is parsed or created.
 */
void wire_wipe_memory(void);

#endif
