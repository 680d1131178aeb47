#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "syncd/fetch/xero/person.h"

#define GROUP_MAX 128 /* bytes of a group's name, as in the pipe */

/* "/Date(..)/" or ISO without a zone, which is UTC; -> "..Z" or NULL. */
static const char *
read_time(struct text_pool *pool, const json_t *record, const char *key)
{
	const char *text = text_value(json_object_get(record, key));
	int64_t t_s;

	if (person_parse_ms_date(text, &t_s))
		return text_time(pool, t_s);
	return text_iso_time(pool, text);
}

/* --- users -------------------------------------------------------------- */

enum person_result
person_from_xero_user(struct person_draft *draft, const json_t *record)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;

	person_begin(draft, PIPE_USER);
	person->external_id = text_id(pool, json_object_get(record, "UserID"));
	person->first_name = person_text(
	    draft, "first_name", record, "FirstName");
	person->last_name = person_text(draft, "last_name", record, "LastName");
	person->email = person_email(draft, record, "EmailAddress");
	person->provider_role = person_text(
	    draft, "provider_role", record, "OrganisationRole");
	person->updated_at = read_time(pool, record, "UpdatedDateUTC");
	person->kind_hint = PIPE_KIND_USER;
	/* the specification's list of roles has grown and will grow; only these
	 * two matter here */
	if (person->provider_role != NULL &&
	    strcmp(person->provider_role, "FINANCIALADVISER") == 0)
		person->kind_hint = PIPE_KIND_ADVISER;
	if (person->provider_role != NULL &&
	    strcmp(person->provider_role, "REMOVED") == 0) {
		person->active = false;
		person->inactive_reason = "OrganisationRole is REMOVED";
	}
	return person_finish(draft);
}

/* --- contacts ----------------------------------------------------------- */

/* The phone of TYPE; values that are not lists of objects are ignored. */
static const json_t *
find_phone(struct person_draft *draft, const char *name, const json_t *phones,
    const char *type)
{
	if (!json_is_array(phones))
		person_leave_out(draft, name, phones);
	for (size_t i = 0; i < json_array_size(phones); i++) {
		const json_t *phone = json_array_get(phones, i);
		const char *is = text_value(
		    json_object_get(phone, "PhoneType"));

		if (is != NULL && strcmp(is, type) == 0 &&
		    person_text(draft, name, phone, "PhoneNumber") != NULL)
			return phone;
	}
	return NULL;
}

/* "+1 540 555-0141" from the three parts of the phone of TYPE. */
static const char *
read_phone(struct person_draft *draft, const char *name, const json_t *record,
    const char *type)
{
	static const char *const parts[] = { "PhoneCountryCode",
		"PhoneAreaCode", "PhoneNumber" };
	const json_t *phone = find_phone(
	    draft, name, json_object_get(record, "Phones"), type);
	struct strbuf number = STRBUF_INIT;
	const char *result;

	for (size_t part = 0; phone != NULL && part < 3; part++) {
		const char *text = text_value(
		    json_object_get(phone, parts[part]));

		if (text != NULL && text[0] != '\0')
			strbuf_printf(
			    &number, "%s%s", number.len > 0 ? " " : "", text);
	}
	result = number.failed ?
	    NULL :
	    text_clean(&draft->pool, number.bytes, PIPE_TEXT_MAX);
	strbuf_release(&number);
	return result;
}

static bool
is_chosen(const char *name, const char *const *groups, size_t group_count)
{
	for (size_t i = 0; i < group_count; i++)
		if (str_equals_nocase(name, groups[i]))
			return true;
	return false;
}

/* Collect all its groups, for the mapping rules; whether one of them is
 * selected. */
static bool
read_groups(struct person_draft *draft, const json_t *record,
    const char *const *groups, size_t group_count)
{
	const json_t *list = json_object_get(record, "ContactGroups");
	struct pipe_person *person = &draft->person;
	bool chosen = false;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = text_clean(&draft->pool,
		    text_value(
			json_object_get(json_array_get(list, i), "Name")),
		    GROUP_MAX);

		if (name == NULL)
			continue;
		if (is_chosen(name, groups, group_count))
			chosen = true;
		if (person->group_count < PIPE_GROUPS_MAX)
			person->groups[person->group_count++] = name;
	}
	return chosen;
}

static enum pipe_kind
contact_kind(const struct pipe_person *person, const json_t *record)
{
	if (json_is_true(json_object_get(record, "IsCustomer")) &&
	    !json_is_true(json_object_get(record, "IsSupplier")))
		return PIPE_KIND_CUSTOMER;
	if (person->first_name == NULL && person->last_name == NULL)
		return PIPE_KIND_COMPANY;
	return PIPE_KIND_CONTRACTOR;
}

