/*
 * The formats of other programs.  The names are those that the programs write:
 * QuickBooks Online's and Desktop's reports and lists, QuickBooks Time's team
 * members, Xero's contacts and payroll templates (help.xero.com), Google
 * Workspace's and Microsoft 365's user downloads.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "store/import/csv_format.h"

static const struct csv_alias quickbooks_columns[] = {
	{ "employee", CSV_COLUMN_NAME },
	{ "employeename", CSV_COLUMN_NAME },
	{ "employeefullname", CSV_COLUMN_NAME },
	{ "fullname", CSV_COLUMN_NAME },
	{ "displayname", CSV_COLUMN_NAME },
	{ "name", CSV_COLUMN_NAME },
	{ "personalinfo", CSV_COLUMN_DETAILS },
	{ "firstname", CSV_COLUMN_FIRST_NAME },
	{ "lastname", CSV_COLUMN_LAST_NAME },
	{ "email", CSV_COLUMN_EMAIL },
	{ "emailaddress", CSV_COLUMN_EMAIL },
	{ "mainemail", CSV_COLUMN_EMAIL },
	{ "workemail", CSV_COLUMN_EMAIL },
	{ "phonenumbers", CSV_COLUMN_PHONES },
	{ "phone", CSV_COLUMN_PHONE },
	{ "phone#", CSV_COLUMN_PHONE },
	{ "phonenumber", CSV_COLUMN_PHONE },
	{ "mainphone", CSV_COLUMN_PHONE },
	{ "workphone", CSV_COLUMN_PHONE },
	{ "homephone", CSV_COLUMN_PHONE },
	{ "mobile", CSV_COLUMN_MOBILE },
	{ "mobilephone", CSV_COLUMN_MOBILE },
	{ "mobilenumber", CSV_COLUMN_MOBILE },
	{ "jobtitle", CSV_COLUMN_TITLE },
	{ "department", CSV_COLUMN_DEPARTMENT },
	{ "group", CSV_COLUMN_DEPARTMENT },
	{ "employeeid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "employee#", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "employeeno", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "employeenumber", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "activestatus", CSV_COLUMN_STATUS },
	{ "status", CSV_COLUMN_STATUS },
	{ "enabled", CSV_COLUMN_STATUS },
	{ "releasedate", CSV_COLUMN_ENDS_ON },
	{ "terminationdate", CSV_COLUMN_ENDS_ON },
	{ NULL, CSV_COLUMN_IGNORED },
};

static const struct csv_alias xero_contact_columns[] = {
	{ "contactname", CSV_COLUMN_NAME },
	{ "firstname", CSV_COLUMN_FIRST_NAME },
	{ "lastname", CSV_COLUMN_LAST_NAME },
	{ "emailaddress", CSV_COLUMN_EMAIL },
	{ "phonenumber", CSV_COLUMN_PHONE },
	{ "phonecountrycode", CSV_COLUMN_PHONE_COUNTRY },
	{ "phoneareacode", CSV_COLUMN_PHONE_AREA },
	{ "mobilenumber", CSV_COLUMN_MOBILE },
	{ "mobilecountrycode", CSV_COLUMN_MOBILE_COUNTRY },
	{ "mobileareacode", CSV_COLUMN_MOBILE_AREA },
	{ "contactid", CSV_COLUMN_EXTERNAL_ID },
	{ "contactstatus", CSV_COLUMN_STATUS },
	{ NULL, CSV_COLUMN_IGNORED },
};

/* "Title" is Mr or Ms there. */
static const struct csv_alias xero_payroll_columns[] = {
	{ "firstname", CSV_COLUMN_FIRST_NAME },
	{ "lastname", CSV_COLUMN_LAST_NAME },
	{ "employee", CSV_COLUMN_NAME },
	{ "employeename", CSV_COLUMN_NAME },
	{ "name", CSV_COLUMN_NAME },
	{ "email", CSV_COLUMN_EMAIL },
	{ "emailaddress", CSV_COLUMN_EMAIL },
	{ "mobile", CSV_COLUMN_MOBILE },
	{ "mobilenumber", CSV_COLUMN_MOBILE },
	{ "mobilephone", CSV_COLUMN_MOBILE },
	{ "phone", CSV_COLUMN_PHONE },
	{ "phonenumber", CSV_COLUMN_PHONE },
	{ "homephone", CSV_COLUMN_PHONE },
	{ "jobtitle", CSV_COLUMN_TITLE },
	{ "classification", CSV_COLUMN_TITLE },
	{ "employeegroup", CSV_COLUMN_DEPARTMENT },
	{ "employeegroupname", CSV_COLUMN_DEPARTMENT },
	{ "employeenumber", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "employeeid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "payrollid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "uniqueid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "status", CSV_COLUMN_STATUS },
	{ "terminationdate", CSV_COLUMN_ENDS_ON },
	{ "enddate", CSV_COLUMN_ENDS_ON },
	{ NULL, CSV_COLUMN_IGNORED },
};

static const struct csv_alias google_columns[] = {
	{ "firstname[required]", CSV_COLUMN_FIRST_NAME },
	{ "lastname[required]", CSV_COLUMN_LAST_NAME },
	{ "emailaddress[required]", CSV_COLUMN_EMAIL },
	{ "status[readonly]", CSV_COLUMN_STATUS },
	{ "employeeid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "employeetitle", CSV_COLUMN_TITLE },
	{ "department", CSV_COLUMN_DEPARTMENT },
	{ "workphone", CSV_COLUMN_PHONE },
	{ "mobilephone", CSV_COLUMN_MOBILE },
	{ NULL, CSV_COLUMN_IGNORED },
};

static const struct csv_alias microsoft_columns[] = {
	{ "objectid", CSV_COLUMN_EXTERNAL_ID },
	{ "id", CSV_COLUMN_EXTERNAL_ID },
	{ "displayname", CSV_COLUMN_NAME },
	{ "givenname", CSV_COLUMN_FIRST_NAME },
	{ "firstname", CSV_COLUMN_FIRST_NAME },
	{ "surname", CSV_COLUMN_LAST_NAME },
	{ "lastname", CSV_COLUMN_LAST_NAME },
	{ "mail", CSV_COLUMN_EMAIL },
	{ "userprincipalname", CSV_COLUMN_EMAIL_ELSE },
	{ "usertype", CSV_COLUMN_MEMBER },
	{ "accountenabled", CSV_COLUMN_STATUS },
	{ "blockcredential", CSV_COLUMN_BLOCKED },
	{ "jobtitle", CSV_COLUMN_TITLE },
	{ "title", CSV_COLUMN_TITLE },
	{ "department", CSV_COLUMN_DEPARTMENT },
	{ "telephonenumber", CSV_COLUMN_PHONE },
	{ "phonenumber", CSV_COLUMN_PHONE },
	{ "mobile", CSV_COLUMN_MOBILE },
	{ "mobilephone", CSV_COLUMN_MOBILE },
	{ "employeeid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ NULL, CSV_COLUMN_IGNORED },
};

static const struct csv_program quickbooks = { .columns = quickbooks_columns,
	.is_report = true,
	.has_unique_names = true };
static const struct csv_program quickbooks_time = {
	.columns = quickbooks_columns
};
static const struct csv_program xero_contacts = {
	.columns = xero_contact_columns,
	.has_unique_names = true,
	.has_companies = true
};
static const struct csv_program xero_payroll = {
	.columns = xero_payroll_columns, .is_report = true
};
static const struct csv_program google = { .columns = google_columns };
static const struct csv_program microsoft = { .columns = microsoft_columns };

/* The first match is used. */
static const struct csv_format formats[] = {
	{ N_("QuickBooks Time, team members"), &quickbooks_time,
	    { "employee#", "payrollid" }, NULL },
	{ N_("QuickBooks Online, Employee Contact List"), &quickbooks,
	    { "employee", "phonenumbers" }, NULL },
	{ N_("QuickBooks Online, Employee Contact List"), &quickbooks,
	    { "employeefullname", "phonenumbers" }, NULL },
	{ N_("QuickBooks Desktop, employee list"), &quickbooks,
	    { "activestatus", "employee" }, NULL },
	{ N_("QuickBooks Desktop, Employee Contact List"), &quickbooks,
	    { "employee", "ssno" }, NULL },
	{ N_("QuickBooks Desktop, Employee Contact List"), &quickbooks,
	    { "employee", "socialsecurityno" }, NULL },
	{ N_("QuickBooks, Employee Contact List"), &quickbooks, { NULL },
	    "employeecontactlist" },
	{ N_("QuickBooks Payroll, Employee Details"), &quickbooks, { NULL },
	    "employeedetails" },
	{ N_("QuickBooks Payroll, Employee Details"), &quickbooks,
	    { "personalinfo", "payinfo" }, NULL },
	{ N_("QuickBooks Payroll, Employee Directory"), &quickbooks, { NULL },
	    "employeedirectory" },
	{ N_("QuickBooks Payroll, employees"), &quickbooks,
	    { "name", "payrate", "paymethod" }, NULL },
	{ N_("QuickBooks Payroll, employees"), &quickbooks,
	    { "firstname", "lastname", "hiredate" }, NULL },
	{ N_("QuickBooks Payroll, employees"), &quickbooks,
	    { "employee", "hiredate" }, NULL },
	{ N_("QuickBooks Payroll, employees"), &quickbooks,
	    { "name", "hiredate" }, NULL },
	{ N_("Xero, contacts"), &xero_contacts,
	    { "contactname", "emailaddress" }, NULL },
	{ N_("Xero Payroll, Employee Contact Details"), &xero_payroll, { NULL },
	    "employeecontactdetails" },
	{ N_("Xero Payroll, employees"), &xero_payroll,
	    { "firstname", "lastname", "dateofbirth" }, NULL },
	{ N_("Xero Payroll, employees"), &xero_payroll,
	    { "firstname", "lastname", "payrollcalendar" }, NULL },
	{ N_("Google Workspace, users"), &google,
	    { "firstname[required]", "lastname[required]",
		"emailaddress[required]" },
	    NULL },
	{ N_("Microsoft 365, users"), &microsoft,
	    { "userprincipalname", "displayname" }, NULL },
};

static bool
has_column(const struct csv_row *header, const char *name)
{
	char squeezed[CSV_SQUEEZED_SIZE];

	for (size_t i = 0; i < header->count; i++) {
		csv_squeeze(header->fields[i], squeezed, sizeof(squeezed));
		if (strcmp(squeezed, name) == 0)
			return true;
	}
	return false;
}

/* With a line above that names the report: a column with names, and another
 * one. */
static bool
has_names(const struct csv_format *format, const struct csv_row *header)
{
	bool has_name = false;
	size_t count = 0;

	for (const struct csv_alias *at = format->program->columns;
	     at->name != NULL; at++) {
		if (!has_column(header, at->name))
			continue;
		count++;
		has_name = has_name || at->column == CSV_COLUMN_NAME ||
		    at->column == CSV_COLUMN_LAST_NAME ||
		    at->column == CSV_COLUMN_DETAILS;
	}
	return has_name && count > 1;
}

static bool
fits(const struct csv_format *format, const struct csv_row *header,
    const char *above)
{
	if (format->above != NULL)
		return strstr(above, format->above) != NULL &&
		    has_names(format, header);
	for (size_t i = 0; format->needs[i] != NULL; i++)
		if (!has_column(header, format->needs[i]))
			return false;
	return true;
}

const struct csv_format *
csv_format_find(const struct csv_row *header, const char *above)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (fits(&formats[i], header, above))
			return &formats[i];
	return NULL;
}
