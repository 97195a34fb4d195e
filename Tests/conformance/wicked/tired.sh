#!/bin/sh
# Does not want to run.
. "${0%/*}/speak.sh"
hear
manifest "$(method tired.echo)" ',"disable":"it is Sunday"'
serve
