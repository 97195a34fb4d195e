#!/bin/sh
# A file whose name is that of a role.
. "${0%/*}/speak.sh"
shake_hands "$(method better.solve)"
serve
