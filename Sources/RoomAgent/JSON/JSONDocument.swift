// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// One JSON text as SQLite reads it: UTF-8 bytes that end with a NUL, so that nothing needs to copy them.
///
/// To keep one copy of a large body, give it away: `JSONDocument(consume body)`. Invalid UTF-8 within strings is let
/// through here and repaired where a string is read.
package struct JSONDocument: Sendable {
    /// 64 MiB; a longer text is refused before anything is parsed.
    package static let maximumBytes = 64 << 20

    private let terminated: [UInt8]

    package init(_ bytes: consuming [UInt8]) throws(JSONFailure) {
        guard bytes.count <= Self.maximumBytes else { throw JSONFailure(.tooLarge, at: "document") }
        // SQLite takes a NUL for the end, and would find what stands before it valid.
        guard !bytes.containsNUL else { throw JSONFailure(.notJSON, at: "document") }
        guard JSONSyntax.isValid(bytes) else { throw JSONFailure(.notJSON, at: "$") }
        bytes.append(0)
        terminated = bytes
    }

    package init(_ text: String) throws(JSONFailure) {
        try self.init(Array(text.utf8))
    }

    /// Calls `body` with the text as a C string.
    func withCString<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try terminated.withUnsafeBufferPointer { (buffer) throws(Failure) -> Result in
            guard let start = buffer.baseAddress else { preconditionFailure("a document always holds its NUL") }
            return try body(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
        }
    }
}

extension JSONDocument: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹JSON, \(terminated.count - 1) bytes›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
    fileprivate var containsNUL: Bool {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return false }
            return memchr(start, 0, buffer.count) != nil
        }
    }
}
