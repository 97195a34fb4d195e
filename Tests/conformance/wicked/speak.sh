# What the wicked plugins share: the protocol in nothing but the shell's own words. To be sourced.
#
# The host writes each message on one line, with an empty line behind it.

hear() { # the next message: sets line, id, method; fails at the end of the input
    while read -r line; do
        [ -z "$line" ] || break
    done
    [ -n "$line" ] || return 1
    id=${line#*'"id":'}
    id=${id%%[,\}]*}
    method=${line#*'"method":"'}
    method=${method%%'"'*}
}

answer() { # answer RESULT
    printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n\n' "$id" "$1"
}

manifest() { # manifest METHODS [MEMBERS]: answers getmanifest
    answer "{\"rpcmethods\":[$1]$2}"
}

method() { # method NAME: an element of rpcmethods
    printf '{"name":"%s","usage":"[word]","description":"Does what its name says."}' "$1"
}

# Takes part in the handshake, announcing some methods and other members of the manifest.
shake_hands() { # shake_hands METHODS [MEMBERS]
    hear && manifest "$1" "$2" && hear && answer '{}'
}

# Answers every call with its method's name, until the input ends.
serve() {
    while hear; do
        answer "{\"method\":\"$method\"}"
    done
}
