public import JSON

extension Model {
    /// The name of the first loop in a description that says no limit, such as
    /// `layers.1.repeat` or a graph's own name for it; nothing when all do.
    ///
    /// Whoever reads a description asks this first: a loop without a limit is not a value of a wrong
    /// type but work without an end (rule T1).
    public static func unboundedLoop(in description: JSONValue) -> String? {
        unboundedLoop(within: description["layers"], path: "layers")
            ?? unboundedLoop(among: description["graph"]?["nodes"], path: "graph.nodes")
    }

    private static func unboundedLoop(among nodes: JSONValue?, path: String) -> String? {
        for (index, node) in (nodes?.array ?? []).enumerated() {
            let name = node["name"]?.string ?? "\(path).\(index)"
            for kind in ["repeat", "while"] {
                guard let settings = node[kind], settings.object != nil else { continue }
                if (settings["limit"] ?? .null) == .null { return name }
                let inner = unboundedLoop(among: settings["nodes"], path: "\(name).nodes")
                if let inner { return inner }
            }
        }
        return nil
    }

    private static func unboundedLoop(within layers: JSONValue?, path: String) -> String? {
        for (index, layer) in (layers?.array ?? []).enumerated() {
            let place = "\(path).\(index)"
            for (name, settings) in layer.object ?? [:] {
                let isLoop = name == "repeat" || name == "while"
                if isLoop, settings.object != nil, (settings["limit"] ?? .null) == .null {
                    return "\(place).\(name)"
                }
                let inner = isLoop ? settings["layers"] : name == "residual" ? settings : nil
                if let name = unboundedLoop(within: inner, path: "\(place).layers") { return name }
            }
        }
        return nil
    }
}
