#!/bin/sh
# Dies when it is asked for its manifest.
. "${0%/*}/speak.sh"
hear
echo "I was never meant to live" >&2
exit 3
