// SPDX-License-Identifier: Apache-2.0
package import Glibc

/// A program to be started (posix_spawn(3)): one argv element a word, no shell, no signal blocked or ignored, and of
/// this process's descriptors only those that are not closed on exec.
package struct ProgramStart {
    /// What the program has for one of its standard streams.
    package enum Stream {
        /// What this process has for it.
        case inherited
        /// This descriptor of the caller's, which stays open here, too.
        case descriptor(CInt)
        /// /dev/null, for reading.
        case nothing
        /// The end of the file at this path, which is made for this user alone where there is none.
        case end(of: String)
    }

    /// The program and its arguments. A first word without a slash is looked for on this process's PATH.
    package var words: [String]
    /// What the program has for an environment, each as `NAME=value`.
    package var environment: [String]
    /// Default: nothing to read.
    package var input = Stream.nothing
    /// Default: this process's own.
    package var output = Stream.inherited
    /// Default: this process's own.
    package var errors = Stream.inherited
    /// True: in a session and process group of its own, so that no terminal's hang-up and no signal to our group
    /// reaches it. Default: false.
    package var hasOwnSession = false

    /// Default of `environment`: this process's own.
    package init(_ words: [String], environment: [String] = ownEnvironment()) {
        self.words = words
        self.environment = environment
    }

    /// This process's own environment (environ(7)).
    package static func ownEnvironment() -> [String] {
        var pairs: [String] = []
        var next = environ
        while let pair = next.pointee {
            pairs.append(String(cString: pair))
            next += 1
        }
        return pairs
    }

    /// Starts the program, and returns its process number. ENOENT: there is none of that name. EACCES: it may not be
    /// run, or a file of its streams not be opened.
    package func run() throws(CallFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in [input, output, errors].enumerated() { Self.set(CInt(number), stream, &actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A loop blocks the signals that it reads from a descriptor; the program gets none of that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (hasOwnSession ? Self.newSession : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words: [UnsafeMutablePointer<CChar>?] = self.words.map { (word: String) in strdup(word) } + [nil]
        var pairs: [UnsafeMutablePointer<CChar>?] = environment.map { (pair: String) in strdup(pair) } + [nil]
        defer { for pointer in words + pairs { free(pointer) } }
        var process = pid_t()
        try SystemCall.runTelling("posix_spawn") {
            posix_spawnp(&process, self.words.first ?? "", &actions, &attributes, &words, &pairs)
        }
        return process
    }

    private static func set(_ number: CInt, _ stream: Stream, _ actions: inout posix_spawn_file_actions_t) {
        switch stream {
        case .inherited: break
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDONLY, 0)
        case .end(let path):
            posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
    }

    /// POSIX_SPAWN_SETSID of spawn.h (glibc 2.26), which Swift does not see.
    private static let newSession: CInt = 0x80
}
