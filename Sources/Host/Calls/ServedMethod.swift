package import JSONRPC
package import PluginKit

/// A method as this host serves it.
package struct ServedMethod: Sendable {
    /// How its calls are served, and by what.
    package enum Body: Sendable {
        /// Answered at once, on the thread that reads the connection.
        case control(any ControlTarget)
        /// One after another with the other ordered calls of the connection.
        case ordered(any CallTarget)
        /// In a task of its own, beside all others.
        case long(any CallTarget)
        /// Refused, always for the same reason.
        case refused(RPCError)
    }

    /// What the method says of itself: name, parameters, result.
    package let entry: MethodCatalogue.Entry
    /// The plugin that brought it; nothing for the host's own.
    package let owner: String?
    /// How its calls are served.
    package let body: Body
    /// What parameters are held to before anything else sees them; nothing for methods of programs
    /// that say no more of them than their names.
    let parameterSchema: ParameterSchema?

    /// A method from its parts.
    ///
    /// - Parameter hasSchema: whether parameters are held to the entry's schema; without a word, for
    ///   the host's own methods only.
    package init(
        _ entry: MethodCatalogue.Entry,
        owner: String?,
        body: Body,
        hasSchema: Bool? = nil
    ) {
        self.entry = entry
        self.owner = owner
        self.body = body
        // What a program's schema says is its own to enforce.
        parameterSchema = hasSchema ?? (owner == nil) ? ParameterSchema(of: entry) : nil
    }

    /// A method of ours.
    package init<Target: Method>(_ method: Target, _ entry: MethodCatalogue.Entry, owner: String?) {
        let target = MethodTarget(method: method)
        let body = Self.body(target, Target.scheduling, pagedList: Target.pagedList)
        self.init(entry, owner: owner, body: body, hasSchema: true)
    }

    /// A method of the host's that has to do with its caller.
    init<Target: CallerMethod>(_ method: Target, _ entry: MethodCatalogue.Entry) {
        let target = CallerMethodTarget(method: method)
        let body = Self.body(target, Target.scheduling, pagedList: Target.pagedList)
        self.init(entry, owner: nil, body: body)
    }

    /// A control method of ours.
    package init<Target: ControlMethod>(_ method: Target, _ entry: MethodCatalogue.Entry) {
        self.init(entry, owner: nil, body: .control(ControlMethodTarget(method: method)))
    }

    private static func body(
        _ target: some CallTarget,
        _ scheduling: Scheduling,
        pagedList: String?
    ) -> Body {
        var whole: any CallTarget = target
        if let pagedList { whole = PagedTarget(target: target, list: pagedList) }
        return switch scheduling {
        case .ordered: .ordered(whole)
        case .long: .long(whole)
        }
    }

    /// Whether its calls run beside all others.
    var isLong: Bool {
        switch body {
        case .long: true
        case .control, .ordered, .refused: false
        }
    }

    /// The name under which it is called.
    package var name: String { entry.name }
}
