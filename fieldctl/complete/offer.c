#include <string.h>

#include "base/str.h"
#include "fieldctl/complete/offer.h"

void
offer_word(const struct offer *offer, const char *word, const char *help)
{
	if (strncmp(word, offer->typed, strlen(offer->typed)) != 0 ||
	    word[0] == '\0' || !str_is_printable(word))
		return;
	fputs(offer->before, offer->out);
	fputs(word, offer->out);
	if (help != NULL && help[0] != '\0' && str_is_printable(help))
		fprintf(offer->out, "\t%s", help);
	fputc('\n', offer->out);
}

void
offer_files(const struct offer *offer)
{
	fputs("\tfile\n", offer->out);
}
