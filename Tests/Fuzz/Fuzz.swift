import FuzzTargets
import Glibc

/// libFuzzer's own loop, which calls back with each input.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The program: `fuzz TARGET [LIBFUZZER-OPTION...] [CORPUS...]`.
@main struct Fuzz {
    /// Before the first input; libFuzzer's callback carries no context.
    nonisolated(unsafe) private static var target = FuzzTarget.scanner

    static func main() {
        var words = CommandLine.arguments.map { strdup($0) }
        guard words.count > 1, let named = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
            print("usage: fuzz \(FuzzTarget.allCases.map(\.rawValue)) [OPTION...] [CORPUS...]")
            exit(2)
        }
        target = named
        words.remove(at: 1)
        var count = CInt(words.count)
        words.append(nil)
        let status = words.withUnsafeMutableBufferPointer { buffer -> CInt in
            guard var base = buffer.baseAddress else { return 2 }
            return runDriver(&count, &base) { bytes, count in
                Fuzz.target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            }
        }
        exit(status)
    }
}
