#!/usr/bin/env bats
# make install copies files, make uninstall removes them, setup --system enables
# fieldauth.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
install_files() { make -s -C "$repo" install-files "$@"; }

setup_file() {
	fieldctl setup --system --undo --yes
	mkdir -p /run/world/before
	cp -p /etc/nsswitch.conf /etc/pam.d/common-* /run/world/before/
}

@test "install_honours_DESTDIR_and_prefix" {
	install_files DESTDIR=/tmp/stage prefix=/opt/fa sysconfdir=/opt/fa/etc
	[ -x /tmp/stage/opt/fa/bin/fieldctl ]
	[ -x /tmp/stage/opt/fa/sbin/syncd ]
	[ -x /tmp/stage/opt/fa/libexec/fieldauth/fieldauth-signin ]
	[ -f /tmp/stage/opt/fa/etc/fieldauth/fieldauth.conf ]
	ls /tmp/stage/opt/fa/lib/*/security/pam_fieldauth.so
	[ "$(ls /tmp/stage)" = opt ]
}

@test "install_gives_each_file_its_mode" {
	[ -z "$(find /tmp/stage -perm /022 ! -type l)" ]
	[ -z "$(find /tmp/stage -perm /6000)" ]
}

@test "install_leaves_an_administrators_configuration_alone" {
	echo '# mine' >/tmp/stage/opt/fa/etc/fieldauth/fieldauth.conf
	install_files DESTDIR=/tmp/stage prefix=/opt/fa sysconfdir=/opt/fa/etc
	[ "$(cat /tmp/stage/opt/fa/etc/fieldauth/fieldauth.conf)" = '# mine' ]
}

@test "install_replaces_by_rename_what_processes_have_mapped" {
	local nss before
	nss=/usr/lib/$(gcc -print-multiarch)/libnss_fieldusers.so.2
	before=$(stat -c %i "$nss")
	exec 7<"$nss"
	install_files
	[ "$(stat -c %i "$nss")" != "$before" ]
	cmp /dev/fd/7 "$nss"
	exec 7<&-
	[ -z "$(find /usr -xdev -name '*.new.*' -newer /run/world/marker)" ]
}

@test "uninstall_removes_what_install_copied_and_nothing_of_the_administrator" {
	make -s -C "$repo" uninstall DESTDIR=/tmp/stage prefix=/opt/fa \
	    sysconfdir=/opt/fa/etc
	succeeds find /tmp/stage -type f
	[ "$output" = /tmp/stage/opt/fa/etc/fieldauth/fieldauth.conf ]
}

@test "setup_system_switches_on_and_undo_leaves_every_byte_as_before" {
	fieldctl setup --system --yes
	grep -q fieldusers /etc/nsswitch.conf
	grep -q pam_fieldauth /etc/pam.d/common-auth
	getent passwd fieldauth-fetch
	getent passwd fieldauth-mail
	fieldctl setup --system --undo --yes
	local file
	for file in /run/world/before/*; do
		case $file in
		*/nsswitch.conf) cmp "$file" /etc/nsswitch.conf ;;
		*) cmp "$file" "/etc/pam.d/${file##*/}" ;;
		esac
	done
}

@test "setup_system_twice_is_the_same_as_once" {
	fieldctl setup --system --yes
	cp /etc/nsswitch.conf /tmp/once
	fieldctl setup --system --yes
	cmp /etc/nsswitch.conf /tmp/once
	[ "$(grep -o fieldusers /etc/nsswitch.conf | wc -l)" = 2 ]
}

@test "uninstall_refuses_while_the_machine_signs_people_in_through_it" {
	fails make -s -C "$repo" uninstall
	has 'setup --system --undo'
	[ -x /usr/bin/fieldctl ]
}

@test "uninstall_after_undo_leaves_nothing_running_through_it" {
	fieldctl setup --system --undo --yes
	make -s -C "$repo" uninstall
	[ ! -e /usr/bin/fieldctl ]
	[ -z "$(ls /usr/lib/*/libnss_fieldusers.so.2 2>/dev/null)" ]
	succeeds getent passwd root
	succeeds su - root -c 'id -u'
}

@test "units_are_in_order_for_the_service_manager" {
	install_files
	run systemd-analyze verify --man=no /usr/lib/systemd/system/syncd.service \
	    /usr/lib/systemd/system/syncd-once.service \
	    /usr/lib/systemd/system/syncd.timer \
	    /usr/lib/systemd/system/fieldauth-verify.socket \
	    /usr/lib/systemd/system/fieldauth-control.socket
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}
