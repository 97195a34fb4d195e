import JSON
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

/// Every method of the host: its own and those of the role plugins, by name.
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

    private let catalogue: MethodCatalogue
    private var routes: [String: Route] = [:]
    private(set) var plugins: [PluginRegistration] = []

    /// Registers the role plugins that are not switched off, then the host's own methods.
    init(_ facilities: Facilities, catalogue: MethodCatalogue) {
        self.catalogue = catalogue
        for type in Self.pluginTypes { register(type, facilities) }
        for method in Self.ownMethods(facilities) { register(method) }
        for method in controlMethods(facilities) { register(method) }
    }

    /// The names of all methods that are served.
    var methodNames: Set<String> { Set(routes.keys) }

    private mutating func register(_ type: any Plugin.Type, _ facilities: Facilities) {
        let plugin = type.init(services: facilities.services)
        let manifest = type.manifest
        let isEnabled = !facilities.configuration.disabledPlugins.contains(manifest.name)
        for method in plugin.methods {
            precondition(
                method.name.hasPrefix("\(manifest.role.rawValue)."),
                "a plugin's methods are named after its role"
            )
            if isEnabled {
                register(method)
            } else {
                routes[method.name] = .control { _, _ throws(RPCError) in
                    throw RPCError(
                        .pluginDisabled,
                        "The plugin \(manifest.name) is switched off. Enable it in config.json: "
                            + "{\"plugins\": {\"\(manifest.name)\": {\"enabled\": true}}}."
                    )
                }
            }
        }
        plugins.append(
            PluginRegistration(
                manifest: manifest,
                methods: plugin.methods.map(\.name).sorted(),
                isEnabled: isEnabled
            )
        )
    }

    private mutating func register(_ method: some Method) {
        let names = catalogue[method.name]?.parameterNames ?? []
        let run: @Sendable (Request, Caller) async throws(RPCError) -> JSONValue = {
            request,
            caller throws(RPCError) in
            do {
                var parameters = NamedParameters(request, names: names)
                let token = try parameters.take("progressToken")
                let context = CallContext(progress: Self.reporter(for: token, caller))
                let decoded = try type(of: method).Parameters(json: parameters.reader())
                return .object(try await method.call(decoded, in: context))
            } catch {
                throw RPCError(describing: error)
            }
        }
        precondition(routes[method.name] == nil, "\(method.name) is registered twice")
        routes[method.name] =
            switch type(of: method).scheduling {
            case .ordered: .ordered(run)
            case .long: .long(run)
            }
    }

    private mutating func register(_ method: some ControlMethod) {
        let names = catalogue[method.name]?.parameterNames ?? []
        precondition(routes[method.name] == nil, "\(method.name) is registered twice")
        routes[method.name] = .control { request, _ throws(RPCError) in
            do {
                let parameters = try NamedParameters(request, names: names).reader()
                let decoded = try type(of: method).Parameters(json: parameters)
                return .object(try method.answer(decoded))
            } catch {
                throw RPCError(describing: error)
            }
        }
    }

    private static func reporter(for token: JSONValue?, _ caller: Caller) -> ProgressReporter {
        guard let token else { return .silent }
        return ProgressReporter { report in
            // A caller who does not keep up misses reports, never the answer.
            caller.progress(token: token, .object(report))
        }
    }
}

extension MethodRegistry: RequestHandler {
    func route(for method: String) -> Route? { routes[method] }
}

extension Method {
    fileprivate var name: String { Self.name }
}

extension ControlMethod {
    fileprivate var name: String { Self.name }
}

extension MethodRegistry {
    private static func ownMethods(_ facilities: Facilities) -> [any Method] {
        [
            BlobGet(facilities: facilities),
            BlobInfo(facilities: facilities),
            BlobPut(facilities: facilities),
            CloseRound(facilities: facilities),
            DatasetInfo(facilities: facilities),
            DatasetRegister(facilities: facilities),
            ExpireTask(facilities: facilities),
            JoinNetwork(facilities: facilities),
            KeyCreate(facilities: facilities),
            KeyList(facilities: facilities),
            LedgerAppend(facilities: facilities),
            LedgerEvents(facilities: facilities),
            LedgerExplain(facilities: facilities),
            LedgerTick(facilities: facilities),
            LedgerVerify(facilities: facilities),
            ModelEvaluate(facilities: facilities),
            NetworkCreate(facilities: facilities),
            NetworkStatus(facilities: facilities),
            OpenRound(facilities: facilities),
            ParticipantList(facilities: facilities),
            ParticipantTransfer(facilities: facilities),
            PublishModel(facilities: facilities),
            ReputationAggregate(facilities: facilities),
            ReputationLog(facilities: facilities),
            RoundList(facilities: facilities),
            RoundStatus(facilities: facilities),
            SettleTask(facilities: facilities),
            TaskList(facilities: facilities),
            TaskStatus(facilities: facilities),
            TensorDistance(facilities: facilities),
            TensorInfo(facilities: facilities),
        ]
    }

    private func controlMethods(_ facilities: Facilities) -> [any ControlMethod] {
        let served = methodNames.union([
            Discover.name, HostInfo.name, HostLimitsMethod.name, HostPing.name, HostStop.name,
            PluginList.name,
        ])
        let document = catalogue.document(of: served, version: AssayVersion.current)
        return [
            Discover(document: document),
            HostInfo(facilities: facilities),
            HostLimitsMethod(facilities: facilities),
            HostPing(),
            HostStop(facilities: facilities),
            PluginList(plugins: plugins),
        ]
    }
}
