/*
 * fieldctl/frame/listing: rows for people (a table), programs (JSON) and
 * spreadsheets (CSV), out of one description.
 * Layer: fieldctl.  Users: every verb that lists.
 *
 * A row is a JSON object; the columns name its members.  JSON has all of
 * them, table and CSV those that are chosen (frame/column.h): text and numbers
 * as they are, true as "yes", false and null as nothing, arrays joined by
 * commas.  A table fits the terminal that it is written to; written elsewhere,
 * nothing is cut.
 *
 * JSON and CSV are written row by row; a table keeps the texts that it shows
 * until the last row has come.  So a list of 100,000 people needs little memory
 * (bench/list).
 */
#ifndef FIELDCTL_FRAME_LISTING_H
#define FIELDCTL_FRAME_LISTING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "control/value.h"
#include "fieldctl/frame/column.h"
#include "fieldctl/frame/ctl.h"

struct listing;

/* EX_OK, or EX_USAGE after reporting an error in --columns: for verbs that act
 * before they list. */
int listing_check(struct ctl *ctl, const struct listing_column *columns);

/* In the format requested by CTL, on its standard output.  NULL when out of
 * memory, or if listing_check() would report an error. */
struct listing *listing_open(
    struct ctl *ctl, const struct listing_column *columns);

/* Takes ownership of ROW; NULL (jansson was out of memory, or a text was not
 * UTF-8) makes the listing fail. */
void listing_add(struct listing *listing, json_t *row);

/* End and free.  EX_OK, or the code after reporting the failure. */
int listing_close(struct listing *listing);

/* Report to people, on standard error, that there are no rows. */
void listing_say_nothing(struct ctl *ctl, const struct listing_column *columns);

/* The columns of ROW as text, two blanks between them; those without a value
 * are left out.  EX_OK, or the code after saying what failed. */
int listing_put_line(
    struct ctl *ctl, const struct column_choice *choice, const json_t *row);

/* One object: as JSON, or "Header: value" lines by COLUMNS.  Takes OBJECT
 * over.  EX_OK, or as above. */
int listing_show(
    struct ctl *ctl, const struct listing_column *columns, json_t *object);

/* Print OBJECT as JSON, taking ownership; prints nothing unless --json. */
int listing_result(struct ctl *ctl, json_t *object);

/* The same for a dry run of ACTION on the person LOGIN. */
int listing_dry_run(struct ctl *ctl, const char *action, const char *login);
/* Its object, for callers that add to it. */
json_t *listing_dry_run_json(const char *action, const char *login);

#endif
