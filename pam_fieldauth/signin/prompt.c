#include <ctype.h>
#include <stdio.h>

#include "base/i18n.h"
#include "pam_fieldauth/signin/note.h"
#include "pam_fieldauth/signin/prompt.h"

/* NOTE may be in the answer itself. */
static void
set_prompt(struct protocol_answer *answer, const char *note, const char *text)
{
	char prompt[2 * sizeof(answer->prompt)];

	(void)snprintf(
	    prompt, sizeof(prompt), "%s%s%s: ", note, note_stop(note), text);
	if (note[0] != '\0')
		prompt[0] = (char)toupper((unsigned char)prompt[0]);
	protocol_set(answer->prompt, sizeof(answer->prompt), prompt);
}

void
prompt_ask(struct protocol_answer *answer, enum protocol_step step, bool echo,
    const char *note, const char *text)
{
	set_prompt(answer, note, text);
	answer->step = step;
	answer->echo = echo;
}

void
prompt_new(struct protocol_answer *answer, const char *note, const char *text)
{
	set_prompt(answer, note, text);
	protocol_set(answer->prompt_again, sizeof(answer->prompt_again),
	    _("Retype new password: "));
	answer->retry = 1;
}

void
prompt_change(struct protocol_answer *answer, bool needed)
{
	if (needed)
		set_prompt(answer, answer->sentence, _("Current password"));
	else
		prompt_new(answer, answer->sentence, _("New password"));
}

bool
prompt_may_ask(const struct work *work)
{
	return work->request->round < PROTOCOL_ROUNDS;
}
