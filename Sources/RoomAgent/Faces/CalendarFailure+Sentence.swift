// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension CalendarFailure {
    /// In the words of the warning that it is: code, sentence, and the detail in brackets. Default: the facts of a room
    /// about which nothing is known.
    package func sentence(_ facts: WarningFacts = WarningFacts()) -> String {
        let detail = Printable.ascii(detail, maximumBytes: 200)
        guard let code = WarningCode(reason) else { return "the agent ended the sync (\(detail))" }
        return "\(code.rawValue): \(Warning(code: code, facts: facts).sentence(in: .en))"
            + (detail.isEmpty ? "" : " (\(detail))")
    }
}
