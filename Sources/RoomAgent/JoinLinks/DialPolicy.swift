// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Why an address isn't dialled; the raw value is the reason that `room-agent links` gives.
enum DialRefusal: String, Error {
    case malformed
    case oddPort = "odd-port"
    /// Emergency and service numbers, and whatever is as short.
    case shortNumber = "short-number"
    /// A call that costs, perhaps for who sent the invitation.
    case premiumNumber = "premium-number"
    /// A SIP host inside the building, or one that says nothing of who it is.
    case privateHost = "private-host"
    /// The configuration allows other numbers only.
    case otherPrefix = "other-prefix"
}

/// What a stranger's invitation must not make a room dial (docs/join-links.md, "What is never dialled").
enum DialPolicy {
    /// A telephone number: digits, perhaps with a plus in front.
    static func check(number: some Collection<UInt8>) throws(DialRefusal) {
        var digits = number.filter { $0.isDigit }[...]
        var isInternational = number.first == UInt8(ascii: "+")
        if !isInternational {
            guard digits.count >= minimumNational else { throw .shortNumber }
            // Some exchanges connect as soon as they have heard one of these, whatever follows.
            guard !(emergency + emergencyByTelephone).contains(where: { digits.starts(with: $0.utf8) }) else {
                throw .shortNumber
            }
            for prefix in internationalPrefixes where digits.starts(with: prefix.utf8) {
                digits = digits.dropFirst(prefix.utf8.count)
                isInternational = true
                break
            }
        }
        if isInternational {
            guard digits.count >= minimumInternational else { throw .shortNumber }
            try checkInternational(digits)
        } else if nationalPremium.contains(where: { digits.starts(with: $0.utf8) }) || isNorthAmericanPremium(digits) {
            throw .premiumNumber
        }
    }

    /// What stands before the `@`: a room's or a meeting's name or number, or a telephone number that the host passes
    /// on, which it does with a plus, and where `;user=phone` says so.
    static func check(sipUser user: [UInt8], isPhone: Bool) throws(DialRefusal) {
        let number = user.filter { !"-.".utf8.contains($0) }
        let digits = number.first == UInt8(ascii: "+") ? number.dropFirst() : number[...]
        guard digits.allSatisfy({ $0.isDigit }) else { return }
        guard !emergency.contains(where: { digits.elementsEqual($0.utf8) }) else { throw .shortNumber }
        if isPhone || digits.count < number.count { try check(number: number) }
    }

    /// An address in normal form against the prefixes that the configuration allows; none allow every number. They
    /// bind whatever is a telephone number: `tel:`, and of SIP and H.323 what the host passes on as one.
    static func check(_ address: [UInt8], allowed prefixes: [String]) throws(DialRefusal) {
        guard !prefixes.isEmpty, var number = telephoneNumber(in: address) else { return }
        if number.first != UInt8(ascii: "+") {
            let code = internationalPrefixes.first { number.starts(with: $0.utf8) }
            if let code { number = [UInt8(ascii: "+")] + number.dropFirst(code.utf8.count) }
        }
        guard prefixes.contains(where: { number.starts(with: $0.utf8) }) else { throw .otherPrefix }
    }

    /// Digits, perhaps with a plus in front; nil where the address is of a name or a meeting.
    private static func telephoneNumber(in address: [UInt8]) -> [UInt8]? {
        guard let colon = address.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = address[(colon + 1)...]
        if address.starts(with: "tel:".utf8) { return Array(rest.prefix { $0.isDigit || $0 == UInt8(ascii: "+") }) }
        guard let at = rest.firstIndex(of: UInt8(ascii: "@")) else { return nil }
        let user = rest[..<at].filter { !"-.".utf8.contains($0) }
        let isNumber = (user.first == UInt8(ascii: "+") ? user.dropFirst() : user[...]).allSatisfy { $0.isDigit }
        let isPhone = rest[at...].split(separator: UInt8(ascii: ";")).contains {
            $0.equalsIgnoringCase("user=phone".utf8)
        }
        return isNumber && (isPhone || user.first == UInt8(ascii: "+")) ? user : nil
    }

    /// A SIP host, lower case. Addresses of numbers and names that only a network of one's own knows (RFC 6761, RFC
    /// 6762, RFC 8375, ICANN's ".internal") are for the organisation's own programs to dial.
    static func check(host: String) throws(DialRefusal) {
        let labels = host.split(separator: ".")
        guard labels.count >= 2, let last = labels.last else { throw .privateHost }
        // Whatever ends in a number is an IPv4 address, also "127.1" and "0x7f.0x1" (WHATWG URL, section 3.5).
        guard !last.utf8.allSatisfy({ $0.isDigit }), !last.hasPrefix("0x") else { throw .privateHost }
        guard !privateDomains.contains(String(last)), !host.hasSuffix(".home.arpa") else { throw .privateHost }
    }

