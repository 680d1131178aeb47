#include <stdio.h>
#include <string.h>

#include "pam_fieldauth/signin/note.h"

const char *
note_stop(const char *sentence)
{
	const size_t len = strlen(sentence);

	if (len == 0)
		return "";
	return strchr(".!?", sentence[len - 1]) != NULL ? " " : ". ";
}

const char *
note_of(const struct refusal *why, char buf[NOTE_SIZE])
{
	char sentence[384], hint[128];

	(void)refusal_sentence(why, sentence, sizeof(sentence));
	(void)refusal_hint(why, hint, sizeof(hint));
	(void)snprintf(buf, NOTE_SIZE, "%s%s%s", sentence,
	    hint[0] != '\0' ? note_stop(sentence) : "", hint);
	return buf;
}
