#!/bin/bash
# What is shown as not acted on yet is read by no code, and all else is.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

page_is_fresh() { "$B/bin/requests" policies | tests/contract/acted.py page; }

check "policies are marked by what the code reads" tests/contract/acted.py policies
check "keys of fieldauth.conf are marked by what the code reads" tests/contract/acted.py config
check "fields of people are marked by what the code reads" tests/contract/acted.py fields
check "every option and every parameter is read" tests/contract/acted.py read
check "the page of fieldctl lists the policies of the table" page_is_fresh
check "the page of fieldauth.conf marks the keys that the table marks" tests/contract/acted.py config-page
check "options mark the fields that the table marks" tests/contract/acted.py options
check "README names what is not acted on" tests/contract/acted.py readme
finish
