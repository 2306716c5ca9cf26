// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// A counter in the memory of a TPM 2.0: an NV index of the type counter, which nobody can set back. One that is
/// removed and made again begins above the greatest count that any counter of that TPM ever had (TPM 2.0 Library, part
/// 3, TPM2_NV_DefineSpace, TPM2_NV_Increment, TPM2_NV_Read; part 2, TPMS_NV_PUBLIC, TPMA_NV).
///
/// It is spoken to in raw commands, by the kernel's resource manager or over the socket of a TPM in software.
package struct TPMCounter: RollbackCounter {
    /// The kernel's resource manager of the first TPM.
    package static let defaultDevice = "/dev/tpmrm0"

    /// Of the range for the machine's owner (0x0180_0000 to 0x01BF_FFFF, TCG's registry of reserved handles).
    private static let index: UInt32 = 0x0180_526F
    private static let owner: UInt32 = 0x4000_0001
    /// AUTHWRITE, the type counter, AUTHREAD, NO_DA: whoever may use the TPM counts on and reads, by an empty password.
    private static let attributes: UInt32 = 1 << 2 | 1 << 4 | 1 << 18 | 1 << 25
    private static let countBytes: UInt16 = 8
    private static let sha256: UInt16 = 0x000B

    /// TPM_CC_NV_DefineSpace and so on.
    private enum Command: UInt32 {
        case defineSpace = 0x12A
        case increment = 0x134
        case read = 0x14E
    }

    private static let success: UInt32 = 0
    /// TPM_RC_NV_UNINITIALIZED: it is there, and was never incremented.
    private static let isUnwritten: UInt32 = 0x14A
    /// No TPM answers with more.
    private static let maximumBytes = 4096

    /// The character device, or the Unix socket of a TPM in software.
    private let path: String

    /// Opens nothing: each question opens the device anew, so one that comes late is found.
    package init(path: String = defaultDevice) { self.path = path }

    // MARK: RollbackCounter

    package func value() throws(CounterFailure) -> UInt64? {
        let answer = try ask(.read, [Self.index, Self.index], UInt16(Self.countBytes).bigEndianBytes + [0, 0])
        if answer.code == Self.isUnwritten || answer.isNoHandle { return nil }
        guard answer.code == Self.success else { throw refusal(answer.code) }
        // The size of the parameters (32 bits), then the count as a buffer with its length (16 bits).
        let content = answer.rest
        guard content.count >= 14, content[4] == 0, content[5] == UInt8(Self.countBytes) else {
            throw CounterFailure("TPM \(path): the index \(Self.indexText) holds no counter")
        }
        return content[6..<14].reduce(0) { $0 << 8 | UInt64($1) }
    }

    package func advance() throws(CounterFailure) -> UInt64 {
        var answer = try ask(.increment, [Self.index, Self.index], [])
        if answer.isNoHandle {
            let made = try ask(.defineSpace, [Self.owner], definition)
            guard made.code == Self.success else { throw refusal(made.code) }
            answer = try ask(.increment, [Self.index, Self.index], [])
        }
        guard answer.code == Self.success else { throw refusal(answer.code) }
        guard let value = try value() else {
            throw CounterFailure("TPM \(path): the index \(Self.indexText) does not count")
        }
        return value
    }

    /// An empty password, and the index's public area.
    private var definition: [UInt8] {
        let area =
            Self.index.bigEndianBytes + Self.sha256.bigEndianBytes + Self.attributes.bigEndianBytes + [0, 0]
            + Self.countBytes.bigEndianBytes
        return [0, 0] + UInt16(area.count).bigEndianBytes + area
    }

    private static var indexText: String { "0x" + String(index, radix: 16) }

    private func refusal(_ code: UInt32) -> CounterFailure {
        CounterFailure("TPM \(path): refuses (0x\(String(code, radix: 16)))")
    }

    // MARK: Commands

    private struct Answer {
        var code: UInt32
        var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) {
            code = bytes.bigEndian(6)
            rest = ArraySlice(Array(bytes[10...]))
        }

        /// TPM_RC_HANDLE, for any of the handles: there is no such index.
        var isNoHandle: Bool { code & 0x80 != 0 && code & 0x3F == 0x0B }
    }

    /// One command with an authorisation by the empty password for its first handle.
    private func ask(
        _ command: Command, _ handles: [UInt32], _ parameters: [UInt8]
    ) throws(CounterFailure) -> Answer {
        let password: UInt32 = 0x4000_0009
        let authorization = password.bigEndianBytes + [0, 0, 0, 0, 0]
        var bytes = command.rawValue.bigEndianBytes + handles.flatMap(\.bigEndianBytes)
        bytes += UInt32(authorization.count).bigEndianBytes + authorization + parameters
        let withSessions: UInt16 = 0x8002
        let message = withSessions.bigEndianBytes + UInt32(bytes.count + 6).bigEndianBytes + bytes
        do throws(CallFailure) {
            let answer = try exchange(message)
            guard answer.count >= 10 else { throw CallFailure("read", errno: EIO) }
            return Answer(answer)
        } catch {
            throw CounterFailure("TPM \(path): cannot be asked (\(error.text))")
        }
    }

    private func exchange(_ message: [UInt8]) throws(CallFailure) -> [UInt8] {
        let tpm = try opened()
        try SystemCall.writeAll(tpm.number, message)
        // The device gives an answer in one piece; a socket may not.
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: Self.maximumBytes)
        while answer.count < 10 || answer.count < min(Int(answer.bigEndian(2)), Self.maximumBytes) {
            let count = try SystemCall.run("read") { read(tpm.number, &piece, piece.count) }
            guard count > 0 else { break }
            answer += piece[..<count]
        }
        return answer
    }

    private func opened() throws(CallFailure) -> Descriptor {
        guard try Files.status(path)?.st_mode.kind == S_IFSOCK else {
            // Without O_NONBLOCK: the write then takes until the TPM has answered.
            return try Descriptor(opening: path, O_RDWR)
        }
        let socket = try Descriptor("socket") {
            Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw CallFailure("connect", errno: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        try SystemCall.run("connect") {
            withUnsafePointer(to: address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket.number, $0, length) }
            }
        }
        return socket
    }
}

extension FixedWidthInteger {
    /// Most significant first.
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
