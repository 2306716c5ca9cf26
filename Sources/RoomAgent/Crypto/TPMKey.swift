// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// A private key that lives in this machine's TPM 2.0. Its text is sealed by the TPM that made it, and of no use
/// anywhere else. libcrypto's provider `tpm2` uses it (Debian's tpm2-openssl, from
/// https://github.com/tpm2-software/tpm2-openssl).
package enum TPMKey {
    /// The kernel's own resource manager: without one, a program that dies leaves its keys in the TPM's few places.
    package static let device = "/dev/tpmrm0"

    /// Keys of the provider, and no others.
    static let own = "provider=tpm2"

    /// Whether a PEM text is such a key. The label is that of
    /// https://www.hansenpartnership.com/draft-bottomley-tpm2-keys.html, section 3.1.
    package static func isOne(_ text: [UInt8]) -> Bool {
        String(decoding: text.prefix(64), as: UTF8.self).hasPrefix("-----BEGIN TSS2 PRIVATE KEY-----")
    }

    /// Has libcrypto, and whoever uses it in this process, reach the TPM for such keys. To be called before one is
    /// read; a further call does nothing. Throws `.noTPM` where the provider is not installed or reaches no TPM.
    ///
    /// Of signatures, the provider's come first: libcrypto would else sign by itself, with the public half alone.
    /// Random numbers, digests and ciphers stay with libcrypto; the TPM is a thousand times slower.
    package static func prepare() throws(CryptoFailure) {
        defer { ERR_clear_error() }
        if OSSL_PROVIDER_available(nil, "tpm2") == 1 { return }
        // A provider that is loaded by name takes the place of the one that is loaded by itself.
        guard OSSL_PROVIDER_load(nil, "default") != nil, OSSL_PROVIDER_load(nil, "tpm2") != nil,
            EVP_set_default_properties(nil, "?tpm2.signature=yes") == 1
        else { throw CryptoFailure(.noTPM, in: "reach the TPM") }
    }
}
