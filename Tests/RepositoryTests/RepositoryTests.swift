// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// The rules of the house that a compiler does not enforce.
@Suite("The repository")
struct RepositoryTests {
    private let sources = SourceFile.all(below: "Sources", endings: [".swift", ".c", ".h"])
    private let tests = SourceFile.all(below: "Tests", endings: [".swift", ".sh", ".py", ".c"])

    @Test("the walk finds the code: these tests look at something")
    func somethingToLookAt() {
        #expect(sources.count > 40)
        #expect(sources.contains { $0.path == "Sources/RoomAgent/Core/Meetings/Meeting.swift" })
    }

    @Test("each file begins with its licence")
    func licence() {
        for file in sources + tests {
            let head = file.lines.prefix(3).joined(separator: "\n")
            #expect(head.contains("SPDX-License-Identifier: Apache-2.0"), "\(file.path)")
        }
    }

    @Test("no source file is longer than 400 lines, and no line longer than 120 columns")
    func length() {
        for file in sources {
            #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
            for (number, line) in file.lines.enumerated() where line.count > 120 {
                Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
    }

    @Test("what starts threads behind our back, or pulls Foundation in, is nowhere in the sources")
    func bannedCalls() {
        let banned = [
            "import Foundation", "import Dispatch", "DispatchQueue", "URLSession", "FileHandle", "Task.sleep",
            "Task.detached", "NSLock", "system(\"", "popen(",
        ]
        for file in sources where file.path.hasSuffix(".swift") {
            for (number, line) in file.lines.enumerated() {
                for word in banned where line.code.contains(word) {
                    Issue.record("\(file.path):\(number + 1) uses \(word)")
                }
            }
        }
    }

    @Test("the pure core imports nothing")
    func pureCore() {
        for file in sources where file.path.hasPrefix("Sources/RoomAgent/Core/") {
            #expect(!file.lines.contains { $0.isImport }, "\(file.path)")
        }
    }

    @Test("a C library is imported by the one folder that wraps it")
    func wrappers() {
        let owners = [
            "CSQLite": ["Sources/RoomAgent/Store/", "Sources/RoomAgent/JSON/"],
            "COpenSSL": ["Sources/RoomAgent/Crypto/"],
            "CCurl": ["Sources/RoomAgent/HTTP/"],
        ]
        for (library, folders) in owners {
            for file in sources where file.lines.contains(where: { $0.isImport && $0.hasSuffix(" \(library)") }) {
                #expect(folders.contains { file.path.hasPrefix($0) }, "\(file.path) imports \(library)")
            }
        }
    }

    @Test("no adapter imports another adapter")
    func noSidewaysImports() {
        let adapters = [
            "EventLoop": "LinuxEventLoop", "Store": "SecureStore", "Google": "GoogleCalendar", "HTTP": "CurlHTTP",
            "Join": "JoinActions", "Host": "AgentHost",
        ]
        for (folder, own) in adapters {
            for file in sources where file.path.hasPrefix("Sources/RoomAgent/\(folder)/") {
                for other in adapters.values where other != own {
                    #expect(!file.lines.contains { $0.isImport && $0.hasSuffix(" \(other)") }, "\(file.path): \(other)")
                }
            }
        }
    }

    @Test("what can be unsafe says on the line above why it is sound")
    func soundness() {
        let needsReason = ["@unchecked", "nonisolated(unsafe)", "try!", "unsafeBitCast", "unowned(unsafe)"]
        for file in sources {
            for (number, line) in file.lines.enumerated() {
                for word in needsReason where line.code.contains(word) {
                    let above = file.lines[..<number].last { !$0.trimmed.isEmpty } ?? ""
                    #expect(above.trimmed.hasPrefix("//"), "\(file.path):\(number + 1): \(word) without a reason")
                }
            }
        }
    }

    @Test("nothing is left for later in the code")
    func noLeftovers() {
        for file in sources {
            for (number, line) in file.lines.enumerated() where !line.contains("XXXXXX") {
                for word in ["TODO", "FIXME", "XXX", "HACK"] where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1) says \(word)")
                }
            }
        }
    }

    @Test("each target of the package is in the picture, by its folder, and each folder of the picture is there")
    func picture() throws {
        let picture = try #require(SourceFile.read("ARCHITECTURE.md"))
        let package = try #require(SourceFile.read("Package.swift"))
        let folders = package.matches(of: /in: "([^"]+)"/).map { "Sources/\($0.1)" }
        #expect(folders.count > 12)
        for folder in folders { #expect(picture.contains(folder), "\(folder)") }
        for folder in picture.matches(of: /Sources\/[A-Za-z\/]+/).map({ String($0.0) }) {
            #expect(access("\(SourceFile.root)/\(folder)", F_OK) == 0, "\(folder)")
        }
    }

    @Test("links between the documents lead somewhere")
    func links() throws {
        let documents =
            ["README.md", "provisioning/README.md"] + ["join-links", "control-protocol"].map { "docs/\($0).md" }
        for document in documents {
            let text = try #require(SourceFile.read(document), "\(document)")
            let folder = document.split(separator: "/").dropLast().joined(separator: "/")
            for link in text.matches(of: /\]\(([^)#:]+)\)/).map({ String($0.1) }) {
                #expect(access("\(SourceFile.root)/\(folder)/\(link)", F_OK) == 0, "\(document): \(link)")
            }
        }
    }

    @Test("the commands that the README names are targets of the Makefile")
    func commands() throws {
        let readme = try #require(SourceFile.read("README.md"))
        let makefile = try #require(SourceFile.read("Makefile"))
        let names = readme.matches(of: /make ([a-z]+)/).map { String($0.1) }
        #expect(names.contains("demo") && names.contains("test"))
        for name in names where name != "a" { #expect(makefile.contains("\n\(name):"), "make \(name)") }
    }
}
