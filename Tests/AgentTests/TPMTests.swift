// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// A device whose key is in a TPM 2.0: swtpm's, behind a resource manager (tpm2-abrmd on a bus of its own), as the
/// kernel's is in the field.
@Suite("A key in the TPM", .serialized)
struct TPMTests {
    private let bench: SignInBench
    private let tpm: SoftwareTPM
    private var folder: TemporaryFolder { bench.folder }

    init() throws {
        bench = try SignInBench()
        for name in ["key", "csr", "pem"] { _ = Program.run(["rm", bench.folder.file("device.\(name)")]) }
        tpm = try SoftwareTPM(bench.folder, "tpm")
    }

    private func verb(_ words: String..., on tpm: SoftwareTPM?) -> (code: Int32, output: String, errors: String) {
        let words = [AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")]
        // Without one there is no way to any TPM, not even to one of this machine's own.
        return Program.run(words, environment: tpm?.environment ?? ["TPM2OPENSSL_TCTI=device:/dev/null"])
    }

    private func sign() {
        let signed = Program.run([
            "openssl", "x509", "-req", "-in", folder.file("device.csr"), "-CA", folder.file("ca.pem"), "-CAkey",
            folder.file("ca.key"), "-days", "90", "-copy_extensions", "copy", "-out", folder.file("device.pem"),
        ])
        #expect(signed.code == 0, "\(signed.errors)")
    }

    @Test("the TPM makes the key, signs the request, and signs in to Google; its file is worth nothing elsewhere")
    func wholeWay() throws {
        let made = verb("provision", "certificate", "--tpm", "--name", "aalto", on: tpm)
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.output.contains("of use to this device's TPM alone"))
        #expect(folder.read("device.key").hasPrefix("-----BEGIN TSS2 PRIVATE KEY-----\n"))
        #expect(Program.run(["openssl", "req", "-in", folder.file("device.csr"), "-noout", "-verify"]).code == 0)
        sign()
        // A TPM has places for three keys: whoever leaves one behind is found out at the fourth.
        for _ in 0..<5 {
            let said = verb("check", "--online", on: tpm).output
            #expect(said.contains("ok    certificate of CN=aalto, signed by CN=ca, until "), "\(said)")
            #expect(said.contains("ok    calendar can be read as reader\n"), "\(said)")
        }
        #expect(bench.requests.count { $0 == SignInBench.exchange } == 5, "\(bench.requests)")
        let agent = Program(
            [AgentBench.agent, "run", "--config", folder.file("room-agent.conf")], errors: folder.file("log"),
            environment: tpm.environment)
        for _ in 0..<2000 where !folder.read("log").contains("synced") && !agent.isOver { usleep(10_000) }
        #expect(folder.read("log").contains("synced"), "\(folder.read("log"))")
        agent.signal(SIGTERM)
        #expect(agent.wait() == 0)

        let request = folder.read("device.csr")
        #expect(verb("provision", "certificate", "--name", "aalto", on: tpm).output.contains("kept "))
        #expect(folder.read("device.csr") != request)

        let lost = verb("check", on: nil).output
        #expect(lost.contains("is in a TPM, and this machine's cannot be reached"), "\(lost)")
        #expect(lost.contains("Install tpm2-openssl"), "\(lost)")
        let other = try SoftwareTPM(folder, "other")
        let strange = verb("check", on: other).output
        #expect(strange.contains("is of another TPM, or this TPM was cleared since"), "\(strange)")
    }

