// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import Glibc
internal import Kernel

/// One file with a wrapping key in it. The key is read into locked pages and is never anywhere else.
struct KeyFile {
    /// Where it is.
    let path: String
    /// Default: false. systemd lets the service read by an access list, which shows as group bits; the directory keeps
    /// others out.
    var isCredential = false

    /// 64 digits, CR and LF, and one more that tells that the file is longer.
    private static let readBytes = 67

    /// The key, 32 bytes. It throws `.missing`, `.notReadable`, `.notOurs`, `.openToOthers` or `.malformed`; a link is
    /// followed, for administrators keep keys on media that are mounted elsewhere.
    func read() throws(KeyFailure) -> SecretBytes {
        let file = try opened()
        try check(file)
        var count = 0
        var failure: FileFailure?
        let content = try memory { () throws(CryptoFailure) in
            try SecretBytes(count: Self.readBytes) { buffer in
                do throws(FileFailure) { count = try file.read(into: buffer) } catch { failure = error }
            }
        }
        if let failure { throw unreadable(failure) }
        return try parse(content, count)
    }

    /// Makes the file (0600) with a new key: on the medium, with its name, on return. Where somebody else made it
    /// meanwhile, that one stays. It throws `.notMade`, and then there is no file.
    func make() throws(KeyFailure) {
        let draft = path + ".new"
        let key = try memory { () throws(CryptoFailure) in try SecretBytes.random(count: DataKey.byteCount) }
        do throws(FileFailure) {
            // What a start left that was cut off.
            try Files.remove(draft)
            try write(key, to: draft)
            do throws(FileFailure) { try Files.link(draft, to: path) } catch {
                if error.errno != EEXIST { throw error }
            }
            try Files.remove(draft)
            try Files.syncDirectory(directory)
        } catch {
            try? Files.remove(draft)
            throw KeyFailure(
                .notMade, path: path, cause: "cannot be made (\(error.text))",
                remedy: "Make the directory \(directory) writable for the agent, or name another file.")
        }
    }

    private func write(_ key: SecretBytes, to draft: String) throws(FileFailure) {
        let file = try Files.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        try key.withBytes { (bytes) throws(FileFailure) in try file.write(bytes) }
        try file.sync()
    }

    private func opened() throws(KeyFailure) -> Files.Handle {
        do throws(FileFailure) { return try Files.open(path, O_RDONLY) } catch { throw unreadable(error) }
    }

    private func check(_ file: borrowing Files.Handle) throws(KeyFailure) {
        let status: stat
        do throws(FileFailure) { status = try file.status() } catch { throw unreadable(error) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFailure(
                .notOurs, path: path, cause: "is no regular file", remedy: "Name a file with 32 bytes or 64 hex digits."
            )
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw KeyFailure(
                .notOurs, path: path, cause: "belongs to user \(status.st_uid)",
                remedy: "Run: chown \(geteuid()) '\(path)'")
        }
        guard status.st_mode & (isCredential ? 0o007 : 0o077) == 0 else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw KeyFailure(
                .openToOthers, path: path, cause: "can be read by others (mode 0\(mode))",
                remedy: "Run: chmod 0600 '\(path)'. If others may have read it, make a new key.")
        }
    }

    private func parse(_ content: SecretBytes, _ count: Int) throws(KeyFailure) -> SecretBytes {
        let isHex = (64...66).contains(count)
        var isFine = isHex || count == DataKey.byteCount
        let key = try memory { () throws(CryptoFailure) in
            try SecretBytes(count: DataKey.byteCount) { key in
                content.withBytes { content in
                    for index in 0..<DataKey.byteCount where isFine {
                        guard isHex else {
                            key[index] = content.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                            continue
                        }
                        let high = Self.value(content.unsafeLoad(fromByteOffset: 2 * index, as: UInt8.self))
                        let low = Self.value(content.unsafeLoad(fromByteOffset: 2 * index + 1, as: UInt8.self))
                        isFine = high < 16 && low < 16
                        key[index] = isFine ? high << 4 | low : 0
                    }
                    for index in 64..<max(64, isHex ? count : 64) {
                        let end = content.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                        if end != UInt8(ascii: "\n"), end != UInt8(ascii: "\r") { isFine = false }
                    }
                }
            }
        }
        guard isFine else {
            let length = count < Self.readBytes ? "\(count)" : "more than 66"
            throw KeyFailure(
                .malformed, path: path, cause: "holds no key (\(length) bytes)",
                remedy: "Make one: (umask 077; openssl rand -hex 32 > '\(path)')")
        }
        return key
    }

    /// 16 for what is no digit.
    private static func value(_ digit: UInt8) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: 16
        }
    }

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func unreadable(_ failure: FileFailure) -> KeyFailure {
        if failure.errno == ENOENT {
            return KeyFailure(
                .missing, path: path, cause: "is not there",
                remedy: isCredential
                    ? "Add LoadCredentialEncrypted= for it to the service."
                    : "Make one: (umask 077; openssl rand -hex 32 > '\(path)')")
        }
        return KeyFailure(
            .notReadable, path: path, cause: "cannot be read (\(failure.text))",
            remedy: "Run: chown \(geteuid()) '\(path)'; chmod 0600 '\(path)'")
    }

    private func memory<Result>(_ body: () throws(CryptoFailure) -> Result) throws(KeyFailure) -> Result {
        do throws(CryptoFailure) { return try body() } catch {
            throw KeyFailure(
                .notReadable, path: path, cause: "cannot be held in memory (\(error))",
                remedy: "Restart the agent; if it stays, restart the machine.")
        }
    }
}
