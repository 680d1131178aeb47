/* Locks after failed attempts: a person who mistypes a password, or an attack. */
#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "store/lock/lock.h"

/* An attack may lock everybody. */
#define SHOWN_MAX 20

struct locks {
	struct doctor *doctor;
	size_t count;
};

static bool
note_lock(const char *login, const struct lock *lock, void *context)
{
	struct locks *locks = context;
	char mend[200], iso[CLOCK_ISO_SIZE];

	if (++locks->count > SHOWN_MAX)
		return true;
	(void)str_format(mend, sizeof(mend),
	    _("It ends automatically.  To end it now: fieldctl user unlock %s"),
	    login);
	doctor_find(locks->doctor, DOCTOR_WARN, mend,
	    _("%1$s is locked for %2$s until %3$s, after %4$lld failed attempts."),
	    login, lock_source_name(lock->source_kind, lock->address),
	    clock_format_iso(lock->until, iso), (long long)lock->failures);
	return true;
}

void
doctor_locks(struct doctor *doctor)
{
	struct locks locks = { doctor, 0 };

	if (doctor->ctl->store == NULL)
		return;
	if (lock_each(doctor->ctl->store, note_lock, &locks) != FIELD_OK)
		doctor_find(
		    doctor, DOCTOR_FAIL, "", _("The locks could not be read."));
	else if (locks.count > SHOWN_MAX)
		doctor_find(doctor, DOCTOR_WARN, "fieldctl user list --locked",
		    _("Locks in all: %zu."), locks.count);
}
