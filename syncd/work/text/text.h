/*
 * syncd/work/text/text: prepares a provider's text for the pipe.
 * Layer: work.  Users: the JSON-to-person code.
 *
 * A pool holds the strings of one person; it is reset for the next.
 */
#ifndef SYNCD_WORK_TEXT_TEXT_H
#define SYNCD_WORK_TEXT_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_POOL_SIZE 49152 /* less than a line of the pipe */

struct text_pool {
	char bytes[TEXT_POOL_SIZE];
	size_t len;
};

/* Make TEXT well-formed UTF-8, in place: each invalid byte becomes "?". */
void text_scrub(char *text);

/* The string VALUE; NULL when it is not a string or contains a NUL. */
const char *text_value(const json_t *value);

/*
 * TEXT without white space at its ends, with every run of controls, separators
 * and hidden direction marks as one space, truncated to MAX bytes between code
 * points.  NULL when TEXT is NULL, nothing remains, or the pool is full.
 */
const char *text_clean(struct text_pool *pool, const char *text, size_t max);

/* text_clean() of the string member KEY of OBJ, for PIPE_TEXT_MAX bytes; also
 * NULL when it is not a string. */
const char *text_member(
    struct text_pool *pool, const json_t *obj, const char *key);

/* An identifier: a string of visible ASCII, or an integer (one capture has
 * numbers), at most PIPE_ID_MAX bytes; otherwise NULL. */
const char *text_id(struct text_pool *pool, const json_t *value);

/*
 * The first address in TEXT (email_find()), which may contain several.  If
 * there is none, TEXT in printable form, which is not an address either.  NULL:
 * TEXT is NULL or empty, or not printable.
 */
const char *text_email(struct text_pool *pool, const char *text);

/* Remove one " (deleted)" from the end, in any case, which QuickBooks appends
 * to the names of deactivated records. */
const char *text_undeleted(struct text_pool *pool, const char *text);

/* "YYYY-MM-DD" of the day in UTC of T_S, or NULL outside years 1000 to 9999. */
const char *text_date(struct text_pool *pool, int64_t t_s);
/* "YYYY-MM-DDThh:mm:ssZ", likewise. */
const char *text_time(struct text_pool *pool, int64_t t_s);

/* Check an ISO 8601 date (or date and time, of which the date as written
 * counts) and shorten it to "YYYY-MM-DD"; otherwise NULL. */
const char *text_iso_date(struct text_pool *pool, const char *text);
/* Convert an ISO 8601 date and time to UTC (without a zone it is UTC
 * already). */
const char *text_iso_time(struct text_pool *pool, const char *text);

#endif
