#!/bin/sh
# A host, a network with two participants, a payment, and the log checked: ten lines of shell.
set -eu
assay=${ASSAY:-.build/release/assay} home=$(mktemp -d) && trap 'rm -rf "$home"' EXIT
call() { "$assay" call "$@" --socket "$home/socket"; }
"$assay" serve --home "$home" --socket "$home/socket" --log-level error &
until call host.ping >"$home/ping" 2>&1; do kill -0 $! && sleep 0.1; done
call network.create name=students 'participants=[{"name":"ada","credits":900},{"name":"grace","credits":100}]'
call participant.transfer to=grace amount=50 as=ada
call participant.list
call network.status
call ledger.verify
call host.stop && wait
