/* The list of people, page by page. */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/person/org.h"
#include "control/user/user.h"
#include "store/view/person.h"

#define PAGE_ROWS 200

/* The filters that only a list has. */
static int
read_filter(
    struct control_call *call, struct org *org, struct user_filter *ret_filter)
{
	int status = choice_filter(call, ret_filter);

	if (status == EX_OK && control_has(call, "org")) {
		status = org_of_call(call, org);
		ret_filter->org_id = org->id;
	}
	ret_filter->name = control_text(call, "name");
	ret_filter->email = control_text(call, "email");
	(void)control_time(
	    call, "signed_in_before", &ret_filter->signed_in_before);
	ret_filter->never_signed_in = control_flag(call, "never_signed_in");
	if (control_flag(call, "deleted"))
		ret_filter->with_deleted = true;
	ret_filter->after = call->after;
	return status;
}

struct page {
	struct control_call *call;
	size_t count;
	char last[USER_LOGIN_SIZE];
	bool has_more;
};

static bool
put_row(const struct user_listed *listed, void *context)
{
	struct page *page = context;

	page->has_more = page->count == PAGE_ROWS;
	if (page->has_more)
		return false;
	control_row(
	    page->call, person_listed_json(&page->call->viewer, listed));
	(void)str_copy(page->last, sizeof(page->last), listed->user->login);
	page->count++;
	return true;
}

int
user_list_request(struct control_call *call)
{
	struct page page = { .call = call };
	struct user_filter filter;
	struct org org;
	int rc, status = read_filter(call, &org, &filter);

	if (status != EX_OK)
		return status;
	rc = view_person_each(&call->viewer, &filter, put_row, &page);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	if (page.has_more)
		control_more(call, page.last);
	return EX_OK;
}

/* --- how many there are -------------------------------------------------------- */

int
user_count_request(struct control_call *call)
{
	struct refusal why = { .reason = REASON_NONE };
	struct person_counts counts;
	struct org org;
	int64_t active, inactive;
	int rc,
	    status = control_has(call, "org") ? org_of_call(call, &org) : EX_OK;

	if (status != EX_OK)
		return status;
	rc = view_person_count(&call->viewer,
	    control_has(call, "org") ? org.id : NULL, &counts, &why);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	active = counts.by_status[USER_ACTIVE];
	inactive = counts.by_status[USER_INACTIVE];
	return control_result(call,
	    json_pack("{s:I, s:I, s:I}", "active", (json_int_t)active,
		"inactive", (json_int_t)inactive, "total",
		(json_int_t)(active + inactive)));
}
