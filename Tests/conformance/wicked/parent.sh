#!/bin/sh
# Leaves a child behind, which holds all of its streams, and exits.
. "${0%/*}/speak.sh"
shake_hands "$(method parent.leave)"
hear
sleep 1000 &
echo "$!" >"$ASSAY_TEST_PIDS"
exit 0
