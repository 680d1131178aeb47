# fieldauth: one non-recursive makefile.
#
#   make              build everything into build/$(VARIANT), after printing an
#                     apt command if packages are missing
#   make deps-build   as root: install the packages that are required to build and
#                     run fieldauth
#   make install      as root: copy the files to /usr and /etc, without enabling
#                     anything.  DESTDIR, prefix and the other GNU directories are
#                     supported
#   make uninstall    as root: remove the files again
#   make demo         as root: build, and show the main use in a private copy of
#                     the machine
#   make terminal     as root: open a shell in this copy
#   make test         as root: install packages, run lint and all tests as one TAP
#                     stream
#
# For development (HACKING.md):
#
#   make deps         as root: install the packages of deps-build and those that
#                     the tests need; `make test` and `make demo` do this as well
#   make quick        unit and contract tests, in less than two minutes
#   make check        all tests;  make SAN=address,undefined check  with sanitizers
#   make lint         contract tests;  make unit, module, system, machine  one ring
#   make bench        benchmarks;  make soak  long tests
#   make requests     generate control/REQUESTS.md and the policies in fieldctl(8)
#   make pot          extract the messages to translate
#   make clean        remove the build folder
#   make help         print this list
#
# V=1 shows commands.  Objects live under build/<variant>/.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
SHELL := /bin/bash

# --- where things go ------------------------------------------------------
VERSION       := 0.1.0
# No clock is right that shows an earlier time (base/clock.h).
RELEASED_AT_S := $(or $(SOURCE_DATE_EPOCH),1793491200) # 2026-11-01
prefix        ?= /usr
sysconfdir    ?= /etc
localstatedir ?= /var
runstatedir   ?= /run
multiarch     := $(shell $(CC) -print-multiarch 2>/dev/null)
libdir        ?= $(prefix)/lib/$(multiarch)
pamdir        ?= $(libdir)/security
bindir        ?= $(prefix)/bin
sbindir       ?= $(prefix)/sbin
libexecdir    ?= $(prefix)/libexec
datadir       ?= $(prefix)/share
mandir        ?= $(datadir)/man
localedir     ?= $(datadir)/locale
unitdir       ?= $(prefix)/lib/systemd/system
sysusersdir   ?= $(prefix)/lib/sysusers.d
tmpfilesdir   ?= $(prefix)/lib/tmpfiles.d

# --- variant --------------------------------------------------------------
comma   := ,
SAN     ?=
VARIANT ?= $(if $(SAN),san-$(subst $(comma),-,$(SAN)),plain)
B       := build/$(VARIANT)
Q       := $(if $(V),,@)
say      = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

ifeq ($(origin CC),default)
CC := gcc
endif
CLANG ?= clang
PKG_CONFIG ?= pkg-config

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
        -Wformat=2 -Wundef -Wswitch-enum -Wno-missing-field-initializers
WERROR ?= $(if $(CI),-Werror)
HARDEN := $(if $(SAN),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fno-common \
          -fvisibility=hidden -fPIC
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
CPPFLAGS_ALL := -D_GNU_SOURCE -I. -I$(B)/gen $(CPPFLAGS)
CFLAGS  ?= -O2 -g
CFLAGS_ALL := -std=c11 $(WARN) $(WERROR) $(HARDEN) $(SANFLAGS) $(CFLAGS)
LDFLAGS_ALL := $(SANFLAGS) -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)
SO_FLAGS := -shared $(if $(SAN),,-Wl,-z,defs) -Wl,-z,noexecstack -Wl,-Bsymbolic

# packaging/needs lists the same modules.
pc = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)
LIBS_base  := $(call pc,libsodium libidn2) -lunistring
LIBS_conf  := $(call pc,inih) $(LIBS_base)
LIBS_store := $(call pc,sqlite3 pwquality icu-i18n icu-uc libqrencode libpng libzstd) $(LIBS_conf)

