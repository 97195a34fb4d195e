import ArgumentParser

/// Where the home and the socket are.
struct HomeOptions: ParsableArguments {
    @Option(
        help: """
            The directory of log, blobs and keys. Default: $ASSAY_HOME, or assay/ in \
            $XDG_DATA_HOME or ~/.local/share.
            """
    )
    var home: String?

    @Option(
        help: """
            The Unix socket. Default: $ASSAY_SOCKET unless --home is given, or run/assay.sock in the \
            home.
            """
    )
    var socket: String?

    var homePath: String {
        if let home = home ?? environmentVariable("ASSAY_HOME") { return home }
        if let data = environmentVariable("XDG_DATA_HOME") { return "\(data)/assay" }
        return "\(environmentVariable("HOME") ?? ".")/.local/share/assay"
    }

    /// The socket that was asked for, by option or environment; a home that is given has its own.
    var givenSocket: String? {
        socket ?? (home == nil ? environmentVariable("ASSAY_SOCKET") : nil)
    }

    var socketPath: String { givenSocket ?? "\(homePath)/run/assay.sock" }
}
