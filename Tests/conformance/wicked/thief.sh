#!/bin/sh
# Wants a method of the host's own.
. "${0%/*}/speak.sh"
shake_hands "$(method host.ping)"
serve
