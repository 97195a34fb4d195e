public import JSON

/// Why bytes are not an array file that we read.
public enum TensorFormatError: Error, Equatable, Sendable {
    /// The bytes end before the part named is complete.
    case truncated(part: String, needed: Int, got: Int)
    /// There are bytes after the last array.
    case surplus(byteCount: Int)
    /// The file does not begin with NumPy's magic bytes.
    case notNpy
    /// The .npy version is none of 1.0, 2.0 and 3.0.
    case npyVersionUnknown(major: UInt8, minor: UInt8)
    /// The .npy header is not the dictionary that the format asks for.
    case npyHeaderMalformed(reason: String)
    /// The file is not as the IDX format asks for.
    case idxMalformed(reason: String)
    /// The array lies column by column.
    case fortranOrder
    /// The numbers are of a type, or in a byte order, that we do not read.
    case elementTypeUnsupported(name: String)
    /// The header is longer than ``Safetensors/headerByteCountMax``.
    case headerTooLong(byteCount: UInt64)
    /// The .safetensors header is not JSON.
    case headerNotJSON(JSONParseError)
    /// The .safetensors header is not the object that the format asks for.
    case headerMalformed(JSONDecodingError)
    /// An array's place in the data contradicts its shape, its neighbours or the data's length.
    case offsetsInvalid(name: String, reason: String)
    /// An array's shape is refused.
    case shape(TensorError)
    /// The gzip file around the arrays cannot be unpacked.
    case gzip(GzipError)
    /// The .npz archive is unsound.
    case archive(ZipError)
    /// A text of comma-separated numbers is unsound; lines and columns are counted from 1.
    case table(line: Int, column: Int?, reason: String)
    /// A file that holds one array cannot hold so many, or none.
    case arrayCount(Int)
    /// Two arrays have one name, or one has none where the format needs one.
    case nameInvalid(String, reason: String)
    /// The task was cancelled.
    case cancelled
}

extension TensorFormatError: CustomStringConvertible {
    /// A sentence that says what was wrong.
    public var description: String {
        switch self {
        case .truncated(let part, let needed, let got):
            "\(part) needs \(needed) bytes, but there are \(got)"
        case .surplus(let count):
            "\(count) bytes follow the last array; a file must end with its data"
        case .notNpy:
            "the file does not begin as a .npy file does"
        case .npyVersionUnknown(let major, let minor):
            "the .npy version is \(major).\(minor); 1.0, 2.0 and 3.0 can be read"
        case .npyHeaderMalformed(let reason):
            "the .npy header is malformed: \(reason)"
        case .idxMalformed(let reason):
            "the file is no IDX file: \(reason)"
        case .fortranOrder:
            "the array lies column by column (fortran_order); save numpy.ascontiguousarray of it"
        case .elementTypeUnsupported(let name):
            "numbers of type \(name) cannot be read; use little-endian float32, float64, int32, "
                + "int64, uint8 or float16"
        case .headerTooLong(let count):
            "the header claims \(count) bytes; at most \(Safetensors.headerByteCountMax) are read"
        case .headerNotJSON(let error):
            "the header is not JSON: \(error)"
        case .headerMalformed(let error):
            "the header is malformed: \(error)"
        case .offsetsInvalid(let name, let reason):
            "the array \"\(name)\" has a wrong place: \(reason)"
        case .shape(let error):
            "\(error)"
        case .gzip(let error):
            "\(error)"
        case .archive(let error):
            "\(error)"
        case .table(let line, let column, let reason):
            "line \(line)\(column.map { ", column \($0)" } ?? ""): \(reason)"
        case .arrayCount(let count):
            "a .npy file holds one array, not \(count); .npz and .safetensors files hold any number"
        case .nameInvalid(let name, let reason):
            "the array name \"\(name)\" cannot be used: \(reason)"
        case .cancelled:
            "the file was not read to its end, for that was cancelled"
        }
    }
}
