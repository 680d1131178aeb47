#!/usr/bin/env bats
# fieldctl events: changes and sign-ins, as they are committed (X1).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_sshd
	person jane
	person omar
	person rita
	start_gate verify control
	install -m 0755 "$world/door" /usr/local/bin
}

teardown() {
	[ -z "${follower-}" ] || kill "$follower" 2>/dev/null || true
	fieldctl user unblock jane omar rita --yes >/dev/null 2>&1 || true
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

# last: the number of the last row.
last() {
	fieldctl audit --limit 1 --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["seq"])'
}

# begin LOGIN: write the events that LOGIN receives from now on to /tmp/heard.
begin() {
	local since
	since=$(last)
	: >/tmp/heard
	setpriv --reuid "$1" --regid "$1" --init-groups --reset-env \
	    fieldctl events --follow --json --since "$since" \
	    >/tmp/heard 2>&1 </dev/null 3>&- &
	follower=$!
}

# heard KIND ACTION SUBJECT
heard() {
	python3 -c '
import json, sys
want = tuple(sys.argv[1:])
for line in open("/tmp/heard"):
    row = json.loads(line)
    if (row["kind"], row["action"], row["subject_login"]) == want:
        sys.exit(0)
sys.exit(1)' "$@"
}

@test "X1_events_shows_what_there_is_and_ends" {
	succeeds fieldctl user block omar
	succeeds fieldctl events
	has 'user.block'
	succeeds fieldctl events --json
	python3 -c '
import json, sys
rows = json.loads(sys.argv[1])
assert [r["seq"] for r in rows] == sorted(r["seq"] for r in rows)
assert rows[-1]["action"] == "user.block" and rows[-1]["kind"] == "person"' "$output"
	succeeds fieldctl events --since "$(last)" --json
	[ "$(tr -d '[:space:]' <<<"$output")" = '[]' ]
	succeeds fieldctl events --since "$(($(last) - 1))" --csv
	has ',user.block,'
	fails fieldctl events --since soon
}

@test "X1_follower_hears_changes_refusals_and_sign_ins" {
	begin root
	succeeds fieldctl user block omar
	wait_for heard person user.block omar
	fails fieldctl user block ada
	wait_for heard refusal user.block ada
	fails ssh_password rita nonsense true
	wait_for heard refusal sign-in.secret rita
	succeeds ssh_password rita "$PASSWORD" true
	wait_for heard session session.open rita
	wait_for heard session session.close rita
	succeeds fieldctl role add porter --title Porter
	wait_for grep -q '"kind":"role"' /tmp/heard
}

@test "R14_people_hear_through_the_socket_what_they_may_see" {
	begin jane
	succeeds fieldctl user edit omar --title Other
	succeeds fieldctl user edit jane --title Own
	wait_for heard person user.edit jane
	fails heard person user.edit omar
	kill "$follower"
	begin ada
	succeeds fieldctl user edit omar --title Another
	wait_for heard person user.edit omar
}

@test "X2_block_ends_the_stream_at_once" {
	local ended
	begin jane
	succeeds fieldctl user edit jane --title Once
	wait_for heard person user.edit jane
	succeeds fieldctl user block jane
	ended=0
	wait "$follower" || ended=$?
	[ "$ended" -ne 0 ]
	sed -i '/"seq"/!d' /tmp/heard
	fails heard person user.block jane
}

@test "X1_commits_go_on_without_the_folder_and_followers_come_back" {
	rm -f /run/fieldauth/events
	mkdir /run/fieldauth/events
	succeeds fieldctl user block omar
	rmdir /run/fieldauth/events
	begin root
	succeeds fieldctl user unblock omar
	wait_for heard person user.unblock omar
	[ "$(stat -c '%a %U' /run/fieldauth/events)" = '600 root' ]
	rm /run/fieldauth/events
	succeeds fieldctl user block omar
	wait_for heard person user.block omar
}

# More than the socket buffers, to a client that does not read.
@test "S9_caller_that_reads_nothing_is_dropped" {
	local begun
	sqlite3 /var/lib/fieldauth/private/field.db "
	    WITH RECURSIVE n (i) AS
	        (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
	    INSERT INTO audit (seq, at, actor, action, module, subject, org_id,
	        terminal, service, outcome, reason, detail_hash, hash)
	    SELECT (SELECT max(seq) FROM audit) + i, at, actor, 'test.row',
	        module, (SELECT id FROM person WHERE login = 'rita'), org_id,
	        terminal, service, outcome, reason, detail_hash, hash
	    FROM n, audit WHERE seq = 1"
	begun=$SECONDS
	succeeds as rita python3 - <<-'PY'
	import json, select, socket, struct
	connection = socket.socket(socket.AF_UNIX)
	connection.connect("/run/fieldauth/control.sock")
	text = json.dumps({"request": "events",
	                   "params": {"since": 0, "follow": True}}).encode()
	connection.sendall(struct.pack(">I", len(text)) + text)
	poll = select.poll()
	poll.register(connection, select.POLLRDHUP)
	assert poll.poll(60000), "still open"
	PY
	[ $((SECONDS - begun)) -ge 9 ]
	succeeds as jane fieldctl events
}

# Another request ends the stream, and is answered.
@test "X1_stream_ends_when_something_else_is_asked" {
	succeeds as omar python3 - <<-'PY'
	import json, socket, struct
	def send(request):
	    text = json.dumps(request).encode()
	    connection.sendall(struct.pack(">I", len(text)) + text)
	def exactly(count):
	    data = b""
	    while len(data) < count:
	        more = connection.recv(count - len(data))
	        assert more, "closed"
	        data += more
	    return data
	def end():
	    while True:
	        frame = json.loads(exactly(struct.unpack(">I", exactly(4))[0]))
	        if "exit" in frame:
	            return frame
	connection = socket.socket(socket.AF_UNIX)
	connection.connect("/run/fieldauth/control.sock")
	connection.settimeout(60)
	send({"request": "events", "params": {"follow": True}})
	send({"request": "events"})
	assert end()["exit"] == 0
	assert end()["exit"] == 0
	PY
}

@test "X1_streams_of_one_person_leave_the_places_to_others" {
	local pids=() i
	for i in 1 2; do
		as jane fieldctl events --follow >"/tmp/stream.$i" 2>&1 \
		    </dev/null 3>&- &
		pids+=($!)
	done
	wait_for test -e /run/fieldauth/slots/stream.1
	fails timeout 20 setpriv --reuid jane --regid jane --init-groups \
	    --reset-env fieldctl events --follow
	[ "$status" -eq 75 ]
	# without following, and by other people
	succeeds as jane fieldctl events
	begin omar
	fieldctl user block rita
	fieldctl user unblock rita
	kill "${pids[@]}"
	wait "${pids[@]}" || true
	# the connections are free again
	as jane timeout 2 fieldctl events --follow >/tmp/stream.3 2>&1 \
	    </dev/null 3>&- || [ $? -eq 124 ]
}
