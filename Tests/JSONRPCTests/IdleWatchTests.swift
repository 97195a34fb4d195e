import JSONRPC
import NIOCore
import NIOEmbedded
import Testing

/// Watching for silence, on a loop whose time a test lets pass.
@Suite struct IdleWatchTests {
    @Test func `silence is told again and again, but not after a sign of life`() {
        let loop = EmbeddedEventLoop()
        var silences = 0
        let watch = IdleWatch(5, on: loop) { silences += 1 }
        loop.advanceTime(by: .seconds(4))
        watch.note()
        loop.advanceTime(by: .seconds(4))
        #expect(silences == 0)
        loop.advanceTime(by: .seconds(1))
        #expect(silences == 1)
        loop.advanceTime(by: .seconds(10))
        #expect(silences == 3)
        watch.stop()
    }

    /// As a connection does, which closes when it has been silent for too long.
    @Test func `a watch that is stopped by what it told ends`() {
        let loop = EmbeddedEventLoop()
        var silences = 0
        var watch: IdleWatch?
        watch = IdleWatch(5, on: loop) {
            silences += 1
            watch?.stop()
        }
        loop.advanceTime(by: .seconds(5))
        #expect(silences == 1)
        loop.advanceTime(by: .seconds(100))
        #expect(silences == 1)
        watch = nil
    }
}
