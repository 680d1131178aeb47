#include <string.h>

#include "syncd/fetch/person.h"

/* What employees and vendors have in common. */
static void
read_names(struct person_draft *draft, const json_t *record)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;
	const json_t *meta = json_object_get(record, "MetaData");
	const json_t *mail = json_object_get(record, "PrimaryEmailAddr");

	person->external_id = text_id(pool, json_object_get(record, "Id"));
	person->first_name = text_undeleted(
	    pool, text_member(pool, record, "GivenName"));
	person->last_name = text_undeleted(
	    pool, text_member(pool, record, "FamilyName"));
	person->display_name = text_undeleted(
	    pool, text_member(pool, record, "DisplayName"));
	person->email = text_email(
	    pool, text_value(json_object_get(mail, "Address")));
	person->phone = text_nested(
	    pool, record, "PrimaryPhone", "FreeFormNumber");
	person->mobile = text_nested(pool, record, "Mobile", "FreeFormNumber");
	person->updated_at = text_iso_time(
	    pool, text_value(json_object_get(meta, "LastUpdatedTime")));
	/* only properties with a value are returned: absent is not false */
	person->active = !json_is_false(json_object_get(record, "Active"));
	if (!person->active)
		person->inactive_reason = "Active is false";
}

/* Title is left out: QuickBooks means "Ms" by it, not a job. */
enum person_result
person_from_qb_employee(struct person_draft *draft, const json_t *record)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;

	person_begin(draft, PIPE_EMPLOYEE);
	read_names(draft, record);
	person->kind_hint = PIPE_KIND_EMPLOYEE;
	person->employee_number = text_member(pool, record, "EmployeeNumber");
	person->start_date = text_iso_date(
	    pool, text_value(json_object_get(record, "HiredDate")));
	person->end_date = text_iso_date(
	    pool, text_value(json_object_get(record, "ReleasedDate")));
	return person_finish(draft);
}

enum person_result
person_from_qb_vendor(struct person_draft *draft, const json_t *record)
{
	struct pipe_person *person = &draft->person;

	person_begin(draft, PIPE_VENDOR);
	read_names(draft, record);
	if (!json_is_true(json_object_get(record, "Vendor1099")) &&
	    !json_is_true(json_object_get(record, "IsSubContractor")))
		return person->external_id == NULL ?
		    person_skip(draft, "the record has no usable id") :
		    PERSON_OTHER;
	person->kind_hint = person->first_name != NULL ||
		person->last_name != NULL ?
	    PIPE_KIND_CONTRACTOR :
	    PIPE_KIND_COMPANY;
	return person_finish(draft);
}