# --- rooms ----------------------------------------------------------------
objs = $(patsubst %.c,$(B)/%.o,$(sort $(1)))

BASE_OBJS     := $(call objs,$(wildcard base/*.c))
CONF_OBJS     := $(call objs,$(wildcard conf/*.c))
READER_OBJS   := $(call objs,$(filter-out snapshot/writer%.c,$(wildcard snapshot/*.c)))
SNAPSHOT_OBJS := $(call objs,$(wildcard snapshot/*.c))
STORE_OBJS    := $(call objs,$(wildcard store/*.c store/*/*.c)) $(B)/gen/migrations.o $(B)/gen/templates.o
NSS_OBJS      := $(call objs,$(wildcard nss_fieldusers/*.c)) $(READER_OBJS)
PROTOCOL_OBJS := $(call objs,$(wildcard pam_fieldauth/*.c))
PAMCONF_OBJS  := $(call objs,$(wildcard pamconf/*.c))
PAM_OBJS      := $(call objs,$(wildcard pam_fieldauth/module/*.c) pamconf/options.c base/inherit.c base/account.c base/stream.c) $(PROTOCOL_OBJS) $(READER_OBJS)
SIGNIN_OBJS   := $(call objs,$(wildcard pam_fieldauth/signin/*.c)) $(PROTOCOL_OBJS)
WIRE_OBJS     := $(call objs,$(wildcard wire/*.c))
PIPE_OBJS     := $(call objs,$(wildcard syncd/pipe/*.c)) $(WIRE_OBJS)
GATE_OBJS     := $(call objs,$(wildcard gate/*.c)) $(PROTOCOL_OBJS)
SYNCD_OBJS    := $(call objs,$(wildcard syncd/*.c)) $(PIPE_OBJS)
WORK_OBJS     := $(call objs,$(wildcard syncd/work/*/*.c)) $(PIPE_OBJS)
FETCH_OBJS    := $(call objs,$(wildcard syncd/fetch/*.c syncd/fetch/*/*.c)) $(WORK_OBJS)
MAIL_OBJS     := $(call objs,$(wildcard syncd/mail/*.c syncd/mail/*/*.c)) $(WORK_OBJS)
SERVE_OBJS    := $(call objs,$(wildcard control/serve/*.c))
CONTROL_OBJS  := $(filter-out $(SERVE_OBJS) $(B)/control/describe/%,$(call objs,$(wildcard control/*.c control/*/*.c)))
FIELDCTL_OBJS := $(call objs,$(wildcard fieldctl/*.c fieldctl/*/*.c))

LIBBASE  := $(B)/libbase.a
LIBCONF  := $(B)/libconf.a
LIBSNAP  := $(B)/libsnapshot.a
LIBPAMCONF := $(B)/libpamconf.a
LIBWIRE  := $(B)/libwire.a
LIBCONTROL := $(B)/libcontrol.a
LIBSTORE := $(B)/libstore.a
CONTROL_LIBS = $(LIBCONTROL) $(LIBWIRE)
STORE_LIBS := $(LIBSTORE) $(LIBSNAP) $(LIBPAMCONF) $(LIBCONF) $(LIBBASE)

NSS_SO  := $(B)/libnss_fieldusers.so.2
PAM_SO  := $(B)/pam_fieldauth.so
# Programs are in bin/, because build/<variant>/syncd/ contains object files.
PROGRAMS := $(addprefix $(B)/bin/,fieldauth-signin fieldauth-gate fieldauth-control syncd fieldauth-fetch fieldauth-mail fieldctl)

.PHONY: all help
all: $(NSS_SO) $(PAM_SO) $(PROGRAMS)

help:
	@sed -n '3,/^$$/s/^# \{0,1\}//p' Makefile

# Checked by each make before anything is built, because packages can also be
# removed.
.PHONY: needs
needs:
	@CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' PKG_CONFIG='$(PKG_CONFIG)' \
	    /bin/sh packaging/check-needs build

