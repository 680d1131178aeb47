#!/bin/bash
# What can be asked is written down: control/REQUESTS.md.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

is_fresh() {
	"$B/bin/requests" | diff control/REQUESTS.md - ||
		{ echo 'run: make requests'; return 1; }
}
check "the page of requests is made from the table" is_fresh
finish
