/*
 * The fields of a profile.  Adding a field takes a row here, a member of struct
 * user and struct user_edit, and a column in SQL_USER_EDIT.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/home/shell.h"
#include "store/people/user_text.h"
#include "store/verb/user_field.h"

/* --- values that become a path, a file name or an environment variable
 * ------- */

static int
take_word(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789._-";
	int rc = user_take_text(buf, size, text, label, why);

	if (rc == FIELD_OK && buf[strspn(buf, word)] != '\0')
		return refuse(why, REASON_BAD_WORD, buf, label);
	return rc;
}

static int
take_shell(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why)
{
	enum shell_state state = SHELL_FINE;
	int rc = user_take_text(buf, size, text, label, why);

	if (rc == FIELD_OK && buf[0] != '\0' &&
	    (buf[0] != '/' || strstr(buf, "..") != NULL ||
		strpbrk(buf, " \t") != NULL))
		return refuse(why, REASON_BAD_PATH, buf, label);
	if (rc == FIELD_OK && buf[0] != '\0')
		state = shell_look(buf);
	return shell_is_refused(state) ?
	    refuse(why, shell_reason(state), buf, NULL) :
	    rc;
}

/* --- the table ---------------------------------------------------------------- */

#define AT(member)                                      \
	.given_at = offsetof(struct user_edit, member), \
	.at = offsetof(struct user, member),            \
	.size = sizeof(((struct user *)NULL)->member)

const struct user_field user_fields[] = {
	{ "first_name", N_("first name"), user_take_name, AT(first_name),
	    .own = true },
	{ "last_name", N_("last name"), user_take_name, AT(last_name),
	    .own = true },
	{ "email", N_("e-mail address"), NULL, AT(email), .reaches = true },
	{ "mail_address", N_("mail address"), NULL, 0,
	    offsetof(struct user, mail_address), USER_EMAIL_SIZE,
	    .follows = true },
	{ "phone", N_("phone number"), user_take_phone, AT(phone), .own = true,
	    .reaches = true },
	{ "mobile", N_("mobile number"), user_take_phone, AT(mobile),
	    .own = true, .reaches = true },
	{ "mobile_provider", N_("mobile provider"), take_word,
	    AT(mobile_provider), .own = true, .reaches = true },
	{ "title", N_("job title"), user_take_text, AT(title) },
	{ "employee_number", N_("employee number"), user_take_number,
	    AT(employee_number) },
	/* the destination of an envelope with codes */
	{ "street", N_("street"), user_take_text, AT(street), .own = true,
	    .reaches = true },
	{ "city", N_("city"), user_take_text, AT(city), .own = true,
	    .reaches = true },
	{ "region", N_("region"), user_take_text, AT(region), .own = true,
	    .reaches = true },
	{ "postcode", N_("postcode"), user_take_text, AT(postcode), .own = true,
	    .reaches = true },
	{ "country", N_("country"), user_take_text, AT(country), .own = true,
	    .reaches = true },
	{ "language", N_("language"), take_word, AT(language), .own = true },
	/* a program that runs as the person at the next sign-in */
	{ "shell", N_("login shell"), take_shell, AT(shell), .reaches = true },
	{ "desktop", N_("desktop session"), take_word, AT(desktop),
	    .not_yet = true },
	{ "landing", N_("landing module"), take_word, AT(landing) },
};
const size_t user_field_count = sizeof(user_fields) / sizeof(user_fields[0]);

#undef AT

const char *
user_field_text(const struct user_field *field, const struct user *user)
{
	return (const char *)user + field->at;
}

const char *
user_field_given(const struct user_field *field, const struct user_edit *edit)
{
	return field->follows ?
	    NULL :
	    *(const char *const *)((const char *)edit + field->given_at);
}

bool
user_edit_is_own(const struct user_edit *edit)
{
	bool own = edit->kind == NULL && edit->expires_at == NULL &&
	    edit->lead_id == NULL && edit->shared_address_ok == NULL;

	for (size_t i = 0; i < user_field_count; i++)
		if (user_field_given(&user_fields[i], edit) != NULL)
			own = own && user_fields[i].own;
	return own;
}

void
user_edit_each_not_yet(const struct user_edit *edit,
    void (*visit)(const char *field, void *context), void *context)
{
	for (size_t i = 0; i < user_field_count; i++) {
		const char *given = user_field_given(&user_fields[i], edit);

		if (user_fields[i].not_yet && given != NULL && given[0] != '\0')
			visit(user_fields[i].name, context);
	}
}

bool
user_edit_reaches(const struct user_edit *edit)
{
	for (size_t i = 0; i < user_field_count; i++)
		if (user_fields[i].reaches &&
		    user_field_given(&user_fields[i], edit) != NULL)
			return true;
	return false;
}

int
user_edit_take(
    struct user *after, const struct user_edit *edit, struct refusal *why)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < user_field_count; i++) {
		const struct user_field *field = &user_fields[i];
		const char *given = user_field_given(field, edit);

		if (given != NULL && field->take != NULL)
			rc = field->take((char *)after + field->at, field->size,
			    given, dgettext(FIELDAUTH_TEXTDOMAIN, field->label),
			    why);
	}
	if (rc == FIELD_OK && after->first_name[0] == '\0' &&
	    after->last_name[0] == '\0')
		return refuse(why, REASON_NAME_MISSING, NULL, NULL);
	return rc;
}
