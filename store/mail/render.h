/*
 * store/mail/render: the text of a mail, in the recipient's language.
 * Layer: store.  Users: outbox_take, control/mail (preview).
 */
#ifndef STORE_MAIL_RENDER_H
#define STORE_MAIL_RENDER_H

#include "base/secret.h"
#include "store/core/user.h"
#include "store/db/db.h"
#include "store/mail/template.h"

/* To whom. */
struct mail_reader {
	const struct user *user; /* or NULL */
	const char *address;     /* where it is sent */
	const char *org_id;
};

struct mail_text {
	char language[16];
	char file[PATHS_MAX];        /* the template; "": built in */
	struct secret subject, body; /* no subject in texts */
};

/*
 * FIELDS are those that the cause gave; the reader's own are added here.
 * FIELD_ENOMEM, a database error.  Release *ret_text, which is empty after an
 * error.
 */
int mail_render(struct store *store, enum mail_template id, bool by_text,
    const struct mail_reader *reader, const struct mail_fields *fields,
    struct mail_text *ret_text);
void mail_text_release(struct mail_text *text);

#endif
