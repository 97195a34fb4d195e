import Digests
import JSON
import Tensors
import Testing
import Training

struct DatasetReadingTests {
    private let expected: Dataset

    init() throws {
        expected = try Dataset(features: [1, 2, 3, 4], labels: [0, 1], featureCount: 2)
    }

    private func csv(_ text: String, _ format: CSVFormat = CSVFormat()) throws -> Dataset {
        try Dataset(csv: Array(text.utf8), format: format)
    }

    private func decimal(_ text: String) throws -> DecimalNumber {
        try #require(DecimalNumber(text))
    }

    @Test func `lines of values become samples, whatever the line ends and the label's place`()
        throws
    {
        #expect(try csv("1,2,0\n3,4,1\n") == expected)
        #expect(try csv("1,2,0\r\n3,4,1") == expected)
        #expect(try csv("\n1, 2 ,0\n\n3,4e0,1.0\n\n") == expected)
        #expect(try csv("0,1,2\n1,3,4\n", CSVFormat(labelColumn: 0)) == expected)
        #expect(try csv("1,0,2\n3,1,4\n", CSVFormat(labelColumn: 1)) == expected)
        #expect(try csv("1,0,2\n3,1,4\n", CSVFormat(labelColumn: -2)) == expected)
        #expect(try csv("a,b,label\n1,2,0\n3,4,1\n", CSVFormat(hasHeader: true)) == expected)
        let halves = try csv("1,2,0\n3,4,1\n", CSVFormat(scale: decimal("2")))
        #expect(halves.features == [0.5, 1, 1.5, 2])
    }

    @Test(arguments: [
        ("1,2,0\n3,x,1\n", DatasetReadingError.notANumber("x", line: 2, column: 2)),
        ("1,2,0\n3,,1\n", .notANumber("", line: 2, column: 2)),
        ("1,nan,0\n", .notANumber("nan", line: 1, column: 2)),
        ("1,0x10,0\n", .notANumber("0x10", line: 1, column: 2)),
        ("1,1e99,0\n", .notANumber("1e99", line: 1, column: 2)),
        (
            "1,\(String(repeating: "1", count: 600)),0\n",
            .notANumber(String(repeating: "1", count: 40), line: 1, column: 2)
        ),
        ("1,2,0\n\n3,4\n", .columnCount(2, expected: 3, line: 3)),
        ("1,2,0\n3,4,1", .columnCount(0, expected: 0, line: 0)),
        ("1\n", .columnCount(1, expected: 2, line: 1)),
        ("1,2,0.5\n", .label("0.5", line: 1, column: 3)),
        ("1,2,-1\n", .label("-1.0", line: 1, column: 3)),
        ("", .dataset(.empty)),
    ])
    func `a fault is named by line and column`(text: String, error: DatasetReadingError) throws {
        // One row of the table is sound, so that the table cannot pass by failing everywhere.
        if error == .columnCount(0, expected: 0, line: 0) {
            #expect(try csv(text) == expected)
        } else {
            #expect(throws: error) { try csv(text) }
        }
    }

