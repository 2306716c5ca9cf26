// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == [Private<String>] {
    /// Mail addresses of people, with spaces between.
    static var people: Self {
        Self(name: "e-mail addresses", range: nil, example: "anna@example.com") { value throws(ConfigurationFault) in
            var people: [Private<String>] = []
            for word in value.split(separator: " ").map(String.init) {
                if ASCII.lowercased(word).contains(text: "%40") { throw .percentEncodedAddress }
                guard MailAddress.isWellFormed(word) else { throw .notMailAddress(what: "the address of a person") }
                let isNew = !people.contains { ASCII.lowercased($0.exposed) == ASCII.lowercased(word) }
                if isNew { people.append(Private(word)) }
                guard people.count <= maximumPeople else { throw .tooManyPeople(maximumPeople) }
            }
            return people
        }
    }

    private static var maximumPeople: Int { 16 }
}

extension ValueSyntax where Value == String {
    /// `file:PATH`, as keys of the store are written.
    static func keyFile(example: String) -> Self {
        Self(name: "key source", range: "file:PATH", example: example) { value throws(ConfigurationFault) in
            guard let colon = value.firstIndex(of: ":") else {
                throw value.hasPrefix("/") ? .keySourceIsPath : .notKeyFile
            }
            guard value[..<colon] == "file" else { throw .notKeyFile }
            let path = try FilePath.check(String(value[value.index(after: colon)...]), example: example)
            if path.hasSuffix("/") { throw .pathIsDirectory }
            return path
        }
    }
}