# --- the other ABI ----------------------------------------------------------
# 32-bit programs on an amd64 machine load 32-bit modules.  Both modules are built
# if the compiler and the libraries are installed, except in sanitized variants;
# I386= disables them.  Determined once; `check` passes the result to each make
# that a test starts.
ifeq ($(origin I386),undefined)
I386 := $(shell sh packaging/i386-parts "$(CC)" $(multiarch) 2>/dev/null)
endif
I386_B   := $(B)/i386
I386_NSS := $(if $(SAN),,$(if $(filter nss,$(I386)),$(I386_B)/libnss_fieldusers.so.2))
I386_PAM := $(if $(SAN),,$(if $(filter pam,$(I386)),$(I386_B)/pam_fieldauth.so))
# 64-bit file sizes and times in 32-bit modules.
I386_FLAGS := -m32 -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -Wno-psabi
# Debian has two libcs for i386: libc6:i386 searches the first folder, and
# libc6-i386 the second.
i386libdir   ?= $(prefix)/lib/i386-linux-gnu
biarchlibdir ?= $(prefix)/lib32

all: $(I386_NSS) $(I386_PAM) i386-note
.PHONY: i386-note
i386-note: | needs
ifeq ($(SAN)$(filter nss,$(I386)),)
ifeq ($(multiarch),x86_64-linux-gnu)
	$(call say,NOTE,"no gcc -m32 (gcc-multilib): 32-bit programs will not know people")
endif
endif

# --- generated ------------------------------------------------------------
# Build-time paths.  Rewritten only when they change, so that only then the objects
# are compiled again.
define PATHS_H
#define FIELDAUTH_VERSION    "$(VERSION)"
#define FIELDAUTH_SYSCONFDIR "$(sysconfdir)/fieldauth"
#define FIELDAUTH_STATEDIR   "$(localstatedir)/lib/fieldauth"
#define FIELDAUTH_SNAPSHOT   "$(localstatedir)/lib/misc/fieldusers.db"
#define FIELDAUTH_RUNDIR     "$(runstatedir)/fieldauth"
#define FIELDAUTH_LIBEXECDIR "$(libexecdir)/fieldauth"
#define FIELDAUTH_SBINDIR    "$(sbindir)"
#define FIELDAUTH_DATADIR    "$(datadir)/fieldauth"
#define FIELDAUTH_LOCALEDIR  "$(localedir)"
#define FIELDAUTH_PAMDIR     "$(pamdir)"
#define FIELDAUTH_NSSDIR     "$(libdir)"
#define FIELDAUTH_PAMCONFDIR "$(pamconfdir)"
#define FIELDAUTH_UNITDIR    "$(unitdir)"
#define FIELDAUTH_TMPFILESDIR "$(tmpfilesdir)"
#define FIELDAUTH_HAS_I386_NSS $(if $(I386_NSS),1,0)
#define FIELDAUTH_HAS_I386_PAM $(if $(I386_PAM),1,0)
#define FIELDAUTH_I386DIR    "$(i386libdir)"
#define FIELDAUTH_BIARCHDIR  "$(biarchlibdir)"
#define FIELDAUTH_SYSTEM_I386DIR "/usr/lib/i386-linux-gnu"
#define FIELDAUTH_SYSTEM_BIARCHDIR "/usr/lib32"
#define FIELDAUTH_SYSTEM_LIBDIR "/usr/lib/$(multiarch)"
#define FIELDAUTH_SYSTEM_PAMCONFDIR "/usr/share/pam-configs"
#define FIELDAUTH_SYSTEM_UNITDIR "/usr/lib/systemd/system"
#define FIELDAUTH_SYSTEM_TMPFILESDIR "/usr/lib/tmpfiles.d"
#define FIELDAUTH_RELEASED_AT_S INT64_C($(strip $(RELEASED_AT_S)))
endef
export PATHS_H
$(B)/gen/build_paths.h: FORCE | needs
	@mkdir -p $(@D); printf '%s\n' "$$PATHS_H" | cmp -s - $@ || printf '%s\n' "$$PATHS_H" >$@
