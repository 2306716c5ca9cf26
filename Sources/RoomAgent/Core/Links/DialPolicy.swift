// SPDX-License-Identifier: Apache-2.0

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
            guard !emergency.contains(where: { digits.starts(with: $0.utf8) }) else { throw .shortNumber }
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
    /// The shortest numbers behind a country code have four digits, behind one of three (ITU-T E.164).
    private static let minimumInternational = 8
    private static let internationalPrefixes = ["0011", "011", "00"]

    /// Numbers for help that are in use in most of the world, also as SIP users.
    private static let emergency = ["112", "911", "999", "000", "110", "113", "118", "119"]

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
        for prefix in internationalPremium where digits.starts(with: prefix.utf8) { throw .premiumNumber }
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
        "0900", "0901", "0906", "0909", "0930", "0939", "0944", "0600", "0700", "1900", "1976",
    ]

    /// Behind the plus: premium-rate ranges by the national numbering plans as they are published, and networks that
    /// are no country (ITU-T E.164 and E.169.2). Not complete; a line that bars such calls is the better lock.
    private static let internationalPremium: [String] = [
        // World-wide premium rate, Inmarsat, other satellites, other networks.
        "979", "870", "881", "882", "883",
        // UK: 09, 0871 to 0873, and 070, known from fraud (Ofcom).
        "449", "44871", "44872", "44873", "4470",
        // Finland: 0600, 0700 and their neighbours (Traficom).
        "35860", "35870",
        // Sweden 0900, 0939, 0944 (PTS); Norway 820, 829 (Nkom); Denmark 90.
        "46900", "46939", "46944", "47820", "47829", "4590",
        // Germany 0900, 0137 (BNetzA); Austria 0900, 0901, 0930, 0931, 0939 (RTR); Switzerland 0900, 0901, 0906
        // (BAKOM).
        "49900", "49137", "43900", "43901", "43930", "43931", "43939", "41900", "41901", "41906",
        // Netherlands 0900, 0906, 0909 (ACM); Belgium 090x (BIPT); France 089x (Arcep); Ireland 15xx (ComReg).
        "31900", "31906", "31909", "3290", "3389", "35315",
        // Spain 803, 806, 807, 905, 907 (CNMC); Portugal 760 (Anacom); Italy 89x (AGCOM); Greece 90.
        "34803", "34806", "34807", "34905", "34907", "351760", "3989", "3090",
        // Poland 70x (UKE); Czechia 90x (CTU); Hungary 90; Estonia 900; Latvia 90; Russia 809.
        "4870", "42090", "3690", "372900", "37190", "7809",
        // Australia 190x (ACMA); New Zealand 0900; Singapore 1900; Hong Kong 900.
        "61190", "64900", "651900", "852900",
    ]
}
