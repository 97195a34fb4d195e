import Access
import Foundation
import Ledger
import PluginKit
import Tensors
import Testing
import Training

/// Data files of callers, read through the tensor service.
@Suite struct DatasetSourceTests {
    private static let table = Array("0,0.5,0\n1,0.25,1\n0.5,4,0\n2,8,1\n".utf8)

    private static func source(
        _ path: String,
        format: DatasetSource.Format? = nil,
        scale: Double = 1,
        trainCount: Int? = nil
    ) -> DatasetSource {
        DatasetSource(
            path: path,
            labels: nil,
            format: format,
            scale: scale,
            trainCount: trainCount,
            seed: 0
        )
    }

    private static func service(_ fixture: borrowing Fixture) throws -> TensorService {
        TensorService(blobs: try BlobStore(fixture.home), execution: .standard)
    }

    private static func register(
        _ service: TensorService,
        _ source: DatasetSource
    ) async throws -> RegisteredDatasets {
        try await Permission.$current.withValue(.owner) { try await service.register(source) }
    }

    @Test func `files are for calls that may name them`() async throws {
        let fixture = try Fixture()
        let service = try Self.service(fixture)
        let path = try fixture.write(Self.table, to: "data.csv")
        await #expect(throws: ServiceError.fileNotPermitted(path: path)) {
            try await service.register(Self.source(path))
        }
    }

    @Test func `a table is read, and the same table again is the same blob`() async throws {
        let fixture = try Fixture()
        let service = try Self.service(fixture)
        let path = try fixture.write(Self.table, to: "data.csv")
        let first = try await Self.register(service, Self.source(path))
        #expect(first.train.samples == 4)
        #expect(first.train.features == 2)
        #expect(first.train.classes == 2)
        #expect(first.test == nil)
        let unnamed = try fixture.write(Self.table, to: "data")
        let second = try await Self.register(service, Self.source(unnamed, format: .csv))
        #expect(second.train == first.train)
        let scaled = try await Self.register(service, Self.source(path, scale: 16))
        #expect(scaled.train.blob != first.train.blob)
    }

    @Test func `a table is split into samples to train on and samples to test with`() async throws {
        let fixture = try Fixture()
        let path = try fixture.write(Self.table, to: "data.csv")
        let parts = try await Self.register(
            Self.service(fixture),
            Self.source(path, trainCount: 3)
        )
        #expect(parts.train.samples == 3)
        #expect(parts.test?.samples == 1)
    }

    @Test func `what cannot be read is refused in words`() async throws {
        let fixture = try Fixture()
        let service = try Self.service(fixture)
        let torn = try fixture.write(Array("1,2,0\n1,2\n".utf8), to: "torn.csv")
        let mute = try fixture.write(Self.table, to: "data.bin")
        let whole = try fixture.write(Self.table, to: "data.csv")

        await Self.expectRefusal(service, Self.source(torn), "line 2")
        await Self.expectRefusal(service, Self.source(mute), "the name does not say")
        await Self.expectRefusal(service, Self.source(mute + ".none"), "No such file")
        await Self.expectRefusal(service, Self.source(whole, format: .idx), "labels")
        await Self.expectRefusal(service, Self.source(whole, trainCount: 9), "4")
    }

    private static func expectRefusal(
        _ service: TensorService,
        _ source: DatasetSource,
        _ words: String
    ) async {
        let error = await #expect(throws: ServiceError.self) {
            try await Self.register(service, source)
        }
        #expect("\(String(describing: error))".contains(words))
    }
}
