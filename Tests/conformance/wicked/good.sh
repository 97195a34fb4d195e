#!/bin/sh
# Does everything right: what the others are compared with.
. "${0%/*}/speak.sh"
shake_hands "$(method good.echo)"
serve
