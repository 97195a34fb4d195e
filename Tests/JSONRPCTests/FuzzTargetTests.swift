import Dispatch
import FuzzTargets
import Glibc
import Testing

/// The fuzzer's targets over its seeds, whole and damaged, so that both stay what they are.
@Suite struct FuzzTargetTests {
    @Test(arguments: FuzzTarget.allCases)
    func `the seeds hold, and so do seeds that are damaged`(target: FuzzTarget) async throws {
        let seeds = try Self.seeds(of: target)
        #expect(seeds.count >= 4)
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "seeds").async {
                for seed in seeds { Self.check(seed, by: target) }
                continuation.resume()
            }
        }
    }

    private static func check(_ seed: [UInt8], by target: FuzzTarget) {
        target.check(seed)
        for place in 0..<seed.count {
            var damaged = seed
            damaged[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8))
            target.check(damaged)
            target.check(Array(seed[..<place]))
        }
    }

    private static func seeds(of target: FuzzTarget) throws -> [[UInt8]] {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let folder = "/\(tests)/Fuzz/seeds/\(target.rawValue)"
        let directory = try #require(opendir(folder))
        defer { closedir(directory) }
        var seeds: [[UInt8]] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let file = try #require(fopen("\(folder)/\(name)", "r"))
            defer { fclose(file) }
            var bytes: [UInt8] = []
            while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
            seeds.append(bytes)
        }
        return seeds
    }
}
