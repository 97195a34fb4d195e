import ArgumentParser

/// `assay completion`.
struct Completion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print what makes a shell complete this program's words.",
        discussion: """
            Methods, parameters and their values come from the schemas in the program, so they are \
            completed without a host.

              bash   echo 'source <(assay completion bash)' >> ~/.bashrc
              zsh    assay completion zsh > "${fpath[1]}/_assay"
              fish   assay completion fish > ~/.config/fish/completions/assay.fish
            """
    )

    @Argument(help: "The shell.")
    var shell: Shell

    func run() {
        print(shell.script, terminator: "")
    }
}

/// `assay complete`, which the scripts call: a line for each word that may come next.
struct Complete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Print the words that may come next on a command line.",
        shouldDisplay: false
    )

    @Argument(parsing: .captureForPassthrough, help: "The words so far, the unfinished one last.")
    var words: [String] = []

    func run() throws {
        // The name of the program, under which the user may have it, comes first.
        for candidate in try Candidates(words: Array(words.dropFirst())).all() {
            print("\(candidate.word)\t\(candidate.summary)")
        }
    }
}

/// A shell for which there is a script.
///
/// The scripts are small, for all they do is pass the words on. A candidate that ends in `=` takes
/// no blank behind it, and where there is no candidate, the shell's own file names are offered.
enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish

    var script: String {
        switch self {
        case .bash: Self.bashScript
        case .zsh: Self.zshScript
        case .fish: Self.fishScript
        }
    }

    /// Bash parts words at `=` and `:` too: the line is read anew without that, and only what lies
    /// behind the last of them is offered.
    private static let bashScript = #"""
        # assay: completion for bash. Load it with: source <(assay completion bash)
        _assay() {
            local line=${COMP_LINE:0:COMP_POINT} words word candidate current
            COMPREPLY=()
            read -ra words <<<"$line"
            [[ $line == *[[:space:]] ]] && words+=('')
            current=${words[${#words[@]}-1]}
            local typed=${current%"${current##*[=:]}"}
            while IFS=$'\t' read -r candidate _; do
                [[ $candidate == "$current"* ]] || continue
                [[ $candidate == *= ]] && compopt -o nospace
                COMPREPLY+=("${candidate#"$typed"}")
            done < <("${words[0]}" complete "${words[@]}" 2>/dev/null)
        }
        complete -o default -F _assay assay

        """#

    private static let zshScript = #"""
        #compdef assay
        # assay: completion for zsh. Put it as _assay into a directory of $fpath.
        _assay() {
            local -a lines open_words open_texts done_words done_texts
            local line word text
            local -i width=0
            lines=(${(f)"$(${words[1]} complete "${(@Q)words[1,CURRENT]}" 2>/dev/null)"})
            for line in $lines; do
                word=${line%%$'\t'*}
                (( $#word > width )) && width=$#word
            done
            for line in $lines; do
                word=${line%%$'\t'*} text=${line#*$'\t'}
                [[ -n $text ]] && text="${(r:width:)word}  -- $text" || text=$word
                if [[ $word == *= ]]; then
                    open_words+=("$word") open_texts+=("$text")
                else
                    done_words+=("$word") done_texts+=("$text")
                fi
            done
            (( $#open_words )) && compadd -S '' -l -d open_texts -- $open_words
            (( $#done_words )) && compadd -l -d done_texts -- $done_words
            if (( ! $#open_words && ! $#done_words )); then
                compset -P '*='
                _files
            fi
        }
        if [[ $funcstack[1] == _assay ]]; then _assay "$@"; else compdef _assay assay; fi

        """#

    private static let fishScript = #"""
        # assay: completion for fish. Put it into ~/.config/fish/completions/assay.fish.
        function __assay_complete
            set -l words (commandline -opc) (commandline -ct)
            $words[1] complete $words 2>/dev/null
        end
        complete -c assay -n 'count (__assay_complete) >/dev/null' -f -a '(__assay_complete)'

        """#
}
