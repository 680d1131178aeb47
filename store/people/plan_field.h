/*
 * store/people/plan_field: the fields of a person that imports set and
 * administrators pin (A7).
 * Layer: store.  Users: user_pin, plan.
 */
#ifndef STORE_PEOPLE_PLAN_FIELD_H
#define STORE_PEOPLE_PLAN_FIELD_H

enum plan_field_id {
	PLAN_FIRST_NAME,
	PLAN_LAST_NAME,
	PLAN_EMAIL,
	PLAN_PHONE,
	PLAN_MOBILE,
	PLAN_TITLE,
	PLAN_EMPLOYEE_NUMBER,
	PLAN_FIELD_COUNT,
};

/* The name used in the database and in reports. */
extern const char *const plan_field_names[PLAN_FIELD_COUNT];

#endif
