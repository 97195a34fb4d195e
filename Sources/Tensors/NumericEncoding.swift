/// How a file writes numbers: as a type of ours, or as a 16-bit float, which is read as float32.
///
/// Every 16-bit float is a 32-bit one, so nothing is lost; they are not written.
enum NumericEncoding: Hashable {
    /// The type's own bytes.
    case plain(NumericType)
    /// IEEE 754 half precision: 5 bits of exponent, 10 of fraction.
    case float16
    /// The upper half of a 32-bit float.
    case bfloat16

    /// The encoding that a .safetensors header calls by this name.
    init?(safetensorsName name: String) {
        switch name {
        case "F16": self = .float16
        case "BF16": self = .bfloat16
        default:
            guard let type = NumericType(safetensorsName: name) else { return nil }
            self = .plain(type)
        }
    }

    /// The encoding that a .npy header calls by this name.
    init?(npyDescription description: String) {
        switch description {
        case "<f2": self = .float16
        case "<u1": self = .plain(.uint8)
        default:
            let type = NumericType.allCases.first { $0.npyDescription == description }
            guard let type else { return nil }
            self = .plain(type)
        }
    }

    /// The bytes that one number takes.
    var byteCount: Int {
        switch self {
        case .plain(let type): type.byteCount
        case .float16, .bfloat16: 2
        }
    }

    /// Reads numbers from little-endian bytes.
    func elements(of bytes: ArraySlice<UInt8>) -> NumericElements {
        switch self {
        case .plain(let type): type.elements(of: bytes)
        case .float16:
            .float32(LittleEndian.values(of: bytes) { (bits: UInt16) in Float(half: bits) })
        case .bfloat16:
            .float32(
                LittleEndian.values(of: bytes) { (bits: UInt16) in
                    Float(bitPattern: UInt32(bits) << 16)
                }
            )
        }
    }
}

extension NumericType {
    /// The type of a name in a .safetensors header.
    package init?(safetensorsName name: String) {
        guard let type = Self.allCases.first(where: { $0.safetensorsName == name }) else {
            return nil
        }
        self = type
    }

    /// The type's name in a .npy header, as numpy writes it.
    var npyDescription: String {
        switch self {
        case .float32: "<f4"
        case .float64: "<f8"
        case .int32: "<i4"
        case .int64: "<i8"
        case .uint8: "|u1"
        }
    }
}

extension Float {
    /// The number whose half-precision bits these are.
    ///
    /// By hand, for not every platform of Swift has a `Float16`.
    init(half bits: UInt16) {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1f
        let fraction = UInt32(bits & 0x3ff)
        switch exponent {
        case 0:
            // Zero, or a multiple of 2^-24: exact in single precision.
            let magnitude = Float(fraction) * 0x1p-24
            self.init(bitPattern: sign | magnitude.bitPattern)
        case 31:
            self.init(bitPattern: sign | 0x7f80_0000 | fraction << 13)
        default:
            self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
