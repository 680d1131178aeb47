/*
 * store/mail/template: the kinds of mail, and the fields of each.
 * Layer: store.  Users: everything that queues mail; render, control/mail.
 *
 * template.def is the table of kinds, field.def the one of fields.  A field is
 * given as text in the recipient's words, or as a time.
 */
#ifndef STORE_MAIL_TEMPLATE_H
#define STORE_MAIL_TEMPLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/oneof.h"

enum mail_template {
#define TEMPLATE(id, ...) MAIL_##id,
#include "store/mail/template.def"
#undef TEMPLATE
	MAIL_TEMPLATE_COUNT
};

enum mail_field {
#define FIELD(id, ...) MAIL_FIELD_##id,
#include "store/mail/field.def"
#undef FIELD
	MAIL_FIELD_COUNT
};

enum mail_field_type {
	MAIL_TYPE_TEXT,
	MAIL_TYPE_LINES,
	MAIL_TYPE_TIME,
	MAIL_TYPE_SECRET,
};

/* Where a mail is sent, when it is sent. */
enum mail_recipient {
	MAIL_TO_PERSON,  /* user_mail_address() */
	MAIL_TO_PENDING, /* the address that the person is to verify */
	MAIL_TO_SENDER,  /* the address to send from that is to be verified */
	MAIL_TO_ADDRESS, /* the one given, whatever the person's is now */
	MAIL_TO_ADMINS,  /* each administrator: store/mail/admins.h */
};

struct mail_template_info {
	const char *name;
	int urgency; /* 0 is sent first */
	enum mail_recipient recipient;
	uint32_t required, allowed; /* MAIL_BIT() of fields */
	bool by_text;               /* text messages have a short form */
	const char *help;           /* N_() text */
};

struct mail_field_info {
	const char *name;
	enum mail_field_type type;
	const char *help; /* N_() text */
};

#define MAIL_BIT(field) (UINT32_C(1) << (field))

const struct mail_template_info *mail_template_info(enum mail_template id);
const struct mail_field_info *mail_field_info(enum mail_field id);
/* FIELD_ENOTFOUND. */
int mail_template_by_name(const char *name, enum mail_template *ret_id);
int mail_field_by_name(const char *name, enum mail_field *ret_id);
/* The names of all templates. */
struct oneof mail_template_names(void);

/* Whether mails of the kind contain a code or password. */
bool mail_template_is_secret(enum mail_template id);
/* The fields that a template of the kind may use, as MAIL_BIT(): those of the
 * kind, and those of each recipient. */
uint32_t mail_template_fields(enum mail_template id);

/*
 * The values of fields: TEXT, or for times the second in TIME_S.  NULL and 0
 * are not given.
 */
struct mail_fields {
	const char *text[MAIL_FIELD_COUNT];
	int64_t time_s[MAIL_FIELD_COUNT];
};

#endif
