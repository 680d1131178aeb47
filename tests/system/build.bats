#!/usr/bin/env bats
# Building and installing on a machine with missing requirements: one message
# with the remedy, before anything is built or copied.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)

setup_file() {
	# variables that were given to the outer make do not matter here
	unset CC CPPFLAGS PKG_CONFIG PKG_CONFIG_PATH PKG_CONFIG_LIBDIR I386 CI
	fieldctl setup --system --undo --yes
}

# packages_of KIND...: the packages of packaging/needs, in order.
packages_of() {
	local kinds="^($(IFS='|' && echo "$*"))\$"
	awk -v kinds="$kinds" '$1 !~ /^#/ && $2 ~ kinds { print $1 }' \
	    "$repo/packaging/needs"
}

# without_files COMMAND...: run COMMAND without headers, dictionary and
# certificates.
without_files() {
	unshare --mount sh -c '
		mount -t tmpfs none /usr/include
		mount -t tmpfs none /usr/local/include
		mount -t tmpfs none /var/cache/cracklib
		mount -t tmpfs none /etc/ssl/certs
		exec "$@"' sh "$@"
}

# says_one_line PACKAGE...: the output has one line for apt with exactly these
# packages, and no compiler has run.
says_one_line() {
	[ "$(grep -c 'apt install' <<<"$output")" = 1 ]
	[ "$(sed -n 's/^ *apt install //p' <<<"$output")" = "$*" ] || {
		printf 'expected: %s\nin: %s\n' "$*" "$output" >&2
		return 1
	}
	lacks 'CC '
	lacks 'error:'
	[ "${#lines[@]}" -le 5 ]
}

@test "make_without_anything_names_every_missing_package_in_one_line" {
	fails without_files env PATH=/nonexistent "$(command -v make)" -C "$repo"
	# shellcheck disable=SC2046
	says_one_line $(packages_of program header file)
}

@test "make_without_headers_names_their_packages_in_one_line" {
	fails without_files make -C "$repo" -j2
	# shellcheck disable=SC2046
	says_one_line $(packages_of header file)
}

@test "make_without_pkg_config_files_names_their_packages_in_one_line" {
	fails env PKG_CONFIG_LIBDIR=/nonexistent make -C "$repo"
	# shellcheck disable=SC2046
	says_one_line $(awk '$2 == "header" && $4 != "" { print $1 }' \
	    "$repo/packaging/needs")
}

@test "make_names_a_single_missing_package" {
	mkdir -p /tmp/one
	cp -a /usr/lib/*/pkgconfig/. /tmp/one/
	rm /tmp/one/jansson.pc
	fails env PKG_CONFIG_LIBDIR=/tmp/one make -C "$repo"
	says_one_line libjansson-dev
}

@test "make_without_compiler_and_pkg_config_names_both" {
	local name
	mkdir -p /tmp/bin
	for name in sh bash make ar sed awk grep mkdir find cat; do
		ln -sf "$(command -v "$name")" /tmp/bin/
	done
	fails env PATH=/tmp/bin make -C "$repo"
	says_one_line gcc pkg-config
}

@test "make_with_a_compiler_of_its_own_that_is_missing_says_so" {
	fails make -C "$repo" CC=no-such-compiler
	has "'no-such-compiler'"
	lacks 'apt install'
}

@test "make_asks_for_packages_again_when_one_has_gone_since" {
	succeeds make -C "$repo"
	fails env PKG_CONFIG_LIBDIR=/nonexistent make -C "$repo"
	has 'apt install'
}

@test "deps_build_needs_no_package_that_only_tests_use" {
	local package
	while read -r package _; do
		case $package in
		'#'* | '') continue ;;
		esac
		fails grep -q "^$package " "$repo/packaging/needs"
	done <"$repo/packaging/test-packages"
	grep -q bats "$repo/packaging/test-packages"
	succeeds make -s -C "$repo" -n deps-build
	lacks test-packages
	succeeds make -s -C "$repo" -n deps
	has packaging/needs
	has packaging/test-packages
}

@test "packages_that_cannot_be_installed_are_a_sentence" {
	# there is no network here, and no such package
	printf 'fieldauth-no-such-package\n' >/tmp/list
	fails sh "$repo/packaging/install-packages" /tmp/list
	has 'could not install'
	fails setpriv --reuid 65534 --regid 65534 --clear-groups \
	    sh "$repo/packaging/install-packages" /tmp/list
	has 'apt install fieldauth-no-such-package'
	[ "$(grep -c 'apt install' <<<"$output")" = 1 ]
}

@test "make_help_lists_targets_that_there_are" {
	local target count=0
	succeeds make -s -C "$repo" help
	for target in $(sed -n 's/^ *make \([a-z-]*\) .*/\1/p' <<<"$output"); do
		grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" "$repo/Makefile" \
		    "$repo"/*/*.mk "$repo"/tests/fuzz/*.mk || {
			echo "no target $target" >&2
			return 1
		}
		count=$((count + 1))
	done
	[ "$count" -ge 12 ]
	has deps-build
}

@test "make_install_says_what_comes_next" {
	succeeds make -s -C "$repo" install
	has 'fieldctl setup '
	has 'fieldctl setup --system'
	has 'fieldctl doctor'
	setup_acme
	succeeds make -s -C "$repo" install
	lacks 'fieldctl setup  '
	has 'fieldctl setup --system'
}

@test "make_install_below_DESTDIR_says_nothing" {
	succeeds make -s -C "$repo" install DESTDIR=/tmp/stage
	lacks fieldctl
	[ -x /tmp/stage/usr/bin/fieldctl ]
}

@test "make_install_to_another_prefix_names_fieldctl_by_its_path" {
	succeeds make -s -C "$repo" install-files prefix=/opt/fa
	succeeds sh "$repo/packaging/next-steps" 1 /opt/fa/bin /etc /nowhere
	has '/opt/fa/bin/fieldctl setup '
}

@test "make_install_without_root_is_one_sentence_and_copies_nothing" {
	local verb
	for verb in install install-files uninstall; do
		fails setpriv --reuid 65534 --regid 65534 --clear-groups \
		    make -s -C "$repo" "$verb" sysconfdir=/etc/other
		has 'root'
		lacks 'cannot create'
		[ "${#lines[@]}" -le 4 ]
	done
	[ ! -e /etc/other ]
}

@test "make_install_of_what_was_not_built_is_one_sentence" {
	fails make -s -C "$repo" install-files VARIANT=nope DESTDIR=/tmp/none
	has 'run make first'
	[ ! -e /tmp/none ]
	[ "${#lines[@]}" -le 3 ]
}

@test "make_unit_without_the_tests_packages_says_so_once" {
	mv /usr/include/cmocka.h /tmp/
	fails make -C "$repo" unit
	mv /tmp/cmocka.h /usr/include/
	[ "$(grep -c 'make deps' <<<"$output")" = 1 ]
	lacks 'error:'
}
