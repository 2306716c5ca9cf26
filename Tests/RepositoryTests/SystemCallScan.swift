// SPDX-License-Identifier: Apache-2.0

/// Finds the system calls that a file makes by itself. What stands in a closure that is handed to the door,
/// `SystemCall.run("fsync") { fsync(number) }`, is not one of those.
struct SystemCallScan {
    /// Calls that take a descriptor, a path, a buffer or another process, or that change what belongs to all of this
    /// one, and stdio on top of them. What only asks who and when it is, or which signals are blocked, is none: it
    /// cannot fail, or is answered by a library.
    static let calls: Set<String> = [
        "open", "openat", "creat", "close", "read", "write", "pread", "pwrite", "readv", "writev", "lseek", "fsync",
        "fdatasync", "ftruncate", "flock", "fcntl", "ioctl", "dup", "dup2", "dup3", "pipe", "pipe2", "poll", "ppoll",
        "select", "stat", "lstat", "fstat", "access", "chmod", "fchmod", "chown", "fchown", "rename", "link", "unlink",
        "symlink", "readlink", "realpath", "mkdir", "mkdtemp", "rmdir", "opendir", "readdir", "closedir", "scandir",
        "fopen", "fdopen", "fread", "fwrite", "fgets", "fputs", "fclose", "socket", "socketpair", "bind", "listen",
        "accept", "accept4", "connect", "send", "sendto", "sendmsg", "recv", "recvfrom", "recvmsg", "shutdown",
        "setsockopt", "getsockopt", "getsockname", "getpeername", "epoll_create1", "epoll_ctl", "epoll_wait",
        "eventfd", "signalfd", "timerfd_create", "timerfd_settime", "timerfd_gettime", "inotify_init1",
        "inotify_add_watch", "pidfd_open", "pidfd_send_signal", "waitpid", "waitid", "tcgetattr", "tcsetattr",
        "tcflush", "tcdrain", "isatty", "kill", "killpg", "posix_spawn", "posix_spawnp", "fork", "execv", "execve",
        "umask", "chdir", "adjtimex", "clock_adjtime", "clock_settime", "fchmodat", "mmap", "munmap", "mprotect",
        "mlock", "madvise", "prctl", "setrlimit", "gethostname",
    ]
    /// The files that may make calls of their own, which calls, and why. Each of them is made there.
    static let exceptions: [(path: String, calls: Set<String>, reason: String)] = [
        (
            "Sources/RoomAgent/Crypto/SecretBytes.swift", ["mmap", "munmap", "mlock", "madvise"],
            "whole pages of this process, with no descriptor; mmap(2) has no EINTR, EBADF and EFAULT for these, and the"
                + " pages of a secret should not wait for a door to the kernel that AgentCrypto needs for nothing else"
        )
    ]
    /// What only somebody who handles failures by hand has a word for.
    static let words: Set<String> = ["EINTR", "EBADF", "EFAULT", "errno"]

    /// What makes a call for somebody who hands it over in a closure.
    private let doors = ["SystemCall.", "Descriptor(", "LoopFailure.descriptor("]

    /// The calls and words, each with the number of its line.
    let found: [(line: Int, name: String)]

    /// Reads Swift. A file that declares a function of a call's name means its own by the bare name.
    init(_ lines: [String]) {
        let code = lines.map(Self.withoutText)
        // With a name of the parameter's or property's own.
        var own = Set(code.compactMap(Self.declared))
        if code.contains(where: { $0.contains("errno: Int32") || $0.contains("errno: CInt") }) { own.insert("errno") }
        var found: [(line: Int, name: String)] = []
        /// For each open brace, whether it is the door's.
        var braces: [Bool] = []
        /// What stands before a brace, back to the last brace or end of a statement.
        var statement = ""
        for (number, line) in code.enumerated() {
            var rest = line[...]
            while let token = Self.token(&rest) {
                switch token {
                case "{":
                    braces.append(braces.last == true || doors.contains { statement.contains($0) })
                    statement = ""
                case "}":
                    _ = braces.popLast()
                    statement = ""
                default:
                    let isInside = braces.last == true
                    if !isInside, Self.isCall(token, before: statement, after: rest, own: own) {
                        found.append((number + 1, token))
                    }
                    statement += token
                }
            }
            // An argument list may go over lines, and a closure begin on the last of them.
            if !line.hasSuffix("(") && !line.hasSuffix(",") && !line.hasSuffix("=") { statement = "" }
        }
        self.found = found
    }

    private static func isCall(_ token: String, before: String, after: Substring, own: Set<String>) -> Bool {
        let isMember = before.hasSuffix(".") && !before.hasSuffix("Glibc.")
        if words.contains(token) {
            // A member, a label or a declaration of that name is a value that somebody was given.
            let isDeclared = before.hasSuffix("let ") || before.hasSuffix("var ")
            return !isMember && !after.hasPrefix(":") && !isDeclared && !(own.contains(token) && !before.hasSuffix("."))
        }
        guard calls.contains(token) || token.hasPrefix("linux_"), after.hasPrefix("("), !isMember else { return false }
        // No call of the kernel's has labels.
        if after.prefixMatch(of: /\(\w+:/) != nil || after.prefixMatch(of: /\(\w+ \w+:/) != nil { return false }
        if before.hasSuffix("func ") || before.hasSuffix("case ") { return false }
        // `stat()` makes an empty struct; no call goes without an argument.
        if after.hasPrefix("()") { return false }
        return before.hasSuffix("Glibc.") || !own.contains(token)
    }

    /// The name of the function that the line declares.
    private static func declared(_ line: String) -> String? {
        guard line.contains("func ") else { return nil }
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.firstIndex(of: "func").flatMap { words.dropFirst($0 + 1).first }.map(String.init)
    }

    /// A word, or one character.
    private static func token(_ rest: inout Substring) -> String? {
        guard let first = rest.first else { return nil }
        let isWord: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "_" }
        let token = isWord(first) ? rest.prefix(while: isWord) : rest.prefix(1)
        rest = rest.dropFirst(token.count)
        return String(token)
    }

    /// The line without comments and without what its string literals say; what they interpolate stays out, too.
    private static func withoutText(_ line: String) -> String {
        line.code.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
    }
}
