# greeter.bash: a greeter in a world made with `--with greeter`: lightdm, with
# lightdm-gtk-greeter on an X server without a screen.  To be sourced after
# lib.bash.
# shellcheck shell=bash disable=SC2154

# configure_greeter: a session that writes what it is to /tmp/session.LOGIN, and
# ends.
configure_greeter() {
	mkdir -p /run/dbus
	daemon dbus-daemon --system --fork
	cat >/etc/lightdm/lightdm.conf <<-'END'
	[LightDM]
	log-directory=/run/world/lightdm
	[Seat:*]
	xserver-command=/etc/lightdm/xserver
	greeter-wrapper=/etc/lightdm/greeter-wrapper
	greeter-hide-users=true
	user-session=probe
	END
	# Without the arguments that only a server with a console accepts.
	cat >/etc/lightdm/xserver <<-'END'
	#!/bin/sh
	exec Xvfb :0 -screen 0 1024x768x24 -auth /run/lightdm/root/:0 -nolisten tcp
	END
	# shellcheck disable=SC2016
	cat >/etc/lightdm/greeter-wrapper <<-'END'
	#!/bin/sh
	exec dbus-run-session -- sh -c '
	echo "$DBUS_SESSION_BUS_ADDRESS" >/var/lib/lightdm/bus
	exec "$@"' sh "$@"
	END
	cat >/usr/local/bin/probe <<-'END'
	#!/bin/sh
	new=$(mktemp) && { id; env; } >"$new" && mv "$new" "/tmp/session.$(id -un)"
	END
	cat >/usr/share/xsessions/probe.desktop <<-'END'
	[Desktop Entry]
	Type=Application
	Name=Probe
	Exec=/usr/local/bin/probe
	END
	chmod 0755 /etc/lightdm/xserver /etc/lightdm/greeter-wrapper \
	    /usr/local/bin/probe
}

start_greeter() {
	rm -f /var/lib/lightdm/bus
	daemon sh -c 'lightdm & echo $! >/run/world/lightdm.pid'
	wait_for test -s /var/lib/lightdm/bus
	chmod 0644 /run/world/lightdm/lightdm.log
}

stop_greeter() {
	kill "$(cat /run/world/lightdm.pid)"
	wait_for test ! -d "/proc/$(cat /run/world/lightdm.pid)"
}

# greeter [PROMPT ANSWER]... [PROMPT]: see tests/world/greeter.
greeter() {
	setpriv --reuid lightdm --regid lightdm --init-groups --reset-env \
	    "$world/greeter" "$@"
}

# session_of LOGIN: wait for the session, and print what it is.
session_of() {
	wait_for test -s "/tmp/session.$1"
	cat "/tmp/session.$1"
}
