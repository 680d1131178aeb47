# Tests: four rings, one TAP stream.
#
#   unit      cmocka programs over the archives of the rooms
#   module    the shipped .so files, driven through dlopen and pam_start_confdir
#   system    whole programs in the private world of tests/world
#   contract  exports, needed libraries, layers

TEST_ARCHIVES = $(call archive,fieldctl) $(call archive,syncd) $(call archive,fetch) \
                $(call archive,signin) $(call archive,pipe) $(STORE_LIBS)
TEST_LIBS = -lcmocka -lpam -ldl -lpthread $(LIBS_fieldctl) -lcurl -lsystemd -lseccomp

UNIT_TESTS   := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/test_*.c)))
MODULE_TESTS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/module/test_*.c)))
SUPPORT_OBJS := $(call objs,$(wildcard tests/support/*.c))

$(UNIT_TESTS) $(MODULE_TESTS): $(B)/tests/%: $(B)/tests/%.o $(SUPPORT_OBJS) $(TEST_ARCHIVES)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(TEST_LIBS)

.PHONY: deps
deps:
	$(Q)sh packaging/install-build-packages

.PHONY: test check unit
test: deps
	$(Q)$(MAKE) --no-print-directory lint
	$(Q)$(MAKE) --no-print-directory check

unit: $(UNIT_TESTS)
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP prove -e '' $(UNIT_TESTS)
