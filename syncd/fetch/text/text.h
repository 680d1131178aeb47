/*
 * syncd/fetch/text/text: text of a provider made fit for the pipe.
 * Layer: fetch.  Users: the JSON-to-person code.
 *
 * A pool holds the strings of one person; it is reset for the next.
 */
#ifndef SYNCD_FETCH_TEXT_TEXT_H
#define SYNCD_FETCH_TEXT_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_POOL_SIZE 49152 /* less than a line of the pipe */

struct text_pool {
	char bytes[TEXT_POOL_SIZE];
	size_t len;
};

/* Make TEXT well-formed UTF-8, in place: "?" for each byte that is not. */
void text_scrub(char *text);

/* The string VALUE; NULL when it is none or holds a NUL. */
const char *text_value(const json_t *value);

/*
 * TEXT without white space at its ends, every run of controls, separators and
 * hidden direction marks as one space, cut to MAX bytes between code points.
 * NULL when TEXT is NULL, nothing remains, or the pool is full.
 */
const char *text_clean(struct text_pool *pool, const char *text, size_t max);

/* text_clean() of the string member KEY of OBJ, for PIPE_TEXT_MAX bytes;
 * NULL also when it is not a string. */
const char *text_member(
    struct text_pool *pool, const json_t *obj, const char *key);

/* An identifier: a string of visible ASCII, or an integer (one capture has
 * numbers), at most PIPE_ID_MAX bytes; otherwise NULL. */
const char *text_id(struct text_pool *pool, const json_t *value);

/*
 * The first address in TEXT (email_find()), which in practice may hold
 * several; where it holds none, TEXT as it may be shown, which is no address
 * either.  NULL: TEXT is NULL or empty, or cannot be shown.
 */
const char *text_email(struct text_pool *pool, const char *text);

/* Without one " (deleted)" at the end, whatever its case, which QuickBooks
 * puts behind the names of deactivated records. */
const char *text_undeleted(struct text_pool *pool, const char *text);

/* "YYYY-MM-DD" of the day in UTC of T_S, or NULL outside years 1000 to 9999. */
const char *text_date(struct text_pool *pool, int64_t t_s);
/* "YYYY-MM-DDThh:mm:ssZ", likewise. */
const char *text_time(struct text_pool *pool, int64_t t_s);

/* An ISO 8601 date (or date and time, of which the date as written counts)
 * checked and shortened to "YYYY-MM-DD"; else NULL. */
const char *text_iso_date(struct text_pool *pool, const char *text);
/* An ISO 8601 date and time moved to UTC (no zone: it is UTC already). */
const char *text_iso_time(struct text_pool *pool, const char *text);

#endif
