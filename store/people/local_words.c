/*
 * The words of store/local.  Sources: base-passwd's master files (users and
 * groups of every Debian), systemd's "Users, Groups, UIDs and GIDs on systemd
 * systems", and the users that Debian's packages of common daemons make.
 */
#include <string.h>

#include "store/people/local.h"

static const char *const reserved_words[] = {
	/* base-passwd, users and groups */
	"root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail",
	"news", "uucp", "proxy", "www-data", "backup", "list", "irc", "gnats",
	"nobody", "nogroup", "adm", "tty", "disk", "kmem", "dialout", "fax",
	"voice", "cdrom", "floppy", "tape", "sudo", "audio", "dip", "operator",
	"src", "shadow", "utmp", "video", "sasl", "plugdev", "staff", "users",
	/* groups of power, groups of hardware */
	"wheel", "admin", "administrator", "docker", "lxd", "incus",
	"incus-admin", "libvirt", "libvirt-qemu", "kvm", "render", "input",
	"sgx", "netdev", "bluetooth", "scanner", "lpadmin", "crontab", "ssh",
	"_ssh", "ssl-cert", "wireshark", "pipewire",
	/* daemons */
	"sshd", "messagebus", "dbus", "polkitd", "avahi", "colord", "gdm",
	"lightdm", "sddm", "postfix", "postdrop", "exim", "dovecot", "nginx",
	"apache", "httpd", "mysql", "postgres", "redis", "mongodb", "ntp",
	"chrony", "tss", "uuidd", "tcpdump", "usbmux", "rtkit", "geoclue",
	"saned", "sssd", "nslcd", "dnsmasq", "bind", "named", "unbound", "ftp",
	"git", "puppet", "ansible", "vagrant", "ubuntu", "debian", "cockpit-ws",
	"halt", "shutdown", "reboot", "toor",
	/* ours */
	"assignable", "fieldauth", "fieldctl", "fieldauth-fetch", "syncd",
	/* answered by programs as something else than a person */
	"all", "any", "none", "everyone", "self", "me"
};

/* 'gone-' is what a purged person's uid resolves to. */
static const char *const reserved_prefixes[] = { "role-", "perm-", "site-",
	"crew-", "cal-", "veh-", "appr-", "org-", "gone-", "systemd-",
	"fieldauth-", "debian-", "_" };

/*
 * Membership gives root, another person's secrets or screen, or raw access
 * to a disk, memory or keyboard.
 */
static const char *const powerful_groups[] = { "root", "sudo", "wheel", "adm",
	"admin", "daemon", "bin", "sys", "disk", "kmem", "shadow", "staff",
	"src", "operator", "backup", "tape", "tty", "utmp", "utempter", "input",
	"mail", "crontab", "ssh", "_ssh", "ssl-cert", "sasl", "docker",
	"podman", "lxd", "incus", "incus-admin", "libvirt", "libvirt-qemu",
	"kvm", "qemu", "lpadmin", "systemd-journal", "systemd-network",
	"systemd-resolve", "systemd-timesync", "systemd-coredump", "messagebus",
	"polkitd", "wireshark", "netdev", "tss", "www-data", "postgres",
	"mysql", "redis", "puppet", "sssd", "uucp-admin", "vboxusers",
	"nogroup" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_listed(const char *name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, words[i]) == 0)
			return true;
	return false;
}

bool
local_name_is_reserved(const char *name)
{
	for (size_t i = 0; i < COUNT(reserved_prefixes); i++)
		if (strncmp(name, reserved_prefixes[i],
			strlen(reserved_prefixes[i])) == 0)
			return true;
	return is_listed(name, reserved_words, COUNT(reserved_words));
}

/* LIST holds names between spaces or commas. */
static bool
is_in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (*list != '\0') {
		size_t word_len = strcspn(list, " ,\t");

		if (word_len == len && strncmp(list, name, len) == 0)
			return true;
		list += word_len;
		list += strspn(list, " ,\t");
	}
	return false;
}

bool
local_group_is_powerful(
    const struct config *config, const char *name, uint32_t gid)
{
	return gid == 0 ||
	    is_listed(name, powerful_groups, COUNT(powerful_groups)) ||
	    (config != NULL && is_in_list(config->denied_groups, name));
}
