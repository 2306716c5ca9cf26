// SPDX-License-Identifier: Apache-2.0

/// Finds the join addresses of an event.
package struct LinkFinder: Sendable {
    package init() {}

    package func find(in event: EventText) -> LinkFindings { LinkFindings() }
}
extension LinkFinder {
    package func recheck(_ address: JoinAddress) -> Bool { true }
}
package enum BodyText { package static func plain(fromHTML: String) -> String { fromHTML } }
