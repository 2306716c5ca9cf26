// SPDX-License-Identifier: Apache-2.0

/// How long the certificate that this device signs in with still lasts, as a warning.
package enum CertificateLife {
    /// So long before its end it is said: a signature may have to come from another department.
    package static let notice = Duration.days(30)

    /// Both warnings; at most one of them is on.
    package static let codes: [WarningCode] = [.certificateEnds, .certificateEnded]

    /// What is to be said now; nil where there is no certificate, or where it lasts long enough.
    package static func warning(endsAt: Instant?, now: Instant) -> WarningCode? {
        guard let endsAt else { return nil }
        if endsAt <= now { return .certificateEnded }
        return endsAt - now <= notice ? .certificateEnds : nil
    }
}
