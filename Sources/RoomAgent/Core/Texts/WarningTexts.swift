// SPDX-License-Identifier: Apache-2.0

/// The words of the warnings' catalogue.
enum WarningTexts {
    struct Words: Sendable {
        /// At most 14 columns: what the smallest display shows behind "! ".
        let label: String
        let sentence: String
        let remedy: String

        init(_ label: String, _ sentence: String, _ remedy: String) {
            self.label = label
            self.sentence = sentence
            self.remedy = remedy
        }
    }

    static func row(_ code: WarningCode) -> Translated<Words> { rows(code) }
}
