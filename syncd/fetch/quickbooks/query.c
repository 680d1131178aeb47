#include <stdlib.h>
#include <syslog.h>

#include "base/escape.h"
#include "base/err.h"
#include "syncd/fetch/oauth/endpoint.h"
#include "syncd/fetch/quickbooks/company.h"
#include "syncd/fetch/quickbooks/query.h"
#include "syncd/work/text/walk.h"

#define PAGE_ROWS 1000 /* the maximum of MAXRESULTS */
#define PAGES_MAX 1000
/* Rows that make a query fail; more of them have another cause. */
#define POISON_MAX 20

/* One listing by query. */
struct listing {
	struct pull *pull;
	size_t kind;
	int64_t since_s; /* 0: everything */
	int64_t began_s; /* the server's time of the first page */
	int64_t rows;    /* on the current page, including repeated ones */
	int poisoned;
};

/* "select WHAT from Employee where Active in (true, false) ...".  Without the
 * condition on Active, only active rows are returned, and leavers are never
 * noticed. */
static void
append_statement(struct strbuf *text, const struct listing *listing,
    const char *what, int64_t start, int64_t rows)
{
	strbuf_printf(text, "select %s from %s where Active in (true, false)",
	    what, quickbooks_kinds[listing->kind].name);
	if (listing->since_s > 0) {
		strbuf_puts(text, " and MetaData.LastUpdatedTime >= '");
		quickbooks_append_since(text, listing->since_s);
		strbuf_puts(text, "'");
	}
	if (rows > 0)
		strbuf_printf(text,
		    " orderby Id startposition %lld maxresults %lld",
		    (long long)start, (long long)rows);
}

static int
query(struct listing *listing, const char *what, int64_t start, int64_t rows,
    enum api_verdict *ret_verdict, struct http_response *ret_response)
{
	struct pull *pull = listing->pull;
	struct strbuf statement = STRBUF_INIT;
	struct strbuf url = STRBUF_INIT;
	int rc;

	append_statement(&statement, listing, what, start, rows);
	quickbooks_company_url(&url, pull->request);
	strbuf_puts(
	    &url, "/query?minorversion=" QUICKBOOKS_MINOR_VERSION "&query=");
	if (!statement.failed)
		escape_put(&url, statement.bytes, ESCAPE_URL);
	if (statement.failed || url.failed)
		rc = fault_internal(pull->fault, FIELD_ENOMEM, "an address");
	else
		rc = api_get(pull->api, url.bytes, NULL, ret_verdict,
		    ret_response, pull->fault);
	strbuf_release(&statement);
	strbuf_release(&url);
	return rc;
}

/* --- answers ------------------------------------------------------------ */

static int
on_record(void *arg, const char *key, const json_t *record)
{
	struct listing *listing = arg;

	(void)key;
	listing->rows++;
	return quickbooks_take_record(listing->pull, listing->kind, record);
}

static int
on_unreadable(void *arg, const char *key, const char *id, const char *why)
{
	struct listing *listing = arg;

	(void)key;
	listing->rows++;
	return pull_unreadable(listing->pull, id, why);
}

static int
read_page(struct listing *listing, const struct http_response *response)
{
	const char *const keys[] = { quickbooks_kinds[listing->kind].name,
		NULL };
	const struct walk_target target = { .keys = keys,
		.id_key = "Id",
		.record = on_record,
		.unreadable = on_unreadable,
		.arg = listing };
	struct pull *pull = listing->pull;
	json_t *envelope = NULL;
	int rc;

	listing->rows = 0;
	rc = walk_json(response->body, response->len, &target, &envelope);
	if (rc < 0)
		return quickbooks_walk_fault(pull, rc, response);
	/* an empty object is not the same as no rows */
	if (!json_is_object(json_object_get(envelope, "QueryResponse")))
		rc = api_fault_shape(response, pull->fault);
	else if (listing->began_s == 0)
		listing->began_s = quickbooks_answer_time_s(
		    envelope, response->date_s);
	json_decref(envelope);
	return rc < 0 ? rc : pull_page(pull);
}

/* --- the query, page by page -------------------------------------------- */

/* Row START alone makes the query fail.  Its Id may be readable without the
 * invalid column; then it does not count as missing. */
