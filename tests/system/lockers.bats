#!/usr/bin/env bats
# world: --with lockers
# Screen and console lockers of Debian, run by the person whose terminal they
# lock (Q4).  i3lock and xsecurelock have no privileges, and verify their person
# through verify.sock; vlock and physlock are set-uid root, so that the module
# executes the helper itself, in a host that the person can signal.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

SLOTS=/run/fieldauth/slots
export DISPLAY=:9
OMARS='Granite-88-quarry'

setup_file() {
	setup_acme
	# to block a person does not end their locker here
	fieldctl policy end_sessions_on none
	person jane
	fieldctl user add omar --name "Omar Person" --active \
	    --password-file "$(secret "$OMARS")"
	local_user lena 'Local-pass-55'
	start_gate verify
	# The clone may be in a folder that only root can read.
	install -m 0755 "$world/consoles" /usr/local/bin
	# as created by su
	fails become_omar nonsense
	# root's, so that it outlives each test; jane may connect
	install -d -m 1777 /tmp/.X11-unix
	daemon setsid --fork Xvfb $DISPLAY -nolisten tcp -ac \
	    -screen 0 640x480x24
	wait_for as jane xdotool getdisplaygeometry
}

setup() { : >/run/world/syslog; }

teardown() {
	pkill -KILL -U jane || true
	fieldctl user unblock jane
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env \
	    env DISPLAY=$DISPLAY "$@"
}

become_omar() { su_as lena omar "$1" 'id -un'; }

failures_of() {
	sqlite3 /var/lib/fieldauth/private/field.db "SELECT
	    coalesce(sum(failure_count), 0) FROM attempt a JOIN person p
	    ON p.id = a.person_id WHERE p.login = '$1'"
}

# --- lockers of X ----------------------------------------------------------------

# lock_screen LOCKER [ARG...]: the screen of jane; sets $locker.
lock_screen() {
	as jane "$@" >/run/world/locker 2>&1 </dev/null 3>&- &
	locker=$!
	wait_for keyboard_is_grabbed
}

# The keyboard of a locked screen belongs to its locker.
keyboard_is_grabbed() {
	! as jane python3 - <<-'PYTHON'
	import ctypes, sys
	x = ctypes.CDLL("libX11.so.6")
	x.XOpenDisplay.restype = ctypes.c_void_p
	display = ctypes.c_void_p(x.XOpenDisplay(None))
	x.XDefaultRootWindow.restype = ctypes.c_ulong
	root = ctypes.c_ulong(x.XDefaultRootWindow(display))
	sys.exit(x.XGrabKeyboard(display, root, 0, 1, 1, ctypes.c_ulong(0)))
	PYTHON
}

# type_in TEXT: at the keyboard of jane, and Return.
type_in() {
	printf %s "$1" | as jane xdotool type --delay 5 --file -
	as jane xdotool key Return
}

is_unlocked() { ! kill -0 "$locker"; }

# says RESULT [REASON]: the helper has judged an attempt of jane.
says() {
	grep -q "claim $1: user=jane reason=$2.*exe=.*$program" /run/world/syslog
}

# refuses TEXT REASON: and the screen stays locked.
refuses() {
	: >/run/world/syslog
	type_in "$1"
	wait_for says refused "$2"
	kill -0 "$locker"
	keyboard_is_grabbed
}

unlocks() { # [TEXT]
	type_in "${1-$PASSWORD}"
	wait_for is_unlocked
	wait "$locker"
	fails keyboard_is_grabbed
	says accepted none
}

# a locker of jane, called $program
screen_locker_unlocks_for_her_password_alone() {
	lock_screen "$@"
	refuses 'nonsense' wrong_secret
	refuses "$OMARS" wrong_secret
	unlocks
	lock_screen "$@"
	fieldctl user block jane
	refuses "$PASSWORD" blocked
	fieldctl user unblock jane
	unlocks
}

@test "Q4_i3lock_unlocks_for_the_password_of_its_person_alone" {
	program=/usr/bin/i3lock
	screen_locker_unlocks_for_her_password_alone i3lock --nofork
}

@test "Q4_xsecurelock_unlocks_for_the_password_of_its_person_alone" {
	program=/usr/libexec/xsecurelock/authproto_pam
	screen_locker_unlocks_for_her_password_alone xsecurelock
}

# a_code: one that lets jane in once.
a_code() { fieldctl user link jane --print 2>/dev/null | cut -f2; }

@test "L4_i3lock_unlocks_by_a_code_once" {
	local code
	code=$(a_code)
	remember "$code"
	program=/usr/bin/i3lock
	lock_screen i3lock --nofork
	unlocks "$code"
	lock_screen i3lock --nofork
	refuses "$code" wrong_secret
	unlocks
}

@test "Q4_screen_stays_locked_while_nothing_answers_at_the_socket" {
	program=/usr/bin/i3lock
	lock_screen i3lock --nofork
	stop_gate
	type_in "$PASSWORD"
	wait_for grep -q 'i3lock.*no answer from fieldauth-signin' \
	    /run/world/syslog
	kill -0 "$locker"
	keyboard_is_grabbed
	start_gate verify
	unlocks
}

