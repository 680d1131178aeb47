# install, uninstall: only copy or remove files; `fieldctl setup --system` enables
# fieldauth.
#
# One list has all installed files: MODE|SOURCE|DESTINATION.  Every file is
# installed by rename (packaging/put), because running processes have modules and
# programs mapped.

docdir        ?= $(datadir)/doc/fieldauth
pamconfdir    ?= $(datadir)/pam-configs
bashcompdir   ?= $(datadir)/bash-completion/completions
zshcompdir    ?= $(datadir)/zsh/vendor-completions

P := $(B)/packaging
LINGUAS := $(patsubst po/%.po,%,$(sort $(wildcard po/*.po)))
MO_FILES := $(LINGUAS:%=$(P)/mo/%.mo)
FILLED := $(patsubst packaging/%.in,$(P)/%,$(sort $(wildcard packaging/*/*.in)))
MAN_PAGES := $(sort $(wildcard man/*.[1-8]))
man_section = $(patsubst .%,%,$(suffix $(1)))

INSTALL_LIST = \
    0644|$(NSS_SO)|$(libdir)/libnss_fieldusers.so.2 \
    0644|$(PAM_SO)|$(pamdir)/pam_fieldauth.so \
    0755|$(B)/bin/fieldauth-signin|$(libexecdir)/fieldauth/fieldauth-signin \
    0755|$(B)/bin/fieldauth-gate|$(libexecdir)/fieldauth/fieldauth-gate \
    0755|$(B)/bin/fieldauth-control|$(libexecdir)/fieldauth/fieldauth-control \
    0755|$(B)/bin/fieldauth-fetch|$(libexecdir)/fieldauth/fieldauth-fetch \
    0755|$(B)/bin/fieldauth-mail|$(libexecdir)/fieldauth/fieldauth-mail \
    0755|$(B)/bin/syncd|$(sbindir)/syncd \
    0755|$(B)/bin/fieldctl|$(bindir)/fieldctl \
    0644|packaging/pam/fieldauth|$(pamconfdir)/fieldauth \
    0644|packaging/pam/fieldauth-password|$(pamconfdir)/fieldauth-password \
    0644|$(P)/systemd/syncd.service|$(unitdir)/syncd.service \
    0644|$(P)/systemd/syncd-once.service|$(unitdir)/syncd-once.service \
    0644|packaging/systemd/syncd.timer|$(unitdir)/syncd.timer \
    0644|$(P)/systemd/fieldauth-verify.socket|$(unitdir)/fieldauth-verify.socket \
    0644|$(P)/systemd/fieldauth-control.socket|$(unitdir)/fieldauth-control.socket \
    0644|$(P)/systemd/fieldauth-gate.service|$(unitdir)/fieldauth-gate.service \
    0644|packaging/sysusers/fieldauth.conf|$(sysusersdir)/fieldauth.conf \
    0644|$(P)/tmpfiles/fieldauth.conf|$(tmpfilesdir)/fieldauth.conf \
    0644|packaging/completions/fieldctl.bash|$(bashcompdir)/fieldctl \
    0644|packaging/completions/syncd.bash|$(bashcompdir)/syncd \
    0644|packaging/completions/_fieldctl|$(zshcompdir)/_fieldctl \
    0644|packaging/conf/sshd-fieldauth.conf|$(docdir)/examples/sshd-fieldauth.conf \
    0644|packaging/conf/fieldauth.conf|$(docdir)/examples/fieldauth.conf \
    $(foreach t,$(MAIL_TEMPLATES),0644|$(t)|$(datadir)/fieldauth/templates/$(t:store/mail/templates/%=%)) \
    $(foreach m,$(MAN_PAGES),0644|$(m)|$(mandir)/man$(call man_section,$(m))/$(notdir $(m))) \
    $(foreach l,$(LINGUAS),0644|$(P)/mo/$(l).mo|$(localedir)/$(l)/LC_MESSAGES/fieldauth.mo)

# Files of earlier versions: the unit that the gate has replaced.
OLD_LIST = $(unitdir)/fieldauth-verify@.service

# The modules for 32-bit programs, if they are built.  The NSS module goes into
# the folders of both 32-bit libcs, since either may be installed now or later.
# Only the first of them has a libpam.
INSTALL_LIST += \
    $(if $(wildcard $(I386_NSS)),0644|$(I386_NSS)|$(i386libdir)/libnss_fieldusers.so.2 \
        0644|$(I386_NSS)|$(biarchlibdir)/libnss_fieldusers.so.2) \
    $(if $(wildcard $(I386_PAM)),0644|$(I386_PAM)|$(i386libdir)/security/pam_fieldauth.so)
# Removed even if this make could not have built them.
I386_FILES := $(i386libdir)/libnss_fieldusers.so.2 $(biarchlibdir)/libnss_fieldusers.so.2 \
    $(i386libdir)/security/pam_fieldauth.so

# Files that belong to the administrator: never overwritten, never removed.
KEEP_LIST = \
    0644|packaging/conf/fieldauth.conf|$(sysconfdir)/fieldauth/fieldauth.conf

$(P)/%: packaging/%.in packaging/install.mk $(B)/gen/build_paths.h
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)sed -e 's|@sbindir@|$(sbindir)|g' -e 's|@libexecdir@|$(libexecdir)|g' \
	    -e 's|@localstatedir@|$(localstatedir)|g' \
	    -e 's|@runstatedir@|$(runstatedir)|g' $< >$@
$(P)/mo/%.mo: po/%.po
	$(call say,MSG,$@)
	@mkdir -p $(@D)
	$(Q)msgfmt --check -o $@ $<

# All folders that are written to; packaging/ready-to-install checks them.
INSTALL_DIRS = $(sort $(foreach e,$(INSTALL_LIST) $(KEEP_LIST),\
    $(patsubst %/,%,$(dir $(lastword $(subst |, ,$(e)))))))

.PHONY: packaging install install-files uninstall
all: packaging
packaging: $(FILLED) $(MO_FILES)

# Problems are reported before the build, which takes minutes.
install:
	$(Q)sh packaging/ready-to-install writable '$(DESTDIR)' $(INSTALL_DIRS)
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(MAKE) --no-print-directory install-files
	$(Q)$(if $(DESTDIR),,sh packaging/next-steps $(VERSION) $(bindir) $(sysconfdir) \
	    $(localstatedir)/lib/fieldauth)

# Copies the files, and builds nothing.
install-files:
	$(Q)sh packaging/ready-to-install built $(B) $(foreach e,$(INSTALL_LIST),'$(e)')
	$(Q)sh packaging/ready-to-install writable '$(DESTDIR)' $(INSTALL_DIRS)
	$(Q)set -eu; for entry in $(foreach e,$(INSTALL_LIST),'$(e)'); do \
	    IFS='|' read -r mode source dest <<<"$$entry"; \
	    sh packaging/put "$$mode" "$$source" "$(DESTDIR)$$dest"; \
	done
	$(Q)set -eu; for entry in $(foreach e,$(KEEP_LIST),'$(e)'); do \
	    IFS='|' read -r mode source dest <<<"$$entry"; \
	    [ -e "$(DESTDIR)$$dest" ] || \
	        sh packaging/put "$$mode" "$$source" "$(DESTDIR)$$dest"; \
	done
	$(Q)rm -f $(addprefix $(DESTDIR),$(OLD_LIST))
	$(Q)install -d -m 0755 $(DESTDIR)$(sysconfdir)/fieldauth/conf.d \
	    $(DESTDIR)$(sysconfdir)/fieldauth/templates

uninstall:
	$(Q)sh packaging/ready-to-install writable '$(DESTDIR)' $(INSTALL_DIRS)
	$(Q)[ -n "$(DESTDIR)" ] || sh packaging/ready-to-uninstall $(sysconfdir)
	$(Q)set -eu; for entry in $(foreach e,$(INSTALL_LIST),'$(e)'); do \
	    rm -f "$(DESTDIR)$${entry##*|}"; \
	done
	$(Q)rm -f $(addprefix $(DESTDIR),$(I386_FILES))
	$(Q)rmdir --ignore-fail-on-non-empty $(addprefix $(DESTDIR),\
	    $(i386libdir)/security $(i386libdir) $(biarchlibdir)) 2>/dev/null || true
	$(Q)rmdir --ignore-fail-on-non-empty $(DESTDIR)$(libexecdir)/fieldauth \
	    $(DESTDIR)$(docdir)/examples $(DESTDIR)$(docdir) 2>/dev/null || true
