#!/bin/sh
# Is to be asked before payments, and does not answer.
. "${0%/*}/speak.sh"
shake_hands "" ',"hooks":[{"name":"payment"}]'
while hear; do :; done