# Without a file of their own (vlock, physlock), /etc/pam.d/other is read.
@test "Q4_services_of_debians_lockers_have_the_module" {
	local service
	install -m 0755 "$BATS_TEST_DIRNAME/pamtry" /usr/local/bin
	for service in i3lock xscreensaver common-auth vlock physlock; do
		succeeds as jane pamtry -s $service jane auth <<<"$PASSWORD"
		fails as jane pamtry -s $service jane auth <<<nonsense
		has 'auth: AUTH_ERR'
	done
	[ -e /etc/pam.d/xscreensaver ]
	[ ! -e /etc/pam.d/vlock ]
	[ ! -e /etc/pam.d/physlock ]
}

# --- lockers of consoles, which are set-uid root -----------------------------------

# The prompt of each after a wrong password.
declare -gA AGAIN=([vlock]="root's Password: \$"
	[physlock]='failed[[:space:]]+Password: $')

# answer LOCKER PASSWORD [PROMPT ANSWER]: lock the terminal of jane with LOCKER,
# and answer its prompt.
answer() {
	local locker=$1 password=$2
	local -a talk=() run=(setpriv --reuid jane --regid jane --init-groups
	    --reset-env "${limits[@]}" "$locker")
	shift 2
	case $locker in
	vlock) talk=(ENTER '') run+=(--current) ;;
	physlock) run=(consoles jane "${run[@]}") ;;
	esac
	TALK_PAUSE_MS=200 "$world/talk" "${talk[@]}" "Password: \$" "$password" "$@" -- \
	    "${run[@]}"
}
limits=()

opens() { succeeds answer "$1" "$PASSWORD"; }

# The same prompt appears again; then the terminal is hung up, which the locker
# survives.
stays_locked() {
	local status=0
	answer "$1" "$2" "${AGAIN[$1]}" ^H >/run/world/locker 2>&1 3>&- ||
	    status=$?
	pkill -KILL -U jane || true
	[ $status -eq 122 ]
	grep -q "$1(authenticate): refused: user=jane uid=$(id -u jane) reason=$3;" \
	    /run/world/syslog
}

console_locker_unlocks_for_her_password_alone() {
	stays_locked "$1" nonsense wrong_secret
	stays_locked "$1" "$OMARS" wrong_secret
	opens "$1"
	fieldctl user block jane
	stays_locked "$1" "$PASSWORD" blocked
	fieldctl user unblock jane
	opens "$1"
}

@test "Q4_vlock_unlocks_for_the_password_of_its_person_alone" {
	[ -u /usr/sbin/vlock-main ]
	console_locker_unlocks_for_her_password_alone vlock
}

@test "Q4_physlock_unlocks_for_the_password_of_its_person_alone" {
	[ -u /usr/bin/physlock ]
	console_locker_unlocks_for_her_password_alone physlock
	# it has locked the consoles, and released them
	run cat /run/world/consoles
	has UNLOCKSWITCH
}

@test "L4_vlock_unlocks_by_a_code_at_the_second_prompt" {
	succeeds answer vlock invite 'Code: ?$' "$(a_code)" \
	    'New password.*: ?$' ''
}

helper_runs() { pgrep -x fieldauth-signi; }
no_helper_runs() { ! helper_runs; }
has_failed() { [ "$(failures_of jane)" -eq "$1" ]; }

# nothing_is_held: no queue, no lock of the database, no helper.
nothing_is_held() {
	wait_for no_helper_runs
	local slot
	for slot in "$SLOTS"/*; do
		flock --nonblock "$slot" true
	done
	succeeds timeout 2 fieldctl user edit omar --title Driver
	succeeds timeout 2 fieldctl user edit omar --title ''
}

# signalled_while_verifying SIGNAL LOCKER PROGRAM: jane sends it to her locker
# while a wrong password is being verified.
signalled_while_verifying() {
	local before
	before=$(failures_of jane)
	exec 7<"$SLOTS/uid.$(id -u jane).0"
	flock 7
	answer "$2" nonsense >/run/world/locker 2>&1 3>&- 7<&- &
	wait_for helper_runs
	as jane pkill "-$1" -x "$3"
	# the helper is out of her reach
	fails as jane pkill "-$1" -x fieldauth-signi
	succeeds timeout 5 "$world/talk" '[Pp]assword: ?$' "$OMARS" -- \
	    setpriv --reuid lena --regid lena --init-groups --reset-env \
	    su -l omar -c 'id -un'
	has omar
	exec 7<&-
	wait_for has_failed $((before + 1))
	nothing_is_held
	as jane pkill -KILL -x "$3" || true
	wait
	has_failed $((before + 1))
}

@test "Q4_locker_stopped_by_its_person_while_verifying_holds_nothing" {
	signalled_while_verifying STOP vlock vlock-main
	signalled_while_verifying STOP physlock physlock
}

@test "Q4_locker_killed_by_its_person_while_verifying_has_been_counted" {
	signalled_while_verifying KILL vlock vlock-main
	signalled_while_verifying KILL physlock physlock
}

@test "Q4_limits_set_before_a_locker_spare_no_guess_and_prevent_no_unlock" {
	local limit before
	# soft limits: inherited.bats has the hard ones (stack: pam_cap needs
	# 256 KiB)
	for limit in nofile=12 nproc=1 fsize=0 stack=524288 cpu=1; do
		limits=(prlimit "--$limit:")
		echo "with $limit"
		before=$(failures_of jane)
		stays_locked physlock nonsense wrong_secret
		has_failed $((before + 1))
		opens physlock
	done
}
