import JSONRPC
import Judge
import PluginKit
import Solver
import Submitter
import Verifier
import Whistleblower

/// A role plugin as this host runs it.
struct PluginRegistration: Sendable {
    let manifest: PluginManifest
    let methods: [String]
    let isEnabled: Bool
}

/// Fills the table of methods: with the host's own and those of the role plugins.
struct MethodRegistry: Sendable {
    private static let pluginTypes: [any Plugin.Type] = [
        SubmitterPlugin.self,
        SolverPlugin.self,
        VerifierPlugin.self,
        WhistleblowerPlugin.self,
        JudgePlugin.self,
    ]

    /// The names of the role plugins.
    static let pluginNames = Set(pluginTypes.map { $0.manifest.name })

    /// Every method that is served.
    let table: MethodTable
    let catalogue: MethodCatalogue
    private let events: EventHub
    private let meters: CallMeters
    private let editors: EditorProtocols
    private(set) var plugins: [PluginRegistration] = []

    /// Registers the role plugins that are not switched off, then the host's own methods.
    init(
        _ facilities: Facilities,
        catalogue: MethodCatalogue,
        gate: any Gate
    ) throws(MethodTableError) {
        self.catalogue = catalogue
        events = facilities.events
        meters = facilities.conduct.meters
        table = MethodTable(CallPipeline(gate: PluginGate(base: gate), conduct: facilities.conduct))
        editors = EditorProtocols(table, gate: gate, stop: facilities.stop)
        for type in Self.pluginTypes { try register(type, facilities) }
        try table.add(Self.ownMethods(facilities).map { serve($0, owner: nil) })
        try table.add(Self.callerMethods(facilities).map { serve($0) })
        try table.add(describingMethods().map { serve($0, owner: nil) })
        try table.add(controlMethods(facilities).map { serve($0) })
        try table.add(accessMethods(facilities))
    }

    private mutating func register(
        _ type: any Plugin.Type,
        _ facilities: Facilities
    ) throws(MethodTableError) {
        let plugin = type.init(services: facilities.services)
        let manifest = type.manifest
        let isEnabled = !facilities.configuration.disabledPlugins.contains(manifest.name)
        let names = plugin.methods.map { Swift.type(of: $0).name }
        precondition(
            names.allSatisfy { $0.hasPrefix("\(manifest.role.rawValue).") },
            "a plugin's methods are named after its role"
        )
        try table.add(
            plugin.methods.map { method in
                guard isEnabled else { return refuse(method, of: manifest) }
                return serve(method, owner: manifest.name)
            }
        )
        plugins.append(
            PluginRegistration(manifest: manifest, methods: names.sorted(), isEnabled: isEnabled)
        )
    }

    private func accessMethods(_ facilities: Facilities) -> [ServedMethod] {
        let access = facilities.access
        let whoami = AuthWhoami(access: access, facilities: facilities)
        func method(_ name: String, _ body: ServedMethod.Body) -> ServedMethod {
            ServedMethod(catalogue.entry(of: name), owner: nil, body: body)
        }
        return [
            method(AuthIssue.name, .ordered(AuthIssue(access: access))),
            method(AuthUse.name, .control(AuthUse(access: access, whoami: whoami))),
        ]
    }

    func serve(_ method: some Method, owner: String?) -> ServedMethod {
        ServedMethod(method, catalogue.entry(of: type(of: method).name), owner: owner)
    }

    private func serve(_ method: some CallerMethod) -> ServedMethod {
        ServedMethod(method, catalogue.entry(of: type(of: method).name))
    }

    func serve(_ method: some ControlMethod) -> ServedMethod {
        ServedMethod(method, catalogue.entry(of: type(of: method).name))
    }

    private func refuse(_ method: some Method, of manifest: PluginManifest) -> ServedMethod {
        let error = RPCError(
            .pluginDisabled,
            "The plugin \(manifest.name) is switched off. Enable it in config.json: "
                + "{\"plugins\": {\"\(manifest.name)\": {\"enabled\": true}}}."
        )
        let entry = catalogue.entry(of: type(of: method).name)
        return ServedMethod(entry, owner: manifest.name, body: .refused(error))
    }
}

extension MethodRegistry: RequestHandler {
    func route(for method: String) -> Route? {
        if let route = table.route(to: method) ?? editors.route(for: method) { return route }
        meters.countUnknown()
        return table.route(toUnknown: method)
    }

    func connectionOpened(_ caller: Caller) {
        meters.connectionOpened()
    }

    func connectionClosed(_ connection: ConnectionID) {
        meters.connectionClosed()
        events.connectionClosed(connection)
        editors.connectionClosed(connection)
    }
}
