#include "syncd/fetch/quickbooks/person.h"

/* Common to employees and vendors. */
static void
read_names(struct person_draft *draft, const json_t *record)
{
	struct text_pool *pool = &draft->pool;
	struct pipe_person *person = &draft->person;
	const json_t *meta = json_object_get(record, "MetaData");
	const json_t *mail = json_object_get(record, "PrimaryEmailAddr");
	const json_t *active = json_object_get(record, "Active");

	person->external_id = text_id(pool, json_object_get(record, "Id"));
	person->first_name = text_undeleted(
	    pool, person_text(draft, "first_name", record, "GivenName"));
	person->last_name = text_undeleted(
	    pool, person_text(draft, "last_name", record, "FamilyName"));
	person->display_name = text_undeleted(
	    pool, person_text(draft, "display_name", record, "DisplayName"));
	if (json_is_object(mail))
		person->email = person_email(draft, mail, "Address");
	else
		person_leave_out(draft, "email", mail);
	person->phone = person_nested(
	    draft, "phone", record, "PrimaryPhone", "FreeFormNumber");
	person->mobile = person_nested(
	    draft, "mobile", record, "Mobile", "FreeFormNumber");
	person->updated_at = text_iso_time(
	    pool, text_value(json_object_get(meta, "LastUpdatedTime")));
	/* only properties with a value are returned: a missing one is not
	 * false */
	person->active = !json_is_false(active);
	if (!json_is_boolean(active))
		person_leave_out(draft, PIPE_LEFT_OUT_STATE, active);
	if (!person->active)
		person->inactive_reason = "Active is false";
}

/* Title is omitted: in QuickBooks it is "Ms", not a job title. */
enum person_result
person_from_qb_employee(struct person_draft *draft, const json_t *record)
{
	struct pipe_person *person = &draft->person;

	person_begin(draft, PIPE_EMPLOYEE);
	read_names(draft, record);
	person->kind_hint = PIPE_KIND_EMPLOYEE;
	person->employee_number = person_text(
	    draft, "employee_number", record, "EmployeeNumber");
	person->start_date = person_date(
	    draft, "start_date", record, "HiredDate");
	person->end_date = person_date(
	    draft, "end_date", record, "ReleasedDate");
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
