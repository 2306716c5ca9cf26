// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == String {
    /// `@` and a word, which people write into a location.
    static func keyword(example: String) -> Self {
        Self(name: "keyword", range: nil, example: example) { value throws(ConfigurationFault) in
            guard value.hasPrefix("@"), (3...32).contains(value.utf8.count),
                value.utf8.dropFirst().allSatisfy({ $0 > 0x20 && !"@,;:.()[]<>&\"'".utf8.contains($0) })
            else { throw .notKeyword(example: example) }
            return value
        }
    }
}

extension ValueSyntax where Value == AddressTemplate {
    /// An `https` address with one of these places in its path, or none.
    static func addressTemplate(_ places: [AddressTemplate.Place], example: String) -> Self {
        Self(name: "address template", range: nil, example: example) { value throws(ConfigurationFault) in
            let fault = ConfigurationFault.notAddressTemplate(places.map { "{\($0.rawValue)}" }, example: example)
            guard let template = AddressTemplate(value), value.utf8.count <= 400, value.utf8.allSatisfy(ASCII.isGraphic)
            else { throw fault }
            if let place = template.place, !places.contains(place) { throw fault }
            // A place in the host's name would let an event choose the server.
            let path = template.prefix.dropFirst("https://".utf8.count)
            guard let address = try ServerAddress(template.prefix), address.scheme == "https",
                !address.hasCredentials, template.place == nil || path.contains("/"),
                !(template.prefix + template.suffix).utf8.contains(where: { "\"<>\\^`{|}'&".utf8.contains($0) })
            else { throw fault }
            return template
        }
    }
}
