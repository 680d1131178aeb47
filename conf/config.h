/*
 * conf/config: fieldauth.conf, parsed by inih and checked line by line.
 * Layer: conf.  Users: store, syncd, fieldctl, fieldauth-signin.
 * Man page: fieldauth.conf(5).
 *
 * Either the whole file is accepted or none of it, except for sign-ins.  Lines
 * longer than 198 bytes and section names longer than 49 are refused (inih
 * would split them silently), as are repeated and unknown keys, each with its
 * line number.
 */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_source_type { CONFIG_QUICKBOOKS, CONFIG_XERO };

/* One [source NAME].  Strings are "" when not given.  URLs have no trailing
 * slash and are https, or http to a loopback address. */
struct config_source {
	char name[50];
	enum config_source_type type;
	char org[64];
	char client_id[200];
	char client_secret_file[200];
	char api_url[200], token_url[200], authorize_url[200];
	char revoke_url[200], connections_url[200];
	char redirect_url[200];
	char ca_file[200];
	char pull[200]; /* of "employees vendors users contacts payroll" */
	char contact_groups[200]; /* names, separated by commas */
	int64_t every_s;          /* 0: only on request */
	char calendar[100];       /* systemd.time(7) OnCalendar form, or "" */
	bool sandbox;             /* QuickBooks: its sandbox, with other keys */
	bool custom_connection;   /* Xero: client credentials */
	bool limits;              /* false: do not apply our own rate limits */
};

/* Whether mail leaves only by TLS; a server on a loopback address may do
 * without. */
enum config_starttls {
	CONFIG_STARTTLS_DEFAULT, /* opportunistic on loopback, else required */
	CONFIG_STARTTLS_REQUIRED,
	CONFIG_STARTTLS_OPPORTUNISTIC,
};
enum config_mail_auth { CONFIG_AUTH_PASSWORD, CONFIG_AUTH_XOAUTH2 };

/* One [text_gateway NAME]: the e-mail gateway of a mobile provider, whose name
 * is as in a person's mobile_provider. */
struct config_text_gateway {
	char name[50];
	char address[200]; /* with {phone} */
};

struct config {
	/* [terminal] */
	char terminal_name[64];
	char terminal_site[64];
	char terminal_orgs[200]; /* names, separated by spaces */
	char language[32];       /* "": English */
	char help[150];          /* whom to ask: "Maria 555-0100" (N8) */
	bool email_sign_in;      /* U8, default true */
	bool enumerate;          /* NSS lists people, default true */
	bool members;            /* groups list members, default true */
	char home_template[100]; /* default "/home/%s" */
	char shell[100];         /* default "/bin/bash" */
	/* [ids] */
	uint32_t uid_min, uid_max; /* default 70000 99999 */
	uint32_t gid_min, gid_max; /* default 65600 69999 */
	char denied_groups[200];   /* more groups never granted (R16) */
	/* [mail] */
	char mail_smtp_url[200]; /* smtp:// or smtps://, host, port */
	enum config_starttls mail_starttls;
	enum config_mail_auth mail_auth;
	char mail_username[100];
	char mail_password_file[200];
	char mail_from[200];     /* "NAME <ADDRESS>", or an address */
	char mail_reply_to[200]; /* the same */
	char mail_ca_file[200];
	uint32_t mail_per_minute; /* default 30 */
	bool mail_sender; /* whether this terminal sends; default true */
	bool mail_qr;     /* codes also as an image; default false */
	/* auth = xoauth2: the application, and the provider's addresses */
	char mail_client_id[200];
	char mail_client_secret_file[200];
	char mail_device_url[200], mail_token_url[200];
	char mail_scope[200];
	/* [text], a gateway by HTTPS; {phone} and {text} in url and body */
	char text_url[200];
	char text_header_file[200];
	char text_body[200]; /* "": a GET request */
	char text_ca_file[200];
	/* [text_gateway NAME]... */
	struct config_text_gateway *text_gateways;
	size_t text_gateway_count;
	/* [source NAME]... */
	struct config_source *sources;
	size_t source_count;
};

/* The settings without a file. */
extern const struct config config_defaults;

/* Of [terminal], where the file does not give them. */
#define CONFIG_DEFAULT_HOME  "/home/%s"
#define CONFIG_DEFAULT_SHELL "/bin/bash"

