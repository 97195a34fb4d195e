/// What finding messages has cost, counted in bytes, so that tests can hold it to a line.
package struct ScanningWork: Hashable, Sendable {
    /// How many bytes were looked at; one that was looked at again counts again.
    package internal(set) var readByteCount = 0
    /// How many bytes were moved to make room for others.
    package internal(set) var movedByteCount = 0
}
