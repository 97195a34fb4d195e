#!/bin/sh
# Takes over a method of the solver's role, and adds one.
. "${0%/*}/speak.sh"
shake_hands "$(method solver.prepare),$(method solver.boast)" ',"assay":{"role":"solver"}'
serve
