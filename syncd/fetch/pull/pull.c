#include <stdlib.h>

#include "base/err.h"
#include "syncd/fetch/pull/pull.h"

/* If nothing changed, the cursor may stay, so that the run writes nothing; but
 * not for so long that change data capture (30 days) or a server's history no
 * longer reaches back to it. */
#define CURSOR_STAYS_S (INT64_C(7) * 86400)

/* The owner of the cursor. */
static const char *
tenant_name(const struct pipe_request *request)
{
	return request->tenant != NULL ? request->tenant : "";
}

int
pull_init(struct pull *ret_pull, const struct pipe_request *request,
    struct api *api, struct fault *fault)
{
	struct pull pull = { .request = request, .api = api, .fault = fault };

	/* a custom connection always belongs to one organisation */
	if (request->tenant == NULL &&
	    !(request->custom_connection && request->provider == PIPE_XERO))
		return fault_set(fault, PIPE_ERROR_SETTING,
		    "The connection does not say which company it reads: "
		    "connect again.");
	pull.draft = malloc(sizeof(*pull.draft));
	if (pull.draft == NULL)
		return fault_internal(fault, FIELD_ENOMEM, "a pull");
	person_begin(pull.draft, PIPE_EMPLOYEE);
	seen_init(&pull.seen);
	if (!request->full)
		cursor_parse(
		    request->cursor, tenant_name(request), &pull.cursor);
	*ret_pull = pull; /* transferred */
	return FIELD_OK;
}

void
pull_release(struct pull *pull)
{
	free(pull->draft);
	pull->draft = NULL;
	seen_release(&pull->seen);
}

int
pull_fault(struct pull *pull, int rc)
{
	return rc == FIELD_OK || rc == FIELD_ENET ?
	    rc :
	    fault_internal(pull->fault, rc, "sending people");
}

int64_t
pull_since_s(const struct pull *pull, enum pipe_entity entity)
{
	return pull->cursor.at_s[entity];
}

void
pull_begin(struct pull *pull, enum pipe_entity entity, bool full)
{
	seen_clear(&pull->seen);
	pull->listing = (struct pipe_listing){ .entity = entity, .full = full };
	pull->page = 0;
	pull->rows = 0;
	pull->unnamed = false;
}

int
pull_skip(struct pull *pull, const char *id, const char *why)
{
	struct pipe_message message = { .type = PIPE_SKIP };

	message.u.skip.entity = pull->listing.entity;
	message.u.skip.external_id = id;
	message.u.skip.reason = why;
	pull->listing.skipped++;
	if (id == NULL)
		pull->unnamed = true;
	return pull_fault(pull, emit_message(pull->api->call->emit, &message));
}

int
pull_gone(struct pull *pull, const char *id)
{
	struct pipe_message message = { .type = PIPE_GONE };

	message.u.gone.entity = pull->listing.entity;
	message.u.gone.external_id = id;
	return pull_fault(pull, emit_message(pull->api->call->emit, &message));
}

static int
send_person(struct pull *pull)
{
	struct pipe_message message = { .type = PIPE_PERSON };
	int rc;

	message.u.person = pull->draft->person;
	rc = emit_message(pull->api->call->emit, &message);
	if (rc == FIELD_EINVAL)
		return pull_skip(pull, pull->draft->person.external_id,
		    "the record holds a value that cannot be passed on");
	pull->listing.people++;
	return pull_fault(pull, rc);
}

int
pull_row(struct pull *pull, enum person_result result)
{
	const char *id = pull->draft->person.external_id;
	bool fresh = true;
	int rc;

	if (id != NULL) {
		rc = seen_add(&pull->seen, id, &fresh);
		if (rc < 0)
			return pull_fault(pull, rc);
	}
	if (!fresh)
		return FIELD_OK;
	pull->rows++;
	pull->records++;
	switch (result) {
	case PERSON_GOOD:
		return send_person(pull);
	case PERSON_SKIP:
		return pull_skip(pull, id, pull->draft->why);
	case PERSON_OTHER:
		/* it may have been listed before it was changed */
		return pull->listing.full ? FIELD_OK : pull_gone(pull, id);
	}
	return FIELD_OK;
}

int
pull_unreadable(struct pull *pull, const char *id, const char *why)
{
	person_begin(pull->draft, pull->listing.entity);
	pull->draft->person.external_id = id;
	return pull_row(pull, person_skip(pull->draft, why));
}

int
pull_page(struct pull *pull)
{
	int64_t fresh = pull->listing.people;

	for (size_t i = 0; i < pull->done.listing_count; i++)
		fresh += pull->done.listings[i].people;
	pull->page++;
	return pull_fault(pull,
	    call_progress(pull->api->call, fresh - pull->api->call->people,
		pull->page, false));
}

void
pull_end(struct pull *pull, bool complete, int64_t began_s)
{
	enum pipe_entity entity = pull->listing.entity;
	int64_t before_s = pull->cursor.at_s[entity];

	pull->listing.complete = complete && !pull->unnamed;
	if (pull->done.listing_count < PIPE_LISTINGS_MAX)
		pull->done.listings[pull->done.listing_count++] = pull->listing;
	pull->next.at_s[entity] = before_s;
	if (!complete || began_s <= 0)
		return;
	if (pull->rows > 0 || pull->listing.full ||
	    began_s - before_s > CURSOR_STAYS_S)
		pull->next.at_s[entity] = began_s;
}

int
pull_finish(struct pull *pull)
{
	struct pipe_message message = { .type = PIPE_DONE };
	char *cursor;
	int rc;

	rc = call_progress(pull->api->call, 0, pull->page, true);
	if (rc == FIELD_OK)
		rc = call_send_limit(pull->api->call);
	if (rc < 0)
		return pull_fault(pull, rc);
	cursor = cursor_format(&pull->next, tenant_name(pull->request));
	if (cursor == NULL)
		return pull_fault(pull, FIELD_ENOMEM);
	pull->done.complete = true;
	for (size_t i = 0; i < pull->done.listing_count; i++)
		if (!pull->done.listings[i].complete)
			pull->done.complete = false;
	pull->done.cursor = cursor;
	pull->done.server_time_s = pull->api->server_time_s;
	message.u.done = pull->done;
	rc = emit_message(pull->api->call->emit, &message);
	if (rc == FIELD_OK)
		rc = emit_flush(pull->api->call->emit);
	free(cursor);
	return pull_fault(pull, rc);
}
