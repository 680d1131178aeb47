/* Any response of Xero results in people or a verdict. */
#include <stdint.h>

#include "fuzz_fetch_records.h"
#include "syncd/fetch/xero/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
on_record(void *arg, const char *key, const json_t *record)
{
	/* a group that the corpus can use */
	const char *const groups[] = { "Crew" };

	(void)arg;
	(void)key;
	fuzz_check(person_from_xero_user(&fuzz_draft, record));
	fuzz_check(person_from_xero_contact(&fuzz_draft, record, groups, 1));
	fuzz_check(person_from_xero_payroll_au(&fuzz_draft, record));
	fuzz_check(person_from_xero_payroll_uknz(&fuzz_draft, record));
	return FIELD_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = { "Users", "Contacts", "Employees",
		"employees", NULL };
	static const int statuses[] = { 200, 400, 401, 403, 404 };
	const struct walk_target target = { .keys = keys,
		.id_key = "ContactID",
		.record = on_record,
		.unreadable = fuzz_unreadable };
	struct http_response response = { .len = size };
	struct fault fault;
	json_t *envelope = NULL;

	response.body = malloc(size + 1);
	if (response.body == NULL)
		abort();
	memcpy(response.body, data, size);
	response.body[size] = '\0';
	if (walk_json(response.body, size, &target, &envelope) == FIELD_OK)
		json_decref(envelope);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		response.status = statuses[i];
		(void)xero_judge(&response, &fault);
	}
	http_response_release(&response);
	return 0;
}
