#!/bin/sh
# Ends by a signal during a call.
. "${0%/*}/speak.sh"
shake_hands "$(method killed.now)"
hear
kill -KILL $$
