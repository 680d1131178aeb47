/* Reads rows of the outbox for tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox_inside.h"
#include "tests/support/outbox.h"

static void
column_of_newest(struct company *company, const char *column,
    enum mail_template template, char *buf, size_t size)
{
	char sql[200];

	assert_true(str_format(sql, sizeof(sql),
	    "SELECT %s FROM outbox WHERE template = '%s'"
	    " ORDER BY rowid DESC LIMIT 1",
	    column, mail_template_info(template)->name));
	company_text(company, sql, buf, size);
}

void
queued_newest(struct company *company, enum mail_template template,
    struct queued *ret_queued)
{
	column_of_newest(
	    company, "id", template, ret_queued->id, sizeof(ret_queued->id));
	column_of_newest(company, "address", template, ret_queued->address,
	    sizeof(ret_queued->address));
	assert_int_equal(outbox_fields(company->store, ret_queued->id,
			     &ret_queued->fields, &ret_queued->bytes),
	    FIELD_OK);
}

void
queued_release(struct queued *queued)
{
	secret_release(&queued->bytes);
}

int64_t
queued_count(struct company *company, enum mail_template template)
{
	char sql[200];

	assert_true(str_format(sql, sizeof(sql),
	    "SELECT count(*) FROM outbox WHERE template = '%s'",
	    mail_template_info(template)->name));
	return company_count(company, sql);
}