.PHONY: FORCE
FORCE:

# Each schema/NNNN-*.sql becomes one entry of the migration table.
MIGRATIONS := $(sort $(wildcard schema/[0-9]*.sql))
$(B)/gen/migrations.c: schema/embed.sh $(MIGRATIONS) | needs
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)sh schema/embed.sh $(MIGRATIONS) >$@
$(B)/gen/migrations.o: $(B)/gen/migrations.c
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -c -o $@ $<

# The English templates of mail.
MAIL_TEMPLATES := $(wildcard store/mail/templates/en/*.txt store/mail/templates/en/text/*.txt)
$(B)/gen/templates.c: store/mail/embed.sh $(MAIL_TEMPLATES) | needs
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)sh store/mail/embed.sh store/mail/templates/en >$@
$(B)/gen/templates.o: $(B)/gen/templates.c
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -c -o $@ $<

# --- compiling ------------------------------------------------------------
$(B)/%.o: %.c | $(B)/gen/build_paths.h
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(LIBBASE): $(BASE_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBCONF): $(CONF_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBSNAP): $(SNAPSHOT_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBPAMCONF): $(PAMCONF_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBWIRE): $(WIRE_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBCONTROL): $(CONTROL_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBSTORE): $(STORE_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# --- products -------------------------------------------------------------
# A program is its main.o and an archive of the other objects, which tests also
# link.
archive = $(B)/lib$(1).a
$(call archive,signin): $(filter-out %/main.o,$(SIGNIN_OBJS))
$(call archive,gate): $(filter-out %/main.o,$(GATE_OBJS))
$(call archive,serve): $(filter-out %/main.o,$(SERVE_OBJS))
$(call archive,pipe): $(PIPE_OBJS)
$(call archive,syncd): $(filter-out %/main.o,$(SYNCD_OBJS))
$(call archive,fetch): $(filter-out %/main.o,$(FETCH_OBJS))
$(call archive,mail): $(filter-out %/main.o,$(MAIL_OBJS))
$(call archive,fieldctl): $(filter-out %/main.o,$(FIELDCTL_OBJS))
$(call archive,signin) $(call archive,gate) $(call archive,serve) $(call archive,pipe) $(call archive,syncd) $(call archive,fetch) $(call archive,mail) $(call archive,fieldctl):
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(NSS_SO): $(NSS_OBJS) nss_fieldusers/exports.map
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) $(SO_FLAGS) -Wl,-soname,libnss_fieldusers.so.2 \
	    -Wl,--version-script=nss_fieldusers/exports.map -o $@ $(NSS_OBJS)
$(PAM_SO): $(PAM_OBJS) pam_fieldauth/module/exports.map
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) $(SO_FLAGS) \
	    -Wl,--version-script=pam_fieldauth/module/exports.map -o $@ $(PAM_OBJS) -lpam

$(I386_B)/%.o: %.c | $(B)/gen/build_paths.h
	$(call say,CC32,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(I386_FLAGS) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<
$(I386_B)/libnss_fieldusers.so.2: $(NSS_OBJS:$(B)/%=$(I386_B)/%) nss_fieldusers/exports.map
	$(call say,LD32,$@)
	$(Q)$(CC) -m32 $(LDFLAGS_ALL) $(SO_FLAGS) -Wl,-soname,libnss_fieldusers.so.2 \
	    -Wl,--version-script=nss_fieldusers/exports.map -o $@ $(filter %.o,$^)
$(I386_B)/pam_fieldauth.so: $(PAM_OBJS:$(B)/%=$(I386_B)/%) pam_fieldauth/module/exports.map
	$(call say,LD32,$@)
	$(Q)$(CC) -m32 $(LDFLAGS_ALL) $(SO_FLAGS) \
	    -Wl,--version-script=pam_fieldauth/module/exports.map -o $@ $(filter %.o,$^) \
	    -l:libpam.so.0

LIBS_signin   := $(LIBS_store)
LIBS_syncd    := $(LIBS_store) $(call pc,jansson libsystemd)
LIBS_fetch    := $(LIBS_conf) $(call pc,jansson libcurl libseccomp)
LIBS_control  := $(LIBS_store) $(call pc,jansson)
LIBS_fieldctl := $(LIBS_store) $(call pc,jansson)
link = @mkdir -p $(@D); $(if $(V),set -x;) $(CC) $(LDFLAGS_ALL) -pie -o $@ $^ $(1)

$(B)/bin/fieldauth-signin: $(B)/pam_fieldauth/signin/main.o $(call archive,signin) $(STORE_LIBS)
	$(call say,LD,$@)
	$(call link,$(LIBS_signin))
$(B)/bin/fieldauth-gate: $(B)/gate/main.o $(call archive,gate) $(LIBWIRE) $(LIBCONF) $(LIBBASE)
	$(call say,LD,$@)
	$(call link,$(LIBS_conf))
$(B)/bin/fieldauth-control: $(B)/control/serve/main.o $(call archive,serve) $(CONTROL_LIBS) $(STORE_LIBS)
	$(call say,LD,$@)
	$(call link,$(LIBS_control))
# A build tool that prints the list of requests.
REQUESTS_TOOL := $(B)/bin/requests
$(REQUESTS_TOOL): $(call objs,$(wildcard control/describe/*.c)) $(CONTROL_LIBS) $(STORE_LIBS)
	$(call say,LD,$@)
	$(call link,$(LIBS_control))
.PHONY: requests
requests: $(REQUESTS_TOOL)
	$(call say,GEN,control/REQUESTS.md)
	$(Q)$(REQUESTS_TOOL) >control/REQUESTS.md.new
	$(Q)mv control/REQUESTS.md.new control/REQUESTS.md
	$(call say,GEN,man/fieldctl.8)
	$(Q)$(REQUESTS_TOOL) policies | tests/contract/acted.py --write-page
$(B)/bin/syncd: $(B)/syncd/main.o $(call archive,syncd) $(STORE_LIBS)
	$(call say,LD,$@)
	$(call link,$(LIBS_syncd))
$(B)/bin/fieldauth-fetch: $(B)/syncd/fetch/main.o $(call archive,fetch) $(LIBCONF) $(LIBBASE)
	$(call say,LD,$@)
	$(call link,$(LIBS_fetch))
$(B)/bin/fieldauth-mail: $(B)/syncd/mail/main.o $(call archive,mail) $(LIBCONF) $(LIBBASE)
	$(call say,LD,$@)
	$(call link,$(LIBS_fetch))
$(B)/bin/fieldctl: $(B)/fieldctl/main.o $(call archive,fieldctl) $(CONTROL_LIBS) $(STORE_LIBS)
	$(call say,LD,$@)
	$(call link,$(LIBS_fieldctl))

-include tests/tests.mk
-include packaging/install.mk
-include bench/bench.mk

# The messages for translators: build/fieldauth.pot.
.PHONY: pot
pot:
	$(call say,POT,build/fieldauth.pot)
	$(Q)git ls-files '*.c' '*.h' '*.def' ':!tests' ':!bench' | \
	    xgettext --files-from=- --language=C --from-code=UTF-8 \
	        --keyword=_ --keyword=N_ --package-name=fieldauth \
	        --package-version=$(VERSION) --output=build/fieldauth.pot

.PHONY: clean
clean:
	rm -rf build/plain build/san-* build/fuzz

-include $(shell find $(B) -name '*.d' 2>/dev/null)
