// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import Glibc
import Kernel
import RoomCore

/// `room-agent provision certificate`: makes the key that this device signs in with, and the request by which the
/// organisation's authority makes a certificate for it. The key never leaves the device. A key that is there is kept,
/// so that the same command makes the request for the next certificate.
enum CertificateRequest {
    /// Both files lie beside the configuration.
    private static let keyName = "device.key"
    private static let requestName = "device.csr"
    /// RFC 5280, `ub-common-name`.
    private static let maximumNameBytes = 64
    private static let maximumKeyBytes = 64 * 1024

    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        let name = arguments.name ?? hostName
        guard (1...maximumNameBytes).contains(name.utf8.count), name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
        else {
            Console.error("room-agent: --name takes 1 to \(maximumNameBytes) letters of ASCII")
            return .usage
        }
        let configuration = arguments.configuration ?? ConfigurationFiles.defaultPath
        let folder = configuration.lastIndex(of: "/").map { configuration[..<$0] } ?? "."
        let (keyPath, requestPath) = ("\(folder)/\(keyName)", "\(folder)/\(requestName)")
        do {
            let isNew = try makeKey(keyPath)
            let key = try BoundedFile.readSecret(keyPath, maximumBytes: maximumKeyBytes)
            try PolicyFile.write(DeviceKey.request(key: key, name: name, uri: nil), to: requestPath)
            Console.print(
                """
                \(isNew ? "wrote" : "kept ") \(keyPath): the device's key, for the agent alone, on this device alone
                wrote \(requestPath): the request, for CN=\(name)
                next, have your authority sign the request for client authentication, and put the certificate to
                  \(folder)/device.pem
                then: room-agent check. It says whose certificate it is, until when, and whether it is of this key.

                """)
            return .ok
        } catch let failure as FileFailure {
            Console.error("room-agent: \(failure.sentence)")
            if failure.errno == EACCES { Console.error("run it as root") }
            return failure.errno == EACCES ? .permission : .system
        } catch let failure as CryptoFailure {
            Console.error("room-agent: \(keyPath) is no private key that can be used (\(failure))")
            Console.error("move it away, and a new one is made")
            return .data
        } catch {
            Console.error("room-agent: \(keyPath): \(error)")
            return .system
        }
    }

    /// Makes the key where there is none. Whether it did. The file is the agent's to read from the first byte on, and
    /// nobody else's.
    private static func makeKey(_ path: String) throws -> Bool {
        if Path.exists(path) { return false }
        let text = try DeviceKey.make()
        let draft = path + ".new"
        try? Path.remove(draft)
        do throws(CallFailure) {
            let file = try Descriptor(opening: draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try SystemCall.writeAll(file.number, Array(text.utf8))
            // On the disk before its name is: a certificate is worth nothing without it.
            try SystemCall.run("fsync") { fsync(file.number) }
            if ServiceUser.isRoot, let service = ServiceUser(named: "room-agent") {
                try Path.setGroup(draft, service.group)
                try Path.setMode(draft, 0o640)
            }
            try Path.rename(draft, to: path)
            return true
        } catch {
            throw FileFailure(path: path, errno: error.errno)
        }
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: maximumNameBytes + 1)
        guard gethostname(&name, maximumNameBytes) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