static int
skip_poison(struct listing *listing, int64_t start)
{
	static const char why[] =
	    "QuickBooks cannot return this record: a value stored in it is "
	    "not valid (code 4002)";
	const char *const keys[] = { quickbooks_kinds[listing->kind].name,
		NULL };
	struct http_response response = { 0 };
	struct pull *pull = listing->pull;
	enum api_verdict verdict;
	json_t *root = NULL;
	const json_t *row;
	const char *id = NULL;
	int rc;

	if (++listing->poisoned > POISON_MAX)
		return fault_set(pull->fault, PIPE_ERROR_RESPONSE,
		    "More than %d records cannot be returned by QuickBooks.",
		    POISON_MAX);
	rc = query(listing, "Id", start, 1, &verdict, &response);
	if (rc < 0)
		return rc;
	if (verdict == API_GOOD)
		(void)walk_load(response.body, response.len, &root);
	row = json_array_get(
	    json_object_get(json_object_get(root, "QueryResponse"), keys[0]),
	    0);
	person_begin(pull->draft, quickbooks_kinds[listing->kind].entity);
	id = text_id(&pull->draft->pool, json_object_get(row, "Id"));
	pull->draft->person.external_id = id;
	rc = pull_row(pull, person_skip(pull->draft, why));
	json_decref(root);
	http_response_release(&response);
	return rc;
}

/* Rows START to START + ROWS - 1; bisects when a bad row makes the query fail.
 * *ret_seen: how many positions had a row. */
static int
fetch_range(
    struct listing *listing, int64_t start, int64_t rows, int64_t *ret_seen)
{
	struct http_response response = { 0 };
	enum api_verdict verdict;
	int64_t first = 0, second = 0, half = rows / 2;
	int rc;

	rc = query(listing, "*", start, rows, &verdict, &response);
	if (rc < 0)
		return rc;
	if (verdict == API_GOOD) {
		rc = read_page(listing, &response);
		*ret_seen = listing->rows;
	}
	http_response_release(&response);
	if (verdict == API_GOOD)
		return rc;
	if (verdict != API_POISON)
		return FIELD_ENET; /* the judge has filled the fault */
	if (rows == 1) {
		*ret_seen = 1;
		return skip_poison(listing, start);
	}
	rc = fetch_range(listing, start, half, &first);
	if (rc == FIELD_OK && first > 0)
		rc = fetch_range(listing, start + half, rows - half, &second);
	*ret_seen = first + second;
	return rc;
}

/* *ret_count: the number of rows according to the company; -1: not given. */
static int
ask_count(struct listing *listing, int64_t *ret_count)
{
	struct http_response response = { 0 };
	enum api_verdict verdict;
	json_t *root = NULL, *count;
	int rc;

	rc = query(listing, "count(*)", 0, 0, &verdict, &response);
	if (rc < 0)
		return rc;
	if (verdict == API_GOOD)
		(void)walk_load(response.body, response.len, &root);
	count = json_object_get(
	    json_object_get(root, "QueryResponse"), "totalCount");
	*ret_count = json_is_integer(count) ? json_integer_value(count) : -1;
	json_decref(root);
	http_response_release(&response);
	return FIELD_OK;
}

/*
 * Read pages until one is empty, or the number of rows that the company counts
 * has arrived; the count is requested after the first short page, which
 * alone proves nothing.  A page without a new id shows that STARTPOSITION is
 * ignored.
 */
static int
list_pages(struct listing *listing, int64_t *ret_count, bool *ret_ended)
{
	struct pull *pull = listing->pull;
	int64_t start = 1;

	*ret_ended = false;
	*ret_count = -1;
	for (int page = 0; page < PAGES_MAX; page++) {
		size_t known = pull->seen.count;
		int64_t came = 0;
		int rc = fetch_range(listing, start, PAGE_ROWS, &came);

		if (rc == FIELD_OK && came < PAGE_ROWS && *ret_count < 0)
			rc = ask_count(listing, ret_count);
		if (rc < 0)
			return rc;
		*ret_ended = came == 0 ||
		    (*ret_count >= 0 && *ret_count <= pull->rows);
		if (*ret_ended || pull->seen.count == known)
			return FIELD_OK;
		/* some responses have one row more than requested */
		start += came < PAGE_ROWS ? came : PAGE_ROWS;
	}
	return FIELD_OK;
}

int
quickbooks_list_by_query(struct pull *pull, size_t kind, int64_t since_s)
{
	struct listing listing = {
		.pull = pull, .kind = kind, .since_s = since_s
	};
	int64_t count;
	bool complete;
	int rc;

	pull_begin(pull, quickbooks_kinds[kind].entity, since_s == 0);
	rc = list_pages(&listing, &count, &complete);
	if (rc < 0)
		return rc;
	complete = complete && count <= pull->rows;
	if (!complete)
		emit_log(pull->api->call->emit, LOG_WARNING, NULL,
		    "the listing of %s is not complete: %lld rows came, "
		    "QuickBooks counts %lld",
		    quickbooks_kinds[kind].name, (long long)pull->rows,
		    (long long)count);
	pull_end(pull, complete, listing.began_s);
	return FIELD_OK;
}
