#!/bin/sh
# Asks for a hook that does not exist.
. "${0%/*}/speak.sh"
shake_hands "" ',"hooks":[{"name":"peer_connected"}]'
serve
