// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import SecureStore
import TestSupport
import Testing

@Suite struct AccountFileTests {
    private static let room = Private("c_aalto@resource.calendar.google.com")
    private static let anna = Private("Anna@example.com")

    private static var active: AccountState {
        var state = AccountState()
        state.activatedAt = Instant(secondsSince1970: 1_795_507_200)
        return state
    }

    private static var deactivated: AccountState {
        var state = AccountState()
        state.isWanted = false
        state.hasOwnGrant = true
        return state
    }

    private static func file(_ folder: TemporaryFolder) throws -> AccountFile {
        AccountFile(directory: folder.path, executor: try StoreThread())
    }

    @Test("states come back after a restart, each for its own address, in capitals or not")
    func roundTrip() async throws {
        let folder = TemporaryFolder()
        let file = try Self.file(folder)
        #expect(file.load(Self.room) == nil)
        #expect(await file.keep(Self.active, of: Self.room))
        #expect(await file.keep(Self.active, of: Self.anna))
        #expect(await file.keep(Self.deactivated, of: Self.anna))
        let next = try Self.file(folder)
        #expect(next.load(Self.room) == Self.active)
        #expect(next.load(Private("anna@EXAMPLE.com")) == Self.deactivated)
        #expect(next.load(Private("ann@example.com")) == nil)
    }

    @Test("no address stands in it, nor a part of one, and nobody else may read it")
    func privacy() async throws {
        let folder = TemporaryFolder()
        #expect(await (try Self.file(folder)).keep(Self.active, of: Self.anna))
        let text = folder.read("accounts")
        #expect(!text.isEmpty)
        for word in ["anna", "Anna", "example"] { #expect(!text.contains(word)) }
        var status = stat()
        #expect(stat(folder.file("accounts"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test("lines that are none are left out, and another's file is empty; both are written over")
    func damage() async throws {
        let folder = TemporaryFolder()
        let file = try Self.file(folder)
        #expect(await file.keep(Self.active, of: Self.room))
        let good = folder.read("accounts").split(separator: "\n")
        let short = "\(String(repeating: "0", count: 32)) 1 wanted"
        let bad = ["", "x", "\(good[1]) more", good[1].replacingFirst("wanted", "maybe"), short]
        folder.write(([String(good[0])] + bad + [String(good[1])]).joined(separator: "\n"), to: "accounts")
        #expect(try Self.file(folder).load(Self.room) == Self.active)
        folder.write("another's\n" + String(good[1]) + "\n", to: "accounts")
        #expect(try Self.file(folder).load(Self.room) == nil)
        #expect(await file.keep(Self.deactivated, of: Self.room))
        #expect(try Self.file(folder).load(Self.room) == Self.deactivated)
    }

    @Test("of more than two hundred accounts the newest stay, and one that is written again is the newest")
    func many() async throws {
        let folder = TemporaryFolder()
        let file = try Self.file(folder)
        for number in 0..<201 { #expect(await file.keep(Self.active, of: Private("\(number)@example.com"))) }
        #expect(await file.keep(Self.deactivated, of: Private("1@example.com")))
        #expect(await file.keep(Self.active, of: Self.room))
        #expect(file.load(Private("0@example.com")) == nil)
        #expect(file.load(Private("1@example.com")) == Self.deactivated)
        #expect(file.load(Private("2@example.com")) == nil)
        #expect(file.load(Private("3@example.com")) == Self.active)
        #expect(folder.read("accounts").split(separator: "\n").count == 201)
    }

    @Test("a folder that takes nothing is told of, and the state of before stays")
    func refused() async throws {
        let folder = TemporaryFolder()
        let file = try Self.file(folder)
        #expect(await file.keep(Self.active, of: Self.room))
        #expect(mkdir(folder.file("accounts.new"), 0o700) == 0)
        #expect(await !file.keep(Self.deactivated, of: Self.room))
        #expect(file.load(Self.room) == Self.active)
    }
}

extension Substring {
    fileprivate func replacingFirst(_ word: String, _ other: String) -> String {
        split(separator: " ").map { $0 == word[...] ? other : String($0) }.joined(separator: " ")
    }
}
