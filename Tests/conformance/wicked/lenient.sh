#!/bin/sh
# Is to be asked before payments, does not answer, and says that this means yes.
. "${0%/*}/speak.sh"
shake_hands "" ',"hooks":[{"name":"payment","onFailure":"continue"}]'
while hear; do :; done
