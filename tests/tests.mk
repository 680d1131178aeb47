# Tests: five rings, one TAP stream.
#
#   unit      cmocka programs over the archives of the rooms
#   module    the shipped .so files, driven through dlopen and pam_start_confdir
#   system    whole programs in the private world of tests/world
#   machine   the same on a machine that was booted, with systemd as PID 1
#   contract  exports, needed libraries, layers
#
# `make check` runs all of them, and units and modules a second time under
# sanitizers.  `make quick` runs units and contracts, for the inner loop.
# `make check TESTS='tests/system/ssh.bats'` runs what is named.
# See tests/README.md.

TEST_ARCHIVES = $(call archive,fieldctl) $(call archive,syncd) $(call archive,fetch) $(call archive,mail) \
                $(call archive,signin) $(call archive,gate) $(call archive,serve) $(call archive,pipe) $(CONTROL_LIBS) $(STORE_LIBS)
TEST_LIBS := -lcmocka -lpam -ldl -lpthread $(LIBS_fieldctl) $(LIBS_fetch) $(LIBS_syncd)

UNIT_TESTS   := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/*/test_*.c)))
MODULE_TESTS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/module/test_*.c)))
# An archive, so that a test links only the objects that it uses.
$(call archive,support): $(call objs,$(wildcard tests/support/*.c))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# One message instead of an error from each compiler: `make deps-build` does not
# install cmocka.
.PHONY: test-needs
test-needs: | needs
	@printf '#include <%s>\n' stdarg.h stddef.h stdint.h setjmp.h cmocka.h | \
	    $(CC) $(CPPFLAGS) -E -x c -o /dev/null - 2>/dev/null || { \
	    echo 'Packages that the tests need are missing.  As root: make deps' >&2; exit 1; }
$(call objs,$(wildcard tests/support/*.c tests/unit/*/*.c tests/module/*.c)): | test-needs
$(UNIT_TESTS) $(MODULE_TESTS): $(B)/tests/%: $(B)/tests/%.o $(call archive,support) $(TEST_ARCHIVES)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(TEST_LIBS)

# The functions that it defines replace those of libc and libpam in modules and
# libraries.
FAULT_TESTS := $(B)/tests/module/test_pam_faults $(B)/tests/unit/verb/test_store_memory
$(FAULT_TESTS): $(call objs,tests/module/faults.c)
$(FAULT_TESTS): private LDFLAGS_ALL += -rdynamic

# pam_unix calls crypt(3) there: the address sanitizer intercepts that function,
# and finds the real one only if the program links it.
$(B)/tests/module/test_pam_stack: private TEST_LIBS += -Wl,--no-as-needed -lcrypt

# An internal function of the module, which exports none.
$(B)/tests/module/test_pam_helper: $(call objs,pam_fieldauth/module/talk.c pam_fieldauth/module/spawn.c base/inherit.c)

CONTRACT_TESTS := $(sort $(wildcard tests/contract/*.bats tests/contract/*.t))
SYSTEM_TESTS   := $(sort $(wildcard tests/system/*.bats tests/system/*.outside))
MACHINE_TESTS  := $(sort $(wildcard tests/machine/*.bats))

CHECK_SAN ?= address,undefined
SAN_B     := build/san-$(subst $(comma),-,$(CHECK_SAN))
SAN_TESTS := $(patsubst $(B)/%,$(SAN_B)/%,$(UNIT_TESTS) $(MODULE_TESTS))
ALL_TESTS := $(UNIT_TESTS) $(MODULE_TESTS) \
             $(if $(SAN),,$(CONTRACT_TESTS) $(SYSTEM_TESTS) $(MACHINE_TESTS) $(SAN_TESTS))
TESTS     ?= $(ALL_TESTS)
# Twice the number of processors of a small machine, because most of a
# system test is waiting.
PROVE_JOBS ?= 4
# As many compilers as processors, unless make was given a number.
JOBS       ?= $(shell nproc)
submake     = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
PROVE      := prove --jobs $(PROVE_JOBS) --exec tests/run

.PHONY: deps deps-build test quick lint check unit module module-san build-tests
deps-build:
	$(Q)sh packaging/install-packages packaging/needs
	@echo 'All that fieldauth needs to build and run is installed.  Next: make'
deps:
	$(Q)sh packaging/install-packages packaging/needs packaging/test-packages

# The tree of the machine is created while the compilers run; `check` waits for
# it.
test: deps
	$(Q)mkdir -p build && \
	    tests/machine/machine prepare >build/machine.log 2>&1 </dev/null & \
	    $(submake) build-tests
	$(Q)$(MAKE) --no-print-directory check

# Layers, exports, needed libraries, independent headers, format, SQL placement:
# only the contract ring.
lint: all $(REQUESTS_TOOL)
	$(Q)B=$(B) $(PROVE) $(CONTRACT_TESTS)

# For each edit: the tests that need no world, in less than two minutes on two
# cores.
quick: all $(REQUESTS_TOOL) $(UNIT_TESTS)
	$(Q)B=$(B) $(PROVE) $(CONTRACT_TESTS) $(UNIT_TESTS)

build-tests: all $(REQUESTS_TOOL) $(UNIT_TESTS) $(MODULE_TESTS)

check: export I386 := $(I386)
check: build-tests
ifeq ($(SAN),)
	$(Q)$(submake) SAN=$(CHECK_SAN) build-tests
endif
	$(Q)tests/world/world prepare
	$(Q)$(if $(filter tests/machine/%,$(TESTS)),tests/machine/machine prepare)
	$(Q)$(PROVE) $(TESTS)

unit: $(UNIT_TESTS)
	$(Q)$(PROVE) $(UNIT_TESTS)
module: all $(MODULE_TESTS)
	$(Q)$(PROVE) $(MODULE_TESTS)
module-san:
	$(Q)$(MAKE) --no-print-directory SAN=$(CHECK_SAN) module
system: all
	$(Q)$(PROVE) $(SYSTEM_TESTS)
machine: all
	$(Q)$(PROVE) $(MACHINE_TESTS)
.PHONY: system machine

# --- demo and terminal ------------------------------------------------------
# The main use with real programs, and a shell in the same world.
.PHONY: demo terminal
demo: deps
	$(Q)$(submake) all
	$(Q)tests/world/demo
terminal: deps
	$(Q)$(submake) all
	$(Q)tests/world/terminal

-include tests/fuzz/fuzz.mk
