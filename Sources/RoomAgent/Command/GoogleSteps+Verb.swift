// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import Configuration
import Glibc
import GoogleCalendar
import Kernel
import RoomCore

/// `room-agent provision google`: prints what is to be typed and pasted at Google, for what is configured. It changes
/// nothing, and asks nobody.
extension GoogleSteps {
    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        let parsed: ParsedConfiguration
        do throws(PathFailure) { parsed = try ConfigurationFiles.load(arguments.configuration) } catch {
            Console.error("room-agent: \(error.sentence)")
            Console.error("write the configuration first: this prints what its room needs")
            return error.errno == EACCES ? .permission : .configuration
        }
        guard let configuration = parsed.configuration else {
            for problem in parsed.problems { Console.error("\(problem)") }
            return .configuration
        }
        let folder = CertificateRequest.folder(of: arguments)
        do throws(AssemblyFailure) {
            let steps = GoogleSteps(
                way: try way(configuration, folder), room: configuration.room.name,
                calendar: configuration.room.calendar.exposed, subject: configuration.google.actAs?.exposed,
                credential: configuration.google.credential, folder: folder, needs: GoogleNeeds(configuration))
            Console.print(steps.text)
            return .ok
        } catch {
            Console.error("room-agent: \(error.cause)")
            Console.error(error.remedy)
            return .configuration
        }
    }

    /// By the credential where there is one; else by a certificate where the device has one; else by a key.
    private static func way(_ configuration: RoomConfiguration, _ folder: String) throws(AssemblyFailure) -> Way {
        let (path, place) = (configuration.google.credential, "\(folder)/\(CertificateRequest.certificateName)")
        var federation: FederatedAccount?
        if Path.exists(path) {
            switch try AgentAssembly.credential(configuration) {
            case .serviceAccount(let key): return .key(key)
            case .authorizedUser: return .user
            case .federated(let account): federation = account
            }
        }
        let pem: [UInt8]
        do throws(PathFailure) {
            pem = try BoundedFile.read(place, maximumBytes: CertificateRequest.maximumKeyBytes)
        } catch {
            let isAsked = federation != nil || Path.exists("\(folder)/\(CertificateRequest.requestName)")
            if error.errno == ENOENT, !isAsked { return .key(nil) }
            throw AssemblyFailure(
                error.sentence,
                "Have your authority sign \(folder)/\(CertificateRequest.requestName), and put it there.")
        }
        guard let certificate = try? DeviceCertificate(pem: pem) else {
            throw AssemblyFailure("\(place) has no certificate in PEM form", "Put the signed certificate there.")
        }
        return .certificate(certificate, federation)
    }
}