    @Test("systemd gives the window's key while the machine is in the state that it was sealed to, and no longer")
    func sealedCredential() {
        folder.write(
            folder.read("room-agent.conf").replacing("[control]", with: "key = credential:room-agent-key\n[control]"),
            to: "room-agent.conf")
        let words = ["--tpm2-device=tabrmd:bus_type=session", "--name=room-agent-key"]
        func run(_ command: String) -> (code: Int32, output: String, errors: String) {
            Program.run(["sh", "-euc", "cd '\(folder.file(""))'; \(command)"], environment: tpm.environment)
        }
        func measure(_ digit: Int) {
            let digest = String(repeating: "\(digit)", count: 64)
            #expect(run("tpm2_pcrextend -T tabrmd:bus_type=session 7:sha256=\(digest)").code == 0)
        }
        measure(1)
        let sealed = run(
            "head -c 32 /dev/urandom | systemd-creds encrypt --with-key=tpm2 --tpm2-pcrs=7 "
                + words.joined(separator: " ") + " - sealed; mkdir -m 700 credentials")
        #expect(sealed.code == 0, "\(sealed.errors)")
        let open = "umask 077; systemd-creds decrypt \(words.joined(separator: " ")) sealed credentials/room-agent-key"
        #expect(run(open).code == 0)
        let said = run("CREDENTIALS_DIRECTORY=$PWD/credentials '\(AgentBench.agent)' check --config room-agent.conf")
        #expect(said.output.contains("ok    data key\n"), "\(said.output)")
        #expect(run("rm credentials/room-agent-key").code == 0)
        measure(2)
        let refused = run(open)
        #expect(refused.code != 0)
        #expect(refused.errors.contains("policy"), "\(refused.errors)")
    }

    @Test("without a TPM no key is made, and a key in a file is not taken for one")
    func refusals() {
        let lost = verb("provision", "certificate", "--tpm", on: nil)
        #expect(lost.code == 69)
        #expect(lost.errors.contains("this machine's TPM cannot be reached"))
        #expect(access(folder.file("device.key"), F_OK) != 0)
        #expect(verb("provision", "certificate", on: nil).code == 0)
        let there = verb("provision", "certificate", "--tpm", on: tpm)
        #expect(there.code == 78)
        #expect(there.errors.contains("is there, and is no key of a TPM"))
    }
}

/// swtpm with its own state, and before it a resource manager on a bus of its own.
private struct SoftwareTPM {
    let environment: [String]
    private let programs: [Program]

    /// Two ports side by side, as the TCTI of swtpm takes them; they are free when this ends.
    private static let freePorts = """
        import socket
        while True:
            a, b = socket.socket(), socket.socket()
            a.bind(("127.0.0.1", 0))
            try: b.bind(("127.0.0.1", a.getsockname()[1] + 1))
            except (OSError, OverflowError): continue
            print(a.getsockname()[1])
            break
        """

    init(_ folder: TemporaryFolder, _ name: String) throws {
        let address = "unix:path=\(folder.file("\(name).bus"))"
        let port = try #require(Int(Program.run(["python3", "-c", Self.freePorts]).output.dropLast()))
        try #require(Program.run(["mkdir", folder.file(name)]).code == 0)
        let swtpm = Program(
            [
                "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.file(name))", "--server",
                "type=tcp,port=\(port),bindaddr=127.0.0.1", "--ctrl", "type=tcp,port=\(port + 1),bindaddr=127.0.0.1",
                "--flags", "not-need-init,startup-clear",
            ], errors: folder.file("\(name).log"))
        let bus = Program(
            ["dbus-daemon", "--session", "--nofork", "--address=\(address)", "--print-address"],
            errors: folder.file("\(name).bus.log"))
        _ = try #require(bus.line())
        let ours = ["DBUS_SESSION_BUS_ADDRESS=\(address)"]
        var manager: Program?
        var isThere = false
        // It ends at once while swtpm does not listen yet.
        for _ in 0..<500 where !isThere {
            if manager?.isOver ?? true {
                _ = manager?.wait()
                manager = Program(
                    ["tpm2-abrmd", "--session", "--allow-root", "--tcti=swtpm:host=127.0.0.1,port=\(port)"],
                    errors: folder.file("\(name).manager.log"), environment: ours)
            }
            usleep(20_000)
            isThere =
                Program.run(
                    [
                        "dbus-send", "--bus=\(address)", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                        "org.freedesktop.DBus.GetNameOwner", "string:com.intel.tss2.Tabrmd",
                    ]).code == 0
        }
        try #require(isThere, "\(folder.read("\(name).log")) \(folder.read("\(name).manager.log"))")
        environment = ours + ["TPM2OPENSSL_TCTI=tabrmd:bus_type=session", "TSS2_LOG=all+none"]
        programs = [manager, swtpm, bus].compactMap(\.self)
    }
}
