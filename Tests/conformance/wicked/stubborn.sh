#!/bin/sh
# Does not end when its input does, nor when it is asked to, and has a child that is no better.
. "${0%/*}/speak.sh"
trap '' TERM HUP INT
sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done' &
echo "$$ $!" >"$ASSAY_TEST_PIDS"
shake_hands "$(method stubborn.echo)"
serve
while :; do sleep 1; done
