/* The names of the fields that imports set.  The database stores them: never
 * change one. */
#include "store/people/plan_field.h"

const char *const plan_field_names[PLAN_FIELD_COUNT] = {
	[PLAN_FIRST_NAME] = "first_name",
	[PLAN_LAST_NAME] = "last_name",
	[PLAN_EMAIL] = "email",
	[PLAN_PHONE] = "phone",
	[PLAN_MOBILE] = "mobile",
	[PLAN_TITLE] = "title",
	[PLAN_EMPLOYEE_NUMBER] = "employee_number",
};
