/* Recognises local parts of addresses that do not name one person: several
 * people read them, or none.  Such an address must never become a login
 * name. */
#include <string.h>

#include "base/str.h"
#include "store/people/local_word.h"
#include "store/login/mailbox.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"

/* RFC 2142, and what offices are called in the languages of the companies that
 * use QuickBooks and Xero. */
static const char *const offices[] = { "abuse", "account", "accountant",
	"accounting", "accounts", "accountspayable", "accountsreceivable",
	"administracion", "administration", "administrator", "admins", "adm",
	"ap", "ar", "biuro", "billing", "bestellung", "booking", "bookings",
	"bookkeeper", "bookkeeping", "buchhaltung", "buero", "buro", "bureau",
	"career", "careers", "company", "comptabilite", "contabilidad",
	"contact", "contactus", "contacto", "contato", "contatti", "crew",
	"customerservice", "customersupport", "dispatch", "dispatcher",
	"donotreply", "email", "employee", "employees", "empresa", "enquiries",
	"enquiry", "estimating", "everyone", "facturacion", "facturation",
	"feedback", "field", "finance", "financial", "firma", "frontdesk",
	"ftp", "general", "hello", "hallo", "help", "helpdesk", "hi", "home",
	"hola", "hostmaster", "hr", "humanresources", "info", "infos",
	"information", "inquiries", "inquiry", "invoice", "invoices",
	"invoicing", "it", "itsupport", "job", "jobs", "kantoor", "kontakt",
	"kontor", "legal", "list", "mail", "mailbox", "mailerdaemon", "main",
	"management", "manager", "marketing", "me", "media", "news",
	"newsletter", "nobody", "none", "noreply", "notifications", "office",
	"oficina", "operations", "ops", "order", "orders", "owner", "owners",
	"payables", "payroll", "personnel", "post", "postbox", "postmaster",
	"pr", "press", "privacy", "purchasing", "quote", "quotes",
	"receivables", "reception", "recepcion", "rechnung", "rechnungen",
	"recruiting", "recruitment", "reservations", "sales", "schedule",
	"scheduling", "secretary", "secretariat", "secretaria", "security",
	"segreteria", "sekretariat", "service", "services", "shared", "shop",
	"site", "soporte", "staff", "store", "subscribe", "supervisor",
	"support", "team", "technician", "technicians", "tech", "temp", "test",
	"tickets", "training", "ufficio", "unknown", "unsubscribe", "usenet",
	"user", "vendas", "ventas", "ventes", "verkauf", "webmaster", "web",
	"welcome", "work", "workshop", "www" };

static bool
is_office(const char *word, size_t len)
{
	/* "info2" is another of the kind. */
	while (len > 0 && strchr(DIGITS, word[len - 1]) != NULL)
		len--;
	for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++)
		if (strlen(offices[i]) == len &&
		    memcmp(offices[i], word, len) == 0)
			return true;
	return false;
}

/* The local part in lower case up to a '+'; false when it is not ASCII or too
 * long for any address. */
static bool
take_local_part(const char *email, char *buf, size_t size)
{
	const size_t len = strcspn(email, "@+");

	if (len >= size)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = email[i];

		if ((unsigned char)c >= 0x80)
			return false;
		buf[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	buf[len] = '\0';
	return true;
}

static void
squeeze(const char *text, char *buf, size_t size)
{
	size_t len = 0;

	for (; *text != '\0' && len + 1 < size; text++)
		if (strchr(len == 0 ? LETTERS : LETTERS DIGITS, *text) != NULL)
			buf[len++] = *text;
	buf[len] = '\0';
}

bool
mailbox_login(const char *email, char *buf, size_t size)
{
	char local[65]; /* RFC 5321, section 4.5.3.1.1 */

	buf[0] = '\0';
	if (!take_local_part(email, local, sizeof(local)))
		return false;
	squeeze(local, buf, size);
	if (buf[0] == '\0' || is_office(buf, strlen(buf)) ||
	    is_office(local, strspn(local, LETTERS DIGITS)) ||
	    local_name_is_reserved(local) || local_name_is_reserved(buf))
		buf[0] = '\0';
	return buf[0] != '\0';
}