    @Test func `a label's column must exist and a scale must not be zero`() throws {
        #expect(throws: DatasetReadingError.labelColumn(3, columns: 3)) {
            try csv("1,2,0\n", CSVFormat(labelColumn: 3))
        }
        #expect(throws: DatasetReadingError.labelColumn(-4, columns: 3)) {
            try csv("1,2,0\n", CSVFormat(labelColumn: -4))
        }
        let zero = try decimal("0")
        #expect(throws: DatasetReadingError.scaleZero) {
            try csv("1,2,0\n", CSVFormat(scale: zero))
        }
    }

    @Test func `labels must be classes`() throws {
        let label = Int64(Dataset.classesMax)
        #expect(throws: DatasetReadingError.dataset(.label(label, sample: 0))) {
            try Dataset(csv: Array("1,\(label)\n".utf8))
        }
        #expect(try Dataset(csv: Array("1,2\n".utf8)).classes == 3)
    }

    @Test func `gzip files are unpacked, also such of several members`() throws {
        let packed = try #require(Hexadecimal.bytes(of: PackedFiles.csv))
        #expect(try Dataset(csv: packed) == expected)
        let members = try #require(Hexadecimal.bytes(of: PackedFiles.twoMembers))
        #expect(try Dataset(csv: members) == expected)
    }

    @Test func `a gzip file that is cut short or damaged is refused, at every byte`() throws {
        let packed = try #require(Hexadecimal.bytes(of: PackedFiles.csv))
        for length in 2..<packed.count {
            #expect(throws: DatasetReadingError.gzip(.truncated), "\(length) bytes") {
                try Dataset(csv: Array(packed[..<length]))
            }
        }
        var damaged = packed
        damaged[packed.count - 5] ^= 1
        #expect(throws: DatasetReadingError.self) { try Dataset(csv: damaged) }
        #expect(throws: DatasetReadingError.self) { try Dataset(csv: packed + [0]) }
    }

    @Test func `a small file does not unpack into all the memory there is`() throws {
        let bomb = try #require(Hexadecimal.bytes(of: PackedFiles.hundredThousandZeros))
        #expect(try Gzip.unpack(bomb).count == 100_000)
        #expect(throws: GzipError.tooLarge(limit: 99_999)) {
            try Gzip.unpack(bomb, limit: 99_999)
        }
    }

    private let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]
    private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]

    @Test func `a pair of IDX files becomes samples`() throws {
        #expect(try Dataset(idxImages: images, idxLabels: labels) == expected)
        let scaled = try Dataset(
            idxImages: images,
            idxLabels: labels,
            scale: decimal("255")
        )
        #expect(scaled.features == [1, 2, 3, 4].map { $0 / 255 })
    }

    @Test func `IDX files that lie about themselves are refused`() {
        func expect(
            _ error: DatasetReadingError,
            images: [UInt8]? = nil,
            labels: [UInt8]? = nil
        ) {
            #expect(throws: error) {
                try Dataset(
                    idxImages: images ?? self.images,
                    idxLabels: labels ?? self.labels
                )
            }
        }
        func file(_ error: TensorFormatError, _ name: String) -> DatasetReadingError {
            .tensorFile(error.description, file: name)
        }
        expect(
            file(.truncated(part: "the array", needed: 4, got: 3), "images"),
            images: images.dropLast()
        )
        expect(
            file(.idxMalformed(reason: "numbers of its type 7 are unknown"), "labels"),
            labels: [0, 0, 7, 1, 0, 0, 0, 0]
        )
        expect(.samplesDiffer(features: 2, labels: 1), labels: [0, 0, 8, 1, 0, 0, 0, 1, 0])
        let column: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 1]
        expect(
            .tensorFile("it must hold one whole number a sample", file: "labels"),
            labels: column
        )
        let nothing: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 0]
        expect(.dataset(.noFeatures), images: nothing)
    }

    @Test func `a pair of NumPy files becomes samples`() throws {
        let features = Npy.write(try Tensor(rows: 2, columns: 2, elements: [1, 2, 3, 4]))
        // NumPy's own bytes of numpy.array([0, 1]).
        var labels: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
        let header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }"
        labels += Array(header.utf8) + [UInt8](repeating: 32, count: 117 - header.utf8.count) + [10]
        labels += [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        #expect(try Dataset(npyFeatures: features, npyLabels: labels) == expected)
        #expect(throws: DatasetReadingError.self) {
            try Dataset(npyFeatures: features.dropLast(), npyLabels: labels)
        }
        #expect(throws: DatasetReadingError.self) {
            try Dataset(npyFeatures: features, npyLabels: features)
        }
        #expect(throws: DatasetReadingError.self) {
            try Dataset(npyFeatures: labels, npyLabels: labels)
        }
    }

    @Test func `a split takes each sample once`() throws {
        let dataset = try Dataset(
            features: (0..<50).map { Float($0) },
            labels: (0..<50).map { Int32($0 % 2) },
            featureCount: 1
        )
        let (training, test) = try dataset.split(trainingCount: 40, seed: 7)
        #expect(training.count == 40)
        #expect(test.count == 10)
        #expect((training.features + test.features).sorted() == dataset.features)
        #expect(training.features != Array(dataset.features[..<40]))
        #expect(zip(training.features, training.labels).allSatisfy { Int32($0) % 2 == $1 })
        #expect(try dataset.split(trainingCount: 40, seed: 7).training == training)
        #expect(try dataset.split(trainingCount: 40).test.features == (40..<50).map { Float($0) })
        for count in [0, 50, -1] {
            #expect(throws: DatasetError.noSuchSample(count, samples: 50)) {
                try dataset.split(trainingCount: count)
            }
        }
    }

    @Test func `a part without the last class is the same wherever it is read`() throws {
        let dataset = try Dataset(features: [1, 2, 3], labels: [0, 1, 2], featureCount: 1)
        let part = CommittedDataset(try dataset.split(trainingCount: 2).training)
        let read = try CommittedDataset(canonicalBytes: part.dataset.canonicalBytes)
        #expect(read.commitment == part.commitment)
        #expect(part.commitment.classes == 2)
    }

    @Test func `unsound samples make no data set`() {
        func expect(_ error: DatasetError, _ make: () throws -> Dataset) {
            #expect(throws: error) { try make() }
        }
        expect(.empty) { try Dataset(features: [], labels: [], featureCount: 1) }
        expect(.noFeatures) { try Dataset(features: [], labels: [0], featureCount: 0) }
        expect(.sizeMismatch(features: 3, samples: 2)) {
            try Dataset(features: [1, 2, 3], labels: [0, 0], featureCount: 2)
        }
        expect(.featureNotFinite(sample: 1, feature: 0)) {
            try Dataset(features: [1, .nan], labels: [0, 0], featureCount: 1)
        }
        expect(.label(-1, sample: 0)) {
            try Dataset(features: [1], labels: [-1], featureCount: 1)
        }
        expect(.tooManyValues) {
            try Dataset(features: [], labels: [0, 0, 0], featureCount: .max)
        }
        expect(.noSuchSample(2, samples: 2)) {
            try expected.selecting([0, 2])
        }
    }
}