/*
 * Whether the status is one of LEFT (ending with NULL): no longer in use.  A
 * status that is neither "ACTIVE" nor one of these has no effect, whatever Xero
 * may add: otherwise it could lock people out or readmit leavers.
 */
static void
read_status(struct person_draft *draft, const json_t *record, const char *key,
    const char *const *left)
{
	struct pipe_person *person = &draft->person;
	const char *status = person_text(
	    draft, PIPE_LEFT_OUT_STATE, record, key);

	if (status == NULL || strcmp(status, "ACTIVE") == 0)
		return;
	for (; *left != NULL; left++) {
		if (strcmp(status, *left) != 0)
			continue;
		person->active = false;
		person->inactive_reason = status;
		return;
	}
	person_leave_out(
	    draft, PIPE_LEFT_OUT_STATE, json_object_get(record, key));
}

static void
read_contact_status(struct person_draft *draft, const json_t *record)
{
	static const char *const left[] = { "ARCHIVED", "GDPRREQUEST", NULL };
	const json_t *merged = json_object_get(record, "MergedToContactID");

	draft->person.merged_to = text_id(&draft->pool, merged);
	if (draft->person.merged_to == NULL)
		person_leave_out(draft, "merged_to", merged);
	read_status(draft, record, "ContactStatus", left);
}

enum person_result
person_from_xero_contact(struct person_draft *draft, const json_t *record,
    const char *const *groups, size_t group_count)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;
	bool chosen;

	person_begin(draft, PIPE_CONTACT);
	person->external_id = text_id(
	    pool, json_object_get(record, "ContactID"));
	person->first_name = person_text(
	    draft, "first_name", record, "FirstName");
	person->last_name = person_text(draft, "last_name", record, "LastName");
	person->display_name = person_text(
	    draft, "display_name", record, "Name");
	person->email = person_email(draft, record, "EmailAddress");
	person->phone = read_phone(draft, "phone", record, "DEFAULT");
	if (person->phone == NULL)
		person->phone = read_phone(draft, "phone", record, "DDI");
	person->mobile = read_phone(draft, "mobile", record, "MOBILE");
	person->updated_at = read_time(pool, record, "UpdatedDateUTC");
	read_contact_status(draft, record);
	person->kind_hint = contact_kind(person, record);
	chosen = read_groups(draft, record, groups, group_count);
	/* a merged record may have lost the group by that, and must still be
	 * recognised as the same person */
	if (!chosen && person->merged_to == NULL)
		return person->external_id == NULL ?
		    person_skip(draft, "the record has no usable id") :
		    PERSON_OTHER;
	return person_finish(draft);
}

/* --- payroll ------------------------------------------------------------ */

enum person_result
person_from_xero_payroll_au(struct person_draft *draft, const json_t *record)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;
	static const char *const left[] = { "TERMINATED", NULL };

	person_begin(draft, PIPE_PAYROLL);
	person->external_id = text_id(
	    pool, json_object_get(record, "EmployeeID"));
	person->first_name = person_text(
	    draft, "first_name", record, "FirstName");
	person->last_name = person_text(draft, "last_name", record, "LastName");
	person->email = person_email(draft, record, "Email");
	person->phone = person_text(draft, "phone", record, "Phone");
	person->mobile = person_text(draft, "mobile", record, "Mobile");
	person->title = person_text(draft, "title", record, "JobTitle");
	person->start_date = person_date(
	    draft, "start_date", record, "StartDate");
	person->end_date = person_date(
	    draft, "end_date", record, "TerminationDate");
	person->updated_at = read_time(pool, record, "UpdatedDateUTC");
	person->kind_hint = PIPE_KIND_EMPLOYEE;
	read_status(draft, record, "Status", left);
	return person_finish(draft);
}

/* There is no status: endDate carries it, and the agent acts on its day. */
enum person_result
person_from_xero_payroll_uknz(struct person_draft *draft, const json_t *record)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;

	person_begin(draft, PIPE_PAYROLL);
	person->external_id = text_id(
	    pool, json_object_get(record, "employeeID"));
	person->first_name = person_text(
	    draft, "first_name", record, "firstName");
	person->last_name = person_text(draft, "last_name", record, "lastName");
	person->email = person_email(draft, record, "email");
	person->phone = person_text(draft, "phone", record, "phoneNumber");
	person->title = person_text(draft, "title", record, "jobTitle");
	person->start_date = person_date(
	    draft, "start_date", record, "startDate");
	person->end_date = person_date(draft, "end_date", record, "endDate");
	person->updated_at = read_time(pool, record, "updatedDateUTC");
	person->kind_hint = json_is_true(
				json_object_get(record, "isOffPayrollWorker")) ?
	    PIPE_KIND_CONTRACTOR :
	    PIPE_KIND_EMPLOYEE;
	return person_finish(draft);
}