    private static let minimumNational = 7
    /// With the country's code. Shorter ones are service numbers, but for those of some small islands (+683 4002).
    private static let minimumInternational = 8
    private static let internationalPrefixes = ["0011", "011", "00"]

    /// Numbers for help that are in use in most of the world, also as SIP users (the `emergency` numbers of the
    /// countries in libphonenumber's ShortNumberMetadata.xml: 112 in 110 of them, 911 in 57, 999 in 48, and so on).
    private static let emergency = ["112", "911", "999", "000", "110", "113", "118", "119"]
    /// More of them, each of ten countries at least. As the user of a SIP address they are a room of the house.
    private static let emergencyByTelephone = ["100", "101", "102", "103", "114", "115", "117"]

    private static let privateDomains: Set<String> = [
        "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "invalid",
        "test",
        "onion",
    ]

    private static func checkInternational(_ digits: ArraySlice<UInt8>) throws(DialRefusal) {
        if digits.first == UInt8(ascii: "1") {
            let national = digits.dropFirst()
            // No area is called 911.
            if national.starts(with: "911".utf8) { throw .shortNumber }
            if isNorthAmericanPremium(national) { throw .premiumNumber }
        }
        // By its length alone it is told from a number in Dublin, +353 1 5xx xxxx.
        if digits.starts(with: "35315".utf8), digits.count == 13 { throw .premiumNumber }
        if internationalPremium.contains(where: { digits.starts(with: $0) }) { throw .premiumNumber }
    }

    /// Area code 900, or exchange 976 in any area (NANPA); with or without the 1 in front.
    private static func isNorthAmericanPremium(_ digits: ArraySlice<UInt8>) -> Bool {
        let national = digits.count == 11 && digits.first == UInt8(ascii: "1") ? digits.dropFirst() : digits
        return national.starts(with: "900".utf8) || national.starts(with: "976".utf8)
            || (national.count == 10 && national.first != UInt8(ascii: "0")
                && national.dropFirst(3).starts(with: "976".utf8))
    }

    /// As a caller at home dials them, in several countries.
    private static let nationalPremium = [
        "0900", "0901", "0906", "0909", "0930", "0939", "0944", "0600", "0700", "0137", "1900", "1976",
    ]

    /// Behind the plus: country codes and their premium ranges. Each was checked against libphonenumber's
    /// PhoneNumberMetadata.xml (version 9.0.43), which keeps track of the national numbering plans: it is `premiumRate`
    /// there, and no fixed or mobile number begins so. Beyond that: Finland's 060 and 070 and the United Kingdom's 084
    /// and 087 whole, France's 081 and 082 and Germany's 0137, which share revenue, Spain's 905 and 907, and the United
    /// Kingdom's 070, known from fraud. Networks that are no country (ITU-T E.164): +870 and +881 to +883 satellites
    /// and global networks, +878 universal numbers, +979 premium. North America's are `isNorthAmericanPremium`. Not
    /// every country's; a line that bars such calls is the better lock.
    private static let internationalPremium: [[UInt8]] = """
        870 878 881 882 883 979
        7:803,809 20:90 27:862,863,864,865,866,867,868,869,90 30:90 31:90 32:70,90 33:81,82,83,89
        34:803,806,807,905,907 36:90,91 39:0878,144,163,164,166,89 40:90 41:90 43:900,901,930,931,939
        44:70,84,87,9 45:90 46:900,939,944,99 47:82 48:70 49:137,900
        51:805 52:900 54:60 55:500,900 61:190 62:809 64:90 65:1900 66:1900 81:990 82:60 90:888,898,900 91:1861,1862
        212:89 230:30 254:90 255:90 256:90 262:89 297:900 298:90
        351:601,607,608,646,648,76 352:900,901,905 354:90 355:90 356:50,51,52 357:90 358:60,70 359:90
        370:900,902,903,909,91 371:90 372:40,900 373:90 374:90 375:90 376:90 380:900 381:78,90 382:94,95 383:90
        385:60,61,64,65,69 386:89,90 387:90 389:5 420:90,976 421:900,97,98
        502:19 503:900 507:900 590:89 594:89 596:89 598:90 852:900 886:20 968:900 972:12,19
        """.split { $0 == " " || $0 == "\n" }.flatMap { entry in
            let parts = entry.split(separator: ":")
            guard parts.count == 2 else { return [Array(entry.utf8)] }
            return parts[1].split(separator: ",").map { Array(parts[0].utf8) + Array($0.utf8) }
        }
}
