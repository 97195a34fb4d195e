/// Everything of a kind, or some of it: what narrowing works on.
public enum Allowance<Element: Hashable & Sendable>: Hashable, Sendable {
    /// Everything, also what there will be.
    case everything
    /// These and no others.
    case only(Set<Element>)

    /// Nothing at all.
    public static var nothing: Allowance { .only([]) }

    /// Whether an element is among what is allowed.
    public func contains(_ element: Element) -> Bool {
        switch self {
        case .everything: true
        case .only(let elements): elements.contains(element)
        }
    }

    /// What is allowed, unless that is everything.
    public var elements: Set<Element>? {
        switch self {
        case .everything: nil
        case .only(let elements): elements
        }
    }

    /// Allows no more than a set.
    mutating func narrow(to elements: Set<Element>) {
        switch self {
        case .everything: self = .only(elements)
        case .only(let present): self = .only(present.intersection(elements))
        }
    }
}

extension Allowance<MethodPattern> {
    /// Whether a method is meant by any of the patterns.
    public func covers(_ method: String) -> Bool {
        switch self {
        case .everything: true
        case .only(let patterns): patterns.contains { $0.contains(method) }
        }
    }

    /// Allows no more than what some patterns mean.
    mutating func narrow(toCover patterns: Set<MethodPattern>) {
        guard case .only(let present) = self else {
            self = .only(patterns)
            return
        }
        let shared = present.flatMap { left in patterns.compactMap { left.intersection($0) } }
        self = .only(Set(shared))
    }
}
