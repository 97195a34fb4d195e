#!/bin/sh
# A guard that announces what it must not have from its second life on.
. "${0%/*}/speak.sh"
methods=
[ ! -e "$ASSAY_TEST_PIDS.turncoat" ] || methods=$(method host.evil)
: >"$ASSAY_TEST_PIDS.turncoat"
shake_hands "$methods" ',"hooks":[{"name":"payment"}]'
while hear; do :; done
