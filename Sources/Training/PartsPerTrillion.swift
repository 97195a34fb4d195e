public import JSON

/// A distance, a threshold or a loss as documents and events carry it: a whole number of 10^-12.
///
/// No floating point may reach an event (rule L4 and design section 8). Rounding is always up, so a
/// distance is never stated smaller than it is, and only zero is stated as zero.
public struct PartsPerTrillion: Hashable, Sendable, Comparable {
    /// The number of units.
    public let units: Int64

    /// No distance at all: the same bits.
    public static let zero = PartsPerTrillion(units: 0)
    /// Beyond what can be stated: also what a NaN or an infinity becomes.
    public static let unbounded = PartsPerTrillion(units: .max)

    /// A number of units.
    public init(units: Int64) {
        self.units = units
    }

    /// The smallest number of units that is not below a value.
    ///
    /// - Parameter value: at least zero; what is too large, infinite or not a number becomes
    ///   ``unbounded``.
    public init(roundingUp value: Double) {
        let product = value * 1e12
        // The product is rounded; the remainder, which a fused multiply-add gives exactly, says
        // whether it was rounded down.
        let remainder = (-product).addingProduct(value, 1e12)
        let units = (remainder > 0 ? product.nextUp : product).rounded(.up)
        guard units >= 0, units < 9.2e18 else {
            self = .unbounded
            return
        }
        self.units = Int64(units)
    }

    /// The value, for people.
    public var double: Double { Double(units) / 1e12 }

    /// Whether one is smaller than the other.
    public static func < (left: PartsPerTrillion, right: PartsPerTrillion) -> Bool {
        left.units < right.units
    }
}

extension PartsPerTrillion: CustomStringConvertible {
    /// The value as people write it.
    public var description: String { self == .unbounded ? "unbounded" : "\(double)" }
}

extension PartsPerTrillion: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue { .string("\(units)") }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        units = try reader.decimal(in: 0...Int64.max)
    }
}
