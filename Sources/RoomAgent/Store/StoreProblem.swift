// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import CSQLite
internal import Glibc
internal import Kernel
internal import RoomCore

/// Everything that can go wrong below the store, before it is told to the core as a `StoreFailure`.
enum StoreProblem: Error {
    case database(DatabaseFailure)
    case files(FileFailure)
    case crypto(CryptoFailure)
    /// Another process has the store's lock.
    case inUse
    /// Another file has the name of the one that is open, or none has.
    case replaced
    /// More than `WindowLimits` allows; says of what.
    case tooLarge(String)

    /// Does `body`, and throws its failure as a problem of the store; so do the two below.
    static func database<Result>(
        _ body: () throws(DatabaseFailure) -> Result
    ) throws(StoreProblem) -> Result {
        do throws(DatabaseFailure) { return try body() } catch { throw .database(error) }
    }

    static func files<Result: ~Copyable>(_ body: () throws(FileFailure) -> Result) throws(StoreProblem) -> Result {
        do throws(FileFailure) { return try body() } catch { throw .files(error) }
    }

    static func crypto<Result>(_ body: () throws(CryptoFailure) -> Result) throws(StoreProblem) -> Result {
        do throws(CryptoFailure) { return try body() } catch { throw .crypto(error) }
    }

    /// For what is done to a file that is being made beside the one that stands: damage there is none of the latter,
    /// which would be set aside for it.
    static func asFaultOfTheMedium<Result>(
        _ body: () throws(StoreProblem) -> Result
    ) throws(StoreProblem) -> Result {
        do throws(StoreProblem) { return try body() } catch {
            if error.isDamage { throw .files(FileFailure("write", errno: EIO)) }
            throw error
        }
    }

    /// The file itself is at fault, so that a new one helps.
    var isDamage: Bool {
        switch self {
        case .database(let failure): failure.isDamage
        case .replaced: true
        case .files, .crypto, .inUse, .tooLarge: false
        }
    }

    /// As `isDamage`, of a file that is being opened.
    var isDamageAtOpening: Bool {
        if case .database(let failure) = self { failure.isDamageAtOpening } else { false }
    }

    /// The core's word for it; `path` is the directory.
    func failure(_ operation: String, path: String) -> StoreFailure {
        switch self {
        case .inUse: StoreFailure(.inUse, operation: operation, detail: path)
        case .replaced: StoreFailure(.medium, operation: operation, detail: "\(path): the open file was replaced")
        case .tooLarge(let what): StoreFailure(.tooLarge, operation: operation, detail: what)
        case .crypto(let failure):
            StoreFailure(failure.code == .badLength ? .misuse : .medium, operation: operation, detail: "\(failure)")
        case .files(let failure):
            StoreFailure(
                failure.isMedium ? .medium : .notAccessible, operation: operation, detail: "\(path): \(failure.text)")
        case .database(let failure):
            StoreFailure(Self.code(of: failure), operation: operation, detail: "\(path): \(failure.text)")
        }
    }

    private static func code(of failure: DatabaseFailure) -> StoreFailure.Code {
        if failure.code == PageWrites.failedRead { return .unreadable }
        return switch failure.primaryCode {
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .notAccessible
        case SQLITE_BUSY, SQLITE_LOCKED: .inUse
        case SQLITE_MISUSE, SQLITE_RANGE, SQLITE_ERROR: .misuse
        default: .medium
        }
    }
}
