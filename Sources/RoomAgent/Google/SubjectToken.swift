// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON

/// What a federation shows the Security Token Service beside the TLS handshake: a JSON list of the certificate and
/// those between it and a trust anchor, each as DER in Base64.
package struct SubjectToken: Hashable, Sendable {
    let text: String

    /// A chain of more certificates is nobody's.
    private static let maximumCertificates = 16

    /// - Parameters:
    ///   - certificate: PEM; its first certificate is the device's own.
    ///   - chain: PEM; may begin with the device's own again, as google-auth takes it.
    ///   - path: of the certificate, for failures; `chainPath` of the chain.
    package init(certificate: [UInt8], path: String, chain: [UInt8]?, chainPath: String)
        throws(CredentialFailure)
    {
        guard let own = CertificateText.certificates(in: certificate).first else { throw .noCertificate(path: path) }
        var list = [own]
        if let chain {
            let others = CertificateText.certificates(in: chain)
            guard !others.isEmpty, others.count <= Self.maximumCertificates else {
                throw .noCertificate(path: chainPath)
            }
            list += others.first == own ? others.dropFirst() : others[...]
            guard !list.dropFirst().contains(own) else { throw .chainOrder(path: chainPath) }
        }
        text = JSONText.array(list.map { .text($0) }).text
    }
}
