#!/usr/bin/env bats
# Local groups that roles grant (R16), and that a wrong one has no other effect.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane --role dispatcher
	make_key jane >/dev/null
	start_sshd "$KEYS_LINE"
	groupadd --gid 3001 labels
	groupadd --gid 3002 --non-unique stamps
}

jane_is_well() {
	succeeds id jane
	has role-dispatcher
	succeeds ssh_password jane "$PASSWORD" echo arrived
	has arrived
	succeeds ssh_password ada 'Lighthouse-7-keeper' echo arrived
	has arrived
}

refused() {
	fails fieldctl role grant dispatcher "$1"
	run id jane
	lacks "$1"
}

@test "R16_role_carries_a_group_of_the_machine" {
	fieldctl role grant dispatcher dialout
	fieldctl role grant dispatcher labels
	succeeds id -Gn jane
	has dialout
	has labels
	jane_is_well
}

@test "R16_groups_of_power_are_refused_by_name" {
	local name
	for name in video input render uinput gpio i2c mock lxc nixbld docker \
	    containerd podman libvirtd kvm incus-admin Debian-exim tcpdump; do
		getent group "$name" >/dev/null || groupadd --system "$name"
		refused "$name"
		has '' # the last output is id's
	done
	run fieldctl role grant dispatcher gpio
	has "grants control of the machine"
}

@test "R16_another_name_of_a_powerful_number_is_refused" {
	groupadd --gid "$(getent group docker | cut -d: -f3)" --non-unique crates
	refused crates
	groupadd --gid 44 --non-unique cameras
	refused cameras
	groupadd --gid 27 --non-unique helpers
	refused helpers
}

@test "R16_number_that_no_local_group_should_have_is_refused" {
	groupadd --gid 65534 --non-unique nothing
	refused nothing
	groupadd --gid 65600 --non-unique ours
	fails fieldctl role grant dispatcher ours
	has 65600
	groupadd --gid 4000000000 far
	refused far
	run fieldctl role grant dispatcher far
	has 4000000000
}

@test "R16_renumbering_costs_that_group_and_never_the_people" {
	local number
	for number in 65534 "$(getent group docker | cut -d: -f3)" 27 65601 \
	    4294967294; do
		groupmod --gid "$number" --non-unique labels
		jane_is_well
		run id -Gn jane
		lacks labels
		lacks docker
		lacks sudo
		has dialout
	done
	run fieldctl doctor
	has "The role dispatcher has the local group 'labels'"
	has 'fieldctl role ungrant dispatcher labels'
	groupmod --gid 3001 labels
	# the next sign-in adds it again
	succeeds ssh_password jane "$PASSWORD" id -Gn
	has labels
}

@test "R16_a_powerful_group_that_takes_the_number_takes_the_grant_away" {
	groupadd --gid 3001 --non-unique incus
	jane_is_well
	run id -G jane
	lacks 3001
	sed -i '/^incus:/d' /etc/group
	jane_is_well
	run id -G jane
	has 3001
}

@test "R16_removed_local_group_affects_no_person" {
	sed -i '/^labels:/d' /etc/group
	jane_is_well
	run fieldctl doctor
	has "the machine has no such group"
	fieldctl role ungrant dispatcher labels
	run fieldctl doctor
	lacks "has the local group"
}

@test "R16_name_of_such_a_group_is_refused_as_a_login" {
	local name
	for name in podman qemu libvirtd containerd gpio uinput lxc nixbld mock \
	    incus-admin sbuild dialout scanner debian-tor; do
		fails fieldctl user add "$name" --name 'Some One' \
		    --email "$name@acme.example"
	done
	printf '%s\n' 'first_name,last_name,email' 'P,Odman,po@acme.example' \
	    'Q,Emu,qe@acme.example' >/run/world/people.csv
	succeeds fieldctl sync import /run/world/people.csv --yes
	fails getent passwd podman
	fails getent passwd qemu
	succeeds getent passwd podman2
	succeeds getent passwd qemu2
}
