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
            if file.path.hasSuffix(".swift") {
                #expect(file.lines.first == "// SPDX-License-Identifier: Apache-2.0", "\(file.path)")
            }
        }
    }

    @Test("no function takes, notes, tells or loses something, by whatever name: a verb says what it does")
    func verbs() {
        for file in sources + tests where file.path.hasSuffix(".swift") {
            for (number, line) in file.lines.enumerated() {
                #expect(!Self.hasVagueVerb(line), "\(file.path):\(number + 1)")
            }
        }
    }

    /// Declares a function whose name is such a verb, or begins with one.
    private static func hasVagueVerb(_ line: String) -> Bool {
        // The word first: a regular expression on every line takes a quarter of a minute.
        line.contains("func ") && line.contains(/\bfunc (?:take|note|tell|lose)(?![a-z_])/)
    }

    @Test(
        "the search for such verbs finds them alone and in front of other words",
        arguments: [
            ("take(_ x: Int) {", true), ("takeBody() {", true), ("tell<T>(_ x: T) {", true), ("noteAll() {", true),
            ("loseIt() {", true), ("notes() {", false), ("taken() {", false), ("mistake() {", false),
        ])
    func verbSearch(name: String, isFound: Bool) {
        // In two pieces, because this file is searched too.
        #expect(Self.hasVagueVerb("    static fun" + "c \(name)") == isFound)
        #expect(!Self.hasVagueVerb("    let \(name)"))
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

    @Test("everything that another target sees says what it is, and so does each case of an enum that it sees")
    func comments() {
        // Excepted are what a protocol says already, an initialiser that only sets properties, and the cases of two
        // enums that are rows somewhere else.
        let declarations = Declarations(sources.filter { $0.path.hasSuffix(".swift") })
        #expect(declarations.undocumented == [])
        #expect(declarations.count > 2500)
    }

    @Test("the look for what says nothing finds it, and knows what a protocol, a property or a table says")
    func commentSearch() {
        func found(_ text: String, path: String = "Sources/A.swift") -> [String] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return Declarations([SourceFile(path: path, lines: lines)]).undocumented
        }
        #expect(
            found("package struct A {\n    package var b = 1\n    var c = 2\n}") == [
                "Sources/A.swift:1", "Sources/A.swift:2",
            ])
        #expect(found("/// A.\n// Sound: yes.\n@frozen\npackage struct A {\n    public init() {}\n}") == [])
        #expect(found("/// A.\npackage enum A {\n    case b\n    /// C.\n    case c\n}") == ["Sources/A.swift:3"])
        #expect(found("enum A {\n    case b\n}\nenum B { case c }") == [])
        #expect(found("/// A.\npackage enum A: String { case b, c }") == ["Sources/A.swift:2"])
        #expect(found("/// A.\npackage enum WarningCode {\n    case b\n}") == [])
        let witness =
            "/// P.\npackage protocol P {\n    /// B.\n    var b: Int { get }\n}\n/// Q.\npackage protocol Q: P {}\n"
        #expect(found(witness + "/// A.\npackage struct A: Q {\n    package var b = 1\n}") == [])
        #expect(found(witness + "/// A.\npackage struct A {\n    package var b = 1\n}") == ["Sources/A.swift:10"])
        let plain = "/// A.\npackage struct A {\n    package init(a: Int, b: Int) {\n        self.a = a\n"
        #expect(found(plain + "        self.b = b\n    }\n}") == [])
        #expect(found(plain + "        self.b = b + 1\n    }\n}") == ["Sources/A.swift:3"])
    }

    @Test("what starts threads behind our back, or pulls Foundation in, is nowhere in the sources")
    func bannedCalls() {
        for file in sources where file.path.hasSuffix(".swift") {
            for (number, line) in file.lines.enumerated() {
                if let word = Self.banned(in: line.code) { Issue.record("\(file.path):\(number + 1) uses \(word)") }
            }
        }
    }

    /// The door to the kernel, and what stands behind it.
    private static let door = "Sources/DeviceIO/Kernel/"

    @Test("every system call of ours goes through the one door, which alone knows of EINTR")
    func oneDoor() {
        #expect(sources.contains { $0.path.hasPrefix(Self.door) })
        let kernel = ["Glibc", "CLinux"]
        for file in sources where file.path.hasSuffix(".swift") && !file.path.hasPrefix(Self.door) {
            // Nobody else can make one: the compiler knows no such name in a file that imports neither.
            guard file.lines.contains(where: { line in line.isImport && kernel.contains { line.hasSuffix(" \($0)") } })
            else { continue }
            let exception = SystemCallScan.exceptions.first { $0.path == file.path }
            let found = SystemCallScan(file.lines).found
            for call in found where exception?.calls.contains(call.name) != true {
                Issue.record("\(file.path):\(call.line) has \(call.name) outside of the door")
            }
            if let exception { #expect(exception.calls.isSubset(of: found.map(\.name)), "\(file.path)") }
        }
        for exception in SystemCallScan.exceptions { #expect(sources.contains { $0.path == exception.path }) }
    }

    @Test("the look for system calls finds what it claims, and takes nothing else for one")
    func systemCallScan() {
        func found(_ text: String) -> [String] {
            SystemCallScan(text.split(separator: "\n").map(String.init)).found.map(\.name)
        }
        #expect(found("let count = read(number, &buffer, 3)") == ["read"])
        #expect(found("let count = Glibc.read(number, &buffer, 3)\nfunc read(_ x: Int) {}") == ["read"])
        #expect(found("if count < 0 && errno == EINTR { continue }") == ["errno", "EINTR"])
        #expect(found("let ok = try SystemCall.run(\"x\") { 1 }; fsync(2)") == ["fsync"])
        #expect(found("_ = linux_gpio_get(line)") == ["linux_gpio_get"])
        #expect(found("run(\n    1) { close(2) }") == ["close"])
        #expect(found("let mask = umask(0); kill(-process, SIGKILL)") == ["umask", "kill"])
        #expect(found("SystemCall.kill(-process, SIGKILL)") == [])
        let fine = [
            "let count = try SystemCall.run(\"read\") { read(number, &buffer, 3) }", "file.close()", "close()",
            "try SystemCall.run(\"bind\") {\n    with(address) { bind(number, $0, $1) }\n}",
            "try SystemCall.run(\n    \"bind\") { bind(number, a, b) }", "var status = stat()",
            "throw Failure(errno: 3)",
            "func send(_ x: Int) {}\nsend(3)", "error.errno == ENOENT", "print(\"close(3)\")", "// read(2)",
            "init(errno: CInt) { self.errno = x.errno }", "let errno = 3",
        ]
        for text in fine { #expect(found(text) == [], "\(text)") }
    }

    @Test("what counts in durations counts exactly: a quotient of two is a Double, and may be a little too small")
    func durationQuotients() {
        let unit = /\/ \.(?:nanoseconds|microseconds|milliseconds|seconds|minutes|hours|days)\(/
        let name = /(?:uptime|elapsed|interval|limit|most|debounce) \/ [a-z.]/
        #expect("Int(now.uptime / limits.alternation)".contains(name))
        #expect("Int(elapsed / .milliseconds(1))".contains(unit))
        for file in sources {
            for line in file.lines where line.code.contains(unit) || line.code.contains(name) {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    /// What of a line starts threads behind our back or pulls Foundation in.
    private static func banned(in line: String) -> String? {
        let words = [
            "import Foundation", "import Dispatch", "DispatchQueue", "URLSession", "FileHandle", "NSLock",
            "Task.immediate", "Task.detached", "Task.sleep", "@MainActor", "system(\"", "popen(",
        ]
        if let word = words.first(where: line.contains) { return word }
        // Types of Foundation, and tasks without a preference for an executor, which start the runtime's thread pool.
        let calls = line.matches(of: /(?:^|[^A-Za-z0-9_.])(Process|Thread|Task)\s*(?:<[^>]*>)?\s*([({])\s*([A-Za-z]*)/)
        return calls.first { !($0.1 == "Task" && $0.3 == "executorPreference") }.map { String($0.1) }
    }

    @Test(
        "the search for those finds them however they are written, and lets a task with an executor pass",
        arguments: [
            ("        Task { await x() }", true), ("let t = Task{", true), ("(Task { x })", true),
            ("Task(priority: .low) {", true), ("_ = Task<Void, Never> {", true), ("[Task {", true),
            ("Task(executorPreference: loop) {", false), ("TaskGroup {", false), ("case .Task(x)", false),
            ("let p = Process()", true), ("Thread(block: x)", true), ("ChildProcess(x)", false),
            ("StoreThread {", false), ("try await Task.sleep(for: .zero)", true), ("import Foundation", true),
        ])
    func bannedSearch(line: String, isFound: Bool) { #expect((Self.banned(in: line) != nil) == isFound) }

    @Test("the pure core imports nothing")
    func pureCore() {
        for file in sources where file.path.hasPrefix("Sources/RoomAgent/Core/") {
            #expect(!file.lines.contains { $0.isImport }, "\(file.path)")
        }
    }

    @Test("a C library is imported by the one folder that wraps it")
    func wrappers() {
        let owners = [
            "CSQLite": ["Sources/RoomAgent/Store/"],
            "COpenSSL": ["Sources/RoomAgent/Crypto/"],
            "CCurl": ["Sources/RoomAgent/HTTP/"],
        ]
        for (library, folders) in owners {
            for file in sources where file.lines.contains(where: { $0.isImport && $0.hasSuffix(" \(library)") }) {
                #expect(folders.contains { file.path.hasPrefix($0) }, "\(file.path) imports \(library)")
            }
        }
    }

    @Test("in the picture each layer uses only layers below it, and nothing goes sideways but in the ground")
    func layers() throws {
        let layers = try Target.layers()
        #expect(layers.map(\.name) == ["COMPOSITION", "SHELL", "ADAPTERS", "GROUND"])
        let targets = try Target.all()
        for (number, layer) in layers.enumerated() where layer.name == "SHELL" || layer.name == "ADAPTERS" {
            let sameOrAbove = Set(layers[...number].flatMap(\.folders))
            let forbidden = Set(targets.filter { sameOrAbove.contains($0.folder) }.map(\.name))
            for target in targets where layer.folders.contains(target.folder) {
                #expect(target.uses.isDisjoint(with: forbidden), "\(target.name)")
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

    @Test("an expectation is one claim, so that a red one says which: none is a conjunction")
    func conjunctions() {
        let places = tests.filter { $0.path.hasSuffix(".swift") }.flatMap { file in
            file.conjunctions.map { "\(file.path):\($0)" }
        }
        #expect(places == [])
    }

    @Test("the search for conjunctions finds those of the outermost level, and no others")
    func conjunctionSearch() {
        func lines(_ text: String) -> [Int] {
            SourceFile(path: "x", lines: text.split(separator: "\n").map(String.init)).conjunctions
        }
        // In two pieces, because this file is searched too.
        let expect = "#" + "expect"
        #expect(lines("\(expect)(a && b)") == [1])
        #expect(lines("x\n\(expect)(\n    a\n        && b, \"c\")") == [2])
        #expect(lines("\(expect)(f(a && b))\n\(expect)(a { b && c })\n\(expect)(a == \"&& \\(b && c)\")") == [])
        #expect(lines("\(expect)(a, \"b && c\")\nif a && b {}") == [])
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

    @Test("the picture in ARCHITECTURE.md has the arrows of Package.swift, target by target, and no others")
    func picture() throws {
        let targets = try Target.all()
        let drawn = try Target.drawn()
        #expect(targets.count > 15)
        for target in targets {
            guard var arrows = drawn[target.folder] else {
                Issue.record("\(target.folder) is not in the picture")
                continue
            }
            if arrows == ["everything", "below", "but", "Simulation"] {
                arrows = Set(targets.filter { !$0.isProgram && $0.name != target.name }.map(\.name))
                arrows.remove("Simulation")
                arrows.insert("CLinux")
            }
            #expect(arrows == target.uses, "\(target.folder): \(arrows.symmetricDifference(target.uses).sorted())")
        }
        for folder in drawn.keys {
            #expect(access("\(SourceFile.root)/\(folder)", F_OK) == 0, "\(folder)")
        }
    }

    @Test("ARCHITECTURE.md names each effect of the room's machine, and no other")
    func effects() throws {
        let source = try #require(SourceFile.read("Sources/RoomAgent/Core/Room/RoomEffect.swift"))
        let paper = try #require(SourceFile.read("ARCHITECTURE.md"))
        let list = try #require(paper.firstMatch(of: /\[RoomEffect\]: ([\w, ]+)/))
        let named = list.1.split(separator: ", ").map(String.init)
        #expect(named == source.matches(of: /\n    case (\w+)/).map { String($0.1) })
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
        #expect(names.contains("demo"))
        #expect(names.contains("test"))
        for name in names where name != "a" { #expect(makefile.contains("\n\(name):"), "make \(name)") }
    }
}
