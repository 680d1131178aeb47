/* Exports people as a file that can be imported, page by page (A11). */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/person/org.h"
#include "control/source/source.h"
#include "control/value.h"
#include "store/import/csv.h"
#include "store/view/person.h"

#define PAGE_ROWS 200

struct page {
	struct control_call *call;
	struct strbuf text;
	int rc;
	size_t count;
	char last[USER_LOGIN_SIZE];
	bool has_more;
};

/* The login name of the person's lead, "" for none. */
static int
find_lead(
    struct page *page, const struct user *user, char ret_login[USER_LOGIN_SIZE])
{
	struct user lead;
	int rc;

	ret_login[0] = '\0';
	if (user->lead_id[0] == '\0')
		return FIELD_OK;
	rc = view_person_by_id(&page->call->viewer, user->lead_id, &lead);
	if (rc == FIELD_OK)
		(void)str_copy(ret_login, USER_LOGIN_SIZE, lead.login);
	return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
}

static bool
put_person(const struct user_listed *listed, void *context)
{
	struct page *page = context;
	char lead[USER_LOGIN_SIZE];

	page->has_more = page->count == PAGE_ROWS;
	if (page->has_more)
		return false;
	page->rc = find_lead(page, listed->user, lead);
	if (page->rc != FIELD_OK)
		return false;
	csv_put_person(
	    &page->text, listed, lead, store_now_s(page->call->store));
	(void)str_copy(page->last, sizeof(page->last), listed->user->login);
	page->count++;
	return true;
}

static int
make_page(struct control_call *call, struct page *page)
{
	struct user_filter filter = {
		.status = -1, .kind = -1, .blocked = -1, .held = -1
	};
	struct org org;
	int rc, status = org_of_call(call, &org);

	if (status != EX_OK)
		return status;
	filter.org_id = org.id;
	filter.after = call->after;
	if (call->after[0] == '\0')
		csv_put_header(&page->text);
	rc = view_person_each(&call->viewer, &filter, put_person, page);
	if (rc == FIELD_OK)
		rc = page->rc;
	if (rc == FIELD_OK && page->text.failed)
		rc = FIELD_ENOMEM;
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
source_export_request(struct control_call *call)
{
	struct page page = { .call = call, .text = STRBUF_INIT };
	int status = make_page(call, &page);

	if (status == EX_OK && page.text.len > 0)
		control_row(call,
		    json_pack("{s:o}", "csv", value_text(page.text.bytes)));
	if (status == EX_OK && page.has_more)
		control_more(call, page.last);
	strbuf_release(&page.text);
	return status;
}