/* Where the current [terminal] and [ids] were read from. */
enum config_reading {
	CONFIG_READ, /* fieldauth.conf */
	CONFIG_KEPT, /* the copy of the last valid settings */
};

/* A problem: the file, the LINE (0: the file as a whole), and the reason. */
struct config_problem {
	char file[256];
	int line;
	char why[200];
};

#define CONFIG_PROBLEM_SIZE 480

/* Format as "FILE:LINE: WHY", without LINE if it is 0. */
void config_problem_text(
    const struct config_problem *problem, char *buf, size_t size);

/*
 * Read PATH, then the files conf.d/NAME.conf beside it in the order of their
 * names; later files override earlier ones.  Missing files give the defaults.
 * On FIELD_EINVAL *ret_problem says where and why, and *ret_config is
 * unchanged.  FIELD_EIO, FIELD_ENOMEM.  Release the result with
 * config_release().
 */
int config_load(const char *path, struct config *ret_config,
    struct config_problem *ret_problem);
void config_release(struct config *config);

/*
 * Read only what a sign-in needs: [terminal] and [ids].  Problems in other
 * sections are ignored.  If these two have a problem, or a damaged section or
 * file might be one of them, or [terminal] has no name, the settings saved by
 * config_keep() at KEPT_PATH are used.  *ret_problem is set with FIELD_OK too;
 * its 'why' is "" when there is no problem.  FIELD_EINVAL: invalid, and no
 * saved settings.  FIELD_ENOMEM.
 */
int config_load_terminal(const char *path, const char *kept_path,
    struct config *ret_config, enum config_reading *ret_reading,
    struct config_problem *ret_problem);

/*
 * Save [terminal] and [ids] of a valid configuration at KEPT_PATH, mode 0600,
 * if they differ from the saved ones and the terminal has a name.  If saving
 * fails, for example on a full disk, the next reading tries again.
 */
void config_keep(const char *kept_path, const struct config *config);

/* As config_load(), for a file PATH that would hold TEXT, and without the files
 * beside it.  Nothing is read. */
int config_load_text(const char *path, const char *text,
    struct config *ret_config, struct config_problem *ret_problem);

/* Call VISIT for each problem of the file PATH alone, in order.  FIELD_OK even
 * if there are problems; FIELD_ENOMEM. */
typedef void config_visit(const struct config_problem *problem, void *context);
int config_check(const char *path, config_visit *visit, void *context);

/* Tell VISIT of each key that CONFIG gives and that nothing acts on yet. */
typedef void config_not_yet_visit(
    const char *section, const char *key, void *context);
void config_each_not_yet(
    const struct config *config, config_not_yet_visit *visit, void *context);

/* The source called NAME, or NULL. */
const struct config_source *config_source(
    const struct config *config, const char *name);

/* Whether this terminal sends mail: [mail] has a server and a sender, and
 * sender is not 'no'.  A sign-in knows this, too. */
bool config_sends_mail(const struct config *config);
/* The same for texts by [text] url; a [text_gateway NAME] needs mail. */
bool config_sends_text(const struct config *config);
/* Whether smtp_url is a loopback address.  Such a server is the only one to
 * which mail may go without TLS. */
bool config_mail_is_local(const struct config *config);
/* The setting, or its default. */
bool config_mail_needs_tls(const struct config *config);

/* The text gateway of a mobile provider (case is ignored), or NULL. */
const struct config_text_gateway *config_text_gateway(
    const struct config *config, const char *provider);

/*
 * Check that the id ranges do not overlap with ranges that are allocated
 * elsewhere: reserved numbers below 65536, systemd's 60001-60513, 61184-65519
 * and 524288-1879048191, adduser's 1000-59999, and the subordinate ids
 * 100000-524287 (sources: systemd "Users, Groups, UIDs and GIDs on systemd
 * systems"; adduser.conf(5); login.defs(5) SUB_UID_MIN).  Returns NULL, or a
 * static English sentence that gives the reason.
 */
const char *config_id_range_problem(uint32_t min, uint32_t max);

/* Whether URL is allowed as an endpoint: https, or http to a loopback address
 * only (127.0.0.0/8, [::1], localhost). */
bool config_url_is_safe(const char *url);

#endif
