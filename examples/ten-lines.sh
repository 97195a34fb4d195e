#!/bin/sh
# A host, a network with two participants, a payment, and the log checked: ten lines of shell.
set -eu
assay=${ASSAY:-.build/release/assay} home=$(mktemp -d)
call() { "$assay" call "$@" --socket "$home/socket"; }
"$assay" serve --home "$home" --socket "$home/socket" --log-level error &
trap 'kill $! 2>"$home/end" && wait; rm -rf "$home"' EXIT INT TERM
until call host.ping >"$home/ping" 2>&1; do kill -0 $!; sleep 0.1; done
call network.create name=students 'participants=[{"name":"ada","credits":900},{"name":"grace","credits":100}]'
call participant.transfer to=grace amount=50 as=ada
call participant.list
call ledger.verify
