// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Simulation
import Testing

/// What every conformer of `ByteStream` keeps to: the kernel's sockets and the test bench's network.
@Suite("A byte stream")
struct StreamContractTests {
    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 / 3) } }

    @Test(
        "carries bytes whole and in order, both ways at once, in pieces of 16 KiB at most",
        arguments: Conformer.allCases)
    func carries(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        near.stream.maximumQueuedBytes = 4 << 20
        far.stream.maximumQueuedBytes = 4 << 20
        let there = Self.bytes(900_000)
        let back = Array(Self.bytes(400_000).reversed())
        #expect(near.send(there))
        #expect(far.send(back))
        #expect(world.comes { far.received.count == there.count && near.received.count == back.count })
        #expect(far.received == there)
        #expect(near.received == back)
        #expect(far.largest <= 16 * 1024)
        #expect(near.stream.queuedBytes == 0)
    }

    @Test("knows who is at the other end where there is somebody to know", arguments: Conformer.allCases)
    func peers(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        #expect(far.stream.peer?.user == (conformer.isUnix ? geteuid() : nil))
        #expect(near.stream.peer?.user == (conformer.isUnix ? geteuid() : nil))
        if conformer.isUnix { #expect(far.stream.peer?.groups.contains(getegid()) == true) }
    }

    @Test(
        "lets a sender wait whose reader does not read, up to its limit and no byte more", arguments: Conformer.allCases
    )
    func backPressure(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.isReceiving = false
        var sent = near.fill()
        near.stream.maximumQueuedBytes = near.stream.queuedBytes + 1000
        #expect(near.send(Self.bytes(1000)))
        sent += Self.bytes(1000)
        #expect(!near.send([1]), "more than the limit")
        #expect(far.received.isEmpty)
        #expect(near.events.isEmpty)
        far.stream.isReceiving = true
        #expect(world.comes { far.received.count == sent.count && near.stream.queuedBytes == 0 })
        #expect(far.received == sent)
        #expect(near.events == [.drained])
        // There is room again.
        #expect(near.send([1]))
        #expect(world.comes { far.received.count == sent.count + 1 })
    }

    @Test("can be finished on one side, and carries the other way still", arguments: Conformer.allCases)
    func halfClose(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.isReceiving = false
        let sent = near.fill()
        near.stream.finish()
        near.stream.finish()
        #expect(!near.send([1]), "sent after the end")
        far.stream.isReceiving = true
        #expect(world.comes { far.events == [.finished] })
        #expect(far.received == sent)
        #expect(far.send(Self.bytes(5000)))
        #expect(world.comes { near.received.count == 5000 })
        far.stream.finish()
        #expect(world.comes { near.events.last == .finished })
        // Whoever has heard all and said all is woken by nothing any more.
        let events = world.loop.descriptorEvents
        world.loop.run(for: .seconds(3600))
        #expect(world.loop.descriptorEvents == events)
        #expect(far.events == [.finished])
    }

    @Test(
        "tells that the other side closed; whoever sends to it after that learns that it is gone",
        arguments: Conformer.allCases)
    func closedByPeer(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.close()
        #expect(world.comes { near.events == [.finished] })
        // TCP learns by the answer to the first.
        #expect(
            world.comes {
                near.send([1])
                return near.isOver
            })
        #expect(near.events == [.finished, .closed(.gone)])
        #expect(!near.send([1]))
        world.loop.run(for: .seconds(3600))
        #expect(near.events.count == 2)
        #expect(far.events.isEmpty)
    }

    @Test("ends where the other side goes while something waits for it", arguments: Conformer.allCases)
    func goneWhileSending(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.isReceiving = false
        _ = near.fill()
        far.stream.close()
        #expect(world.comes { near.isOver })
        #expect(near.events.last == .closed(.gone))
        #expect(near.events.count { $0 == .closed(.gone) } == 1)
        #expect(near.stream.queuedBytes == 0)
        #expect(!near.send([1]))
    }

    @Test("ends where the other side closes without having read what was sent to it", arguments: Conformer.allCases)
    func closedUnread(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.isReceiving = false
        #expect(near.send(Self.bytes(100)))
        world.loop.run(for: .zero)
        far.stream.close()
        #expect(world.comes { near.isOver })
        #expect(near.events == [.closed(.gone)])
    }

    @Test("can be broken off, which over TCP looks like a failure", arguments: Conformer.allCases)
    func reset(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.reset()
        #expect(world.comes { !near.events.isEmpty })
        #expect(near.events == [conformer.isUnix ? .finished : .closed(.gone)])
    }

    @Test("ends for a reader that takes nothing, after its limit and not before", arguments: Conformer.allCases)
    func stalled(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.isReceiving = false
        near.stream.stallLimit = .seconds(5)
        _ = near.fill()
        world.loop.run(for: .milliseconds(4900))
        #expect(near.events.isEmpty)
        world.loop.run(for: .milliseconds(1200))
        #expect(near.events == [.closed(.stalled)])
        // Where nothing waits, nobody is too slow.
        let (calm, other) = try world.connect()
        calm.stream.stallLimit = .seconds(5)
        calm.send([1])
        world.loop.run(for: .seconds(3600))
        #expect(calm.events.isEmpty)
        #expect(other.received == [1])
    }

    @Test("has patience with a reader that takes something within the limit", arguments: Conformer.allCases)
    func slow(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        far.stream.isReceiving = false
        near.stream.stallLimit = .seconds(5)
        let sent =
            near.fill()
            + (0..<20).flatMap { _ in
                near.send(Self.bytes(100_000))
                return Self.bytes(100_000)
            }
        for _ in 0..<40 where near.stream.queuedBytes > 0 {
            world.loop.run(for: .seconds(4))
            let waiting = near.stream.queuedBytes
            far.stream.isReceiving = true
            #expect(world.comes { near.stream.queuedBytes < waiting })
            far.stream.isReceiving = false
        }
        far.stream.isReceiving = true
        #expect(world.comes { far.received.count == sent.count })
        #expect(far.received == sent)
        #expect(near.events == [.drained])
    }

    @Test("has a deadline, which can be taken back", arguments: Conformer.allCases)
    func deadline(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        near.stream.setDeadline(after: .seconds(5))
        far.stream.setDeadline(after: .seconds(5))
        far.stream.setDeadline(after: nil)
        world.loop.run(for: .milliseconds(4900))
        #expect(near.events.isEmpty)
        world.loop.run(for: .milliseconds(1200))
        #expect(near.events == [.closed(.deadline)])
        #expect(world.comes { !far.events.isEmpty })
        #expect(far.events == [.finished])
    }

    @Test("says nothing more to who has closed it, and carries nothing", arguments: Conformer.allCases)
    func closed(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        near.stream.stallLimit = .seconds(5)
        near.stream.setDeadline(after: .seconds(5))
        _ = near.fill()
        near.stream.close()
        near.stream.close()
        #expect(!near.send([1]))
        #expect(far.send([1]) || far.isOver)
        world.loop.run(for: .seconds(3600))
        #expect(near.events.isEmpty)
        #expect(near.received.isEmpty)
    }

    @Test("may be closed by its owner from within any event", arguments: Conformer.allCases)
    func closedWithin(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        let (near, far) = try world.connect()
        var events = 0
        far.stream.begin { [stream = far.stream] _ in
            events += 1
            stream.close()
        }
        near.stream.maximumQueuedBytes = 1 << 20
        near.send(Self.bytes(500_000))
        #expect(world.comes { near.isOver || near.events == [.finished] })
        #expect(events == 1)
    }

    @Test("an address has one listener, and nobody where it has none", arguments: Conformer.allCases)
    func addresses(_ conformer: Conformer) throws {
        let world = try StreamWorld(conformer)
        do throws(SocketFailure) {
            _ = try world.network.listen(at: world.address, onExhaustion: { _ in }, onClient: { _ in })
            Issue.record("two listeners at one address")
        } catch { #expect(error.errno == EADDRINUSE) }
        world.listener?.close()
        world.listener?.close()
        // Over TCP the refusal may come a moment later.
        guard let late = try? world.network.connect(to: world.address) else { return }
        let side = StreamSide(late)
        #expect(world.comes { side.isOver })
        #expect(side.events == [.closed(.failed(errno: ECONNREFUSED))])
    }
}
