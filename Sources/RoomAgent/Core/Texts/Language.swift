// SPDX-License-Identifier: Apache-2.0

/// The languages a room can speak, by their ISO 639-1 codes, which `[room] language` takes. A text that lacks one of
/// them doesn't compile.
package enum Language: String, CaseIterable, Sendable {
    /// English, with British spelling.
    case en
    /// Finnish.
    case fi
}

/// One text in every language.
package struct Translated<Text: Sendable>: Sendable {
    let en: Text
    let fi: Text

    /// The text in this language.
    package subscript(_ language: Language) -> Text {
        switch language {
        case .en: en
        case .fi: fi
        }
    }
}
