#!/bin/sh
# Announces what is no manifest.
. "${0%/*}/speak.sh"
shake_hands "{\"name\":\"with blanks\"}"
serve
