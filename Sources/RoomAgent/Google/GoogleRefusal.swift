// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// What a reply that isn't the one hoped for says about itself, read from the two shapes of Google's error bodies:
/// `{"error":{"errors":[{"reason":…,"location":…}],"status":…,"details":[{"reason":…}]}}` of the APIs, and
/// `{"error":"…"}` of the token endpoint (RFC 6749, section 5.2). Messages are left alone: they may name people.
struct GoogleRefusal {
    let status: Int
    /// The first reason, or the token endpoint's `error`; empty where the body has none.
    private(set) var reason = ""
    /// The parameter that is at fault, where Google names one.
    private(set) var location = ""
    /// `google.rpc.ErrorInfo.reason` of the newer shape.
    private(set) var detailReason = ""
    /// The body is no JSON, so it isn't Google who speaks.
    private(set) var isForeign: Bool

    init(_ response: HTTPResponse) {
        status = response.status
        isForeign = !response.hasJSONBody
        guard !isForeign, response.body.count <= Self.maximumBytes else { return }
        do throws(JSONFailure) {
            try read(JSONDocument(response.body))
        } catch {
            // An empty or cut error body: the status has to do.
            isForeign = false
        }
    }

    private static let maximumBytes = 256 * 1024

    private static let paths: JSONPaths = [
        "$.error", "$.error.errors[0].reason", "$.error.errors[0].location", "$.error.status",
        "$.error.details[0].reason", "$.error.details[1].reason", "$.error.details[2].reason",
    ]

    private mutating func read(_ document: JSONDocument) throws(JSONFailure) {
        let words = try document.values(at: Self.paths) { row throws(JSONFailure) in
            (0..<Self.paths.texts.count).map { index in
                if case .text(let word) = row.value(index) { Self.code(word) } else { "" }
            }
        }
        reason = [words[1], words[0], words[3]].first { !$0.isEmpty } ?? ""
        location = words[2]
        // Google sends links to its help beside it, before or behind.
        detailReason = words[4...].first { !$0.isEmpty } ?? ""
    }

    /// `word` if it is one of a program's words and can be logged; else nothing. Refusals of channels begin with
    /// `push.`, which goes without saying.
    private static func code(_ word: String) -> String {
        let word = word.hasPrefix("push.") ? String(word.dropFirst(5)) : word
        return word.isLoggableWord ? word : ""
    }

    /// The address of a channel is refused, and not who asks.
    var isOfAddress: Bool { reason.hasPrefix("webhook") }

    /// Status and code, as failures carry it.
    var detail: String {
        if isForeign { return "\(status), not JSON" }
        return [String(status), reason, detailReason].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension HTTPResponse {
    /// Whether that was done of which there is nothing to tell: Google answers with 204, or with nothing in a 200.
    /// Whatever says more stands between us and Google.
    var saysDone: Bool {
        guard status == 200 else { return status == 204 }
        let said = body.lazy.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return said.isEmpty || said.elementsEqual("{}".utf8)
    }

    /// Whether the body is labelled as JSON, or empty, or has no label and begins as an object does. Markup is never
    /// JSON, whatever its label.
    var hasJSONBody: Bool {
        guard let first = body.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return true }
        guard let type = self["content-type"] else { return first == UInt8(ascii: "{") }
        guard first != UInt8(ascii: "<") else { return false }
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return essence == "application/json" || essence.hasSuffix("+json")
    }
}
