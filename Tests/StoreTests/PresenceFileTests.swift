// SPDX-License-Identifier: Apache-2.0
import RoomCore
import SecureStore
import TestSupport
import Testing

@Suite struct PresenceFileTests {
    private static let anna = Private("Anna@example.com")
    private static let sent = KeptMessage(number: 3, id: "msg_5b0c", isAcknowledged: false)
    private static let taken = KeptMessage(number: 4, id: "msg_5b0d", isAcknowledged: true)

    @Test("messages come back after a restart, each of its own person, and no address stands in the file")
    func kept() async throws {
        let folder = TemporaryFolder()
        let file = PresenceFile(directory: folder.path, executor: try StoreThread())
        #expect(file.load(Self.anna) == nil)
        #expect(await file.keep(Self.sent, of: Self.anna))
        #expect(await file.keep(Self.sent, of: Private("bo@example.com")))
        #expect(await file.keep(Self.taken, of: Self.anna))
        #expect(file.load(Private("anna@EXAMPLE.com")) == Self.taken)
        #expect(file.load(Private("bo@example.com")) == Self.sent)
        for word in ["anna", "Anna", "bo@", "example"] { #expect(!folder.read("presence").contains(word)) }
    }

    @Test("lines that are none are left out, and another's file is empty")
    func damage() async throws {
        let folder = TemporaryFolder()
        let file = PresenceFile(directory: folder.path, executor: try StoreThread())
        #expect(await file.keep(Self.taken, of: Self.anna))
        let good = folder.read("presence")
        for bad in ["x", "1 2 3 4", String(repeating: "a", count: 32) + " 0 id sent", "\u{0}"] {
            folder.write(good + bad + "\n", to: "presence")
            #expect(file.load(Self.anna) == Self.taken)
        }
        folder.write("room-agent presence 2\n" + good, to: "presence")
        #expect(file.load(Self.anna) == nil)
    }
}
