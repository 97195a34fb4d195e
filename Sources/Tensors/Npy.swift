/// NumPy's .npy format: one array, a header in Python's notation before it.
///
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public enum Npy {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// NumPy pads the header so that the data begin at a multiple of this.
    private static let alignment = 64

    /// Reads an array of little-endian f2 (as f4), f4, f8, i4, i8 or u1 in C order, formats 1.0 to
    /// 3.0.
    public static func read(_ bytes: [UInt8]) throws(TensorFormatError) -> NumericArray {
        guard bytes.starts(with: magic) else { throw .notNpy }
        let (header, start) = try headerText(of: bytes)
        let fields = try NpyHeader(parsing: header)
        guard !fields.fortranOrder else { throw .fortranOrder }
        guard let encoding = NumericEncoding(npyDescription: fields.description) else {
            throw .elementTypeUnsupported(name: fields.description)
        }
        let shape: Shape
        do {
            shape = try Shape(fields.shape)
        } catch {
            throw .shape(error)
        }

        let needed = shape.elementCount * encoding.byteCount
        let got = bytes.count - start
        guard got >= needed else { throw .truncated(part: "the data", needed: needed, got: got) }
        guard got == needed else { throw .surplus(byteCount: got - needed) }
        do {
            return try NumericArray(shape: shape, elements: encoding.elements(of: bytes[start...]))
        } catch {
            throw .shape(error)
        }
    }

    /// Writes a tensor as `<f4`.
    public static func write(_ tensor: Tensor) -> [UInt8] {
        write(NumericArray(tensor))
    }

    /// Writes an array in format 1.0, byte for byte as numpy.save does: one way to write any given
    /// array, so that the bytes' hash names it.
    public static func write(_ array: NumericArray) -> [UInt8] {
        let type = array.elements.type
        let dimensions = array.shape.dimensions.map(String.init)
        // Python writes a tuple of one as "(3,)".
        let tuple = dimensions.joined(separator: ", ") + (dimensions.count == 1 ? "," : "")
        let fields = [
            "'descr': '\(type.npyDescription)'", "'fortran_order': False", "'shape': (\(tuple))",
        ]
        var header = Array("{\(fields.joined(separator: ", ")), }".utf8)
        let prefix = magic.count + 4
        let unpadded = prefix + header.count + 1
        let padding = (alignment - unpadded % alignment) % alignment
        header += [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]

        // A shape has at most eight dimensions, so the header's length fits the two bytes of 1.0.
        var bytes = magic + [1, 0, UInt8(header.count & 0xff), UInt8(header.count >> 8)] + header
        bytes.reserveCapacity(bytes.count + array.shape.elementCount * type.byteCount)
        array.elements.append(to: &bytes)
        return bytes
    }

    /// The header's text, and where the data begin.
    private static func headerText(
        of bytes: [UInt8]
    ) throws(TensorFormatError) -> (text: ArraySlice<UInt8>, end: Int) {
        let version = magic.count
        guard bytes.count >= version + 2 else {
            throw .truncated(part: "the version", needed: version + 2, got: bytes.count)
        }
        let (major, minor) = (bytes[version], bytes[version + 1])
        guard (1...3).contains(major), minor == 0 else {
            throw .npyVersionUnknown(major: major, minor: minor)
        }
        let lengthSize = major == 1 ? 2 : 4
        let start = version + 2 + lengthSize
        guard bytes.count >= start else {
            throw .truncated(part: "the header's length", needed: start, got: bytes.count)
        }
        let length =
            major == 1
            ? Int(LittleEndian.integer(UInt16.self, of: bytes, at: version + 2))
            : Int(LittleEndian.integer(UInt32.self, of: bytes, at: version + 2))
        guard bytes.count - start >= length else {
            throw .truncated(part: "the header", needed: length, got: bytes.count - start)
        }
        return (bytes[start..<start + length], start + length)
    }
}
