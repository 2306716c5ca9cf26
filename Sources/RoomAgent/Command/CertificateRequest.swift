// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import Glibc
import JSON
import Kernel
import RoomCore

/// `room-agent provision certificate`: makes the key that this device signs in with, and the request by which the
/// organisation's authority makes a certificate for it. The key never leaves the device. A key that is there is kept,
/// so that the same command makes the request for the next certificate.
enum CertificateRequest {
    /// The files lie beside the configuration.
    private static let keyName = "device.key"
    static let requestName = "device.csr"
    /// Where the signed certificate is put.
    static let certificateName = "device.pem"
    /// Names certificate and key, as Google's libraries take it (`CertificatePlaces`).
    static let configurationName = "certificate_config.json"
    /// RFC 5280, `ub-common-name`.
    private static let maximumNameBytes = 64
    static let maximumKeyBytes = 64 * 1024
    /// A subject of Google's has 127 bytes at most
    /// (https://cloud.google.com/iam/docs/workload-identity-federation, attribute mappings).
    private static let maximumURIBytes = 127

    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        let name = arguments.name ?? hostName
        guard (1...maximumNameBytes).contains(name.utf8.count), name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
        else {
            Console.error("room-agent: --name takes 1 to \(maximumNameBytes) letters of ASCII")
            return .usage
        }
        if let uri = arguments.uri, !isURI(uri) {
            Console.error("room-agent: --uri takes an address of at most \(maximumURIBytes) letters of ASCII, as in")
            Console.error("--uri spiffe://example.com/room/aalto")
            return .usage
        }
        let folder = folder(of: arguments)
        let (keyPath, requestPath) = ("\(folder)/\(keyName)", "\(folder)/\(requestName)")
        let isForTPM = arguments.options.contains(.tpm)
        do {
            let isNew = try makeKey(keyPath, isInTPM: isForTPM)
            let key = try BoundedFile.readSecret(keyPath, maximumBytes: maximumKeyBytes)
            let isInTPM = TPMKey.isOne(key)
            if isForTPM, !isInTPM {
                Console.error("room-agent: \(keyPath) is there, and is no key of a TPM")
                Console.error("move it away, and the TPM makes one; it takes a new certificate")
                return .configuration
            }
            if isInTPM { try TPMKey.prepare() }
            let owner = isInTPM ? "of use to this device's TPM alone" : "for the agent alone, on this device alone"
            try PolicyFile.write(DeviceKey.request(key: key, name: name, uri: arguments.uri), to: requestPath)
            try writeConfiguration(folder)
            Console.print(
                """
                \(isNew ? "wrote" : "kept ") \(keyPath): the device's key, \(owner)
                wrote \(requestPath): the request, for CN=\(name)\(arguments.uri.map { ", \($0)" } ?? "")
                next, have your authority sign the request for client authentication, and put the certificate to
                  \(folder)/\(certificateName)
                then: room-agent provision google says what is to be done at Google, and room-agent check whose
                certificate it is, until when, and whether it is of this key.

                """)
            return .ok
        } catch let failure as PathFailure {
            Console.error("room-agent: \(failure.sentence)")
            if failure.errno == EACCES { Console.error("run it as root") }
            return failure.errno == EACCES ? .permission : .system
        } catch let failure as CryptoFailure where failure.code == .noTPM {
            Console.error("room-agent: this machine's TPM cannot be reached")
            Console.error("install tpm2-openssl, and see that \(TPMKey.device) is there: tpm.md names the steps")
            return .unavailable
        } catch let failure as CryptoFailure {
            Console.error("room-agent: \(keyPath) is no private key that can be used (\(failure))")
            Console.error("move it away, and a new one is made")
            return .data
        } catch {
            Console.error("room-agent: \(keyPath): \(error)")
            return .system
        }
    }

    /// The configuration's directory.
    static func folder(of arguments: CommandLineArguments) -> String {
        let path = arguments.configuration ?? ConfigurationFiles.defaultPath
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if folder.hasPrefix("/") { return folder }
        guard let here = getcwd(nil, 0) else { return folder }
        defer { free(here) }
        return "\(String(cString: here))/\(folder)"
    }

    /// A scheme, `://`, and no blank.
    private static func isURI(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1)
        return parts.count == 2 && parts[0].allSatisfy { $0.isASCII && $0.isLetter } && parts[1].hasPrefix("//")
            && text.utf8.count <= maximumURIBytes && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
    }

    /// One that is there is kept.
    private static func writeConfiguration(_ folder: String) throws(PathFailure) {
        let path = "\(folder)/\(configurationName)"
        if Path.exists(path) { return }
        let places = JSONText.object([
            "cert_path": .text("\(folder)/\(certificateName)"), "key_path": .text("\(folder)/\(keyName)"),
        ])
        let text = JSONText.object(["cert_configs": .object(["workload": places])]).text
        try PolicyFile.write(text + "\n", to: path)
    }

    /// Makes the key where there is none. Whether it did. The file is the agent's to read from the first byte on, and
    /// nobody else's.
    private static func makeKey(_ path: String, isInTPM: Bool) throws -> Bool {
        if Path.exists(path) { return false }
        let text = try DeviceKey.make(isInTPM: isInTPM)
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
            throw PathFailure(path: path, errno: error.errno)
        }
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: maximumNameBytes + 1)
        guard SystemCall.succeeds("gethostname", { gethostname(&name, maximumNameBytes) }) else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
