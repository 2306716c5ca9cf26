// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// What the certificate of this device says, and whether a key is its key.
package final class DeviceCertificate {
    /// Whom it is for, as RFC 4514 writes it.
    package let subject: String
    /// Its common name, in UTF-8; empty where there is none.
    package let commonName: String
    /// Who signed it, as RFC 4514 writes it.
    package let issuer: String
    /// The first URI among its names, as SPIFFE has it; nil where there is none.
    package let uri: String?
    /// When it begins, in seconds since 1970.
    package let begins: Int64
    /// When it ends, in seconds since 1970.
    package let ends: Int64

    private let certificate: OpaquePointer
    private static let room: CInt = 512

    /// Reads the first certificate of a PEM text. Throws `.badKey` where there is none.
    package init(pem: [UInt8]) throws(CryptoFailure) {
        defer { ERR_clear_error() }
        let whole = String(decoding: pem, as: UTF8.self)
        guard let certificate = readPEM(whole, { PEM_read_bio_X509($0, nil, refusePassphrase, nil) }) else {
            throw CryptoFailure(.badKey, in: "read certificate")
        }
        self.certificate = certificate
        func text(_ read: (UnsafeMutablePointer<CChar>, CInt) -> CInt) -> String? {
            var bytes = [CChar](repeating: 0, count: Int(Self.room))
            let isThere = bytes.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { read($0, Self.room) } ?? 0
            }
            let used = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return isThere == 1 ? String(decoding: used, as: UTF8.self) : nil
        }
        subject = text { room_x509_name(X509_get_subject_name(certificate), $0, $1) } ?? ""
        let name = X509_get_subject_name(certificate)
        commonName = text { X509_NAME_get_text_by_NID(name, NID_commonName, $0, $1) > 0 ? 1 : 0 } ?? ""
        issuer = text { room_x509_name(X509_get_issuer_name(certificate), $0, $1) } ?? ""
        uri = text { room_x509_uri(certificate, $0, $1) }
        begins = room_x509_time(X509_get0_notBefore(certificate))
        ends = room_x509_time(X509_get0_notAfter(certificate))
    }

    deinit { X509_free(certificate) }

    /// Whether this is the private key (PEM, unencrypted, of any kind that libcrypto and its providers know) of the
    /// certificate. Nil where it cannot be read as a key.
    package func belongs(to key: [UInt8]) -> Bool? {
        defer { ERR_clear_error() }
        var text = String(decoding: key, as: UTF8.self)
        defer { text = "" }
        guard let key = readPEM(text, { PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) }) else { return nil }
        defer { EVP_PKEY_free(key) }
        return X509_check_private_key(certificate, key) == 1
    }
}

/// The key that a device makes for itself, and the request to sign a certificate for it.
package enum DeviceKey {
    /// A new key on the curve P-256, as PEM.
    /// - Parameter isInTPM: the TPM makes it, and the text is of use to that TPM alone (`TPMKey`). Default: libcrypto
    ///   makes it, and the text is PKCS#8.
    package static func make(isInTPM: Bool = false) throws(CryptoFailure) -> String {
        defer { ERR_clear_error() }
        if isInTPM { try TPMKey.prepare() }
        guard let key = room_ec_key(isInTPM ? TPMKey.own : nil) else { throw CryptoFailure(.library, in: "make key") }
        defer { EVP_PKEY_free(key) }
        return try writePEM { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// A signing request (PKCS#10, PEM) under this key.
    /// - Parameters:
    ///   - name: the common name, at most 64 characters (RFC 5280, `ub-common-name`).
    ///   - uri: an alternative name as SPIFFE has it; nil: none.
    package static func request(key: [UInt8], name: String, uri: String?) throws(CryptoFailure) -> String {
        defer { ERR_clear_error() }
        let text = String(decoding: key, as: UTF8.self)
        guard let key = readPEM(text, { PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) }) else {
            throw CryptoFailure(.badKey, in: "read private key")
        }
        defer { EVP_PKEY_free(key) }
        guard let request = room_signing_request(key, name, uri) else {
            throw CryptoFailure(.library, in: "make request")
        }
        defer { X509_REQ_free(request) }
        return try writePEM { PEM_write_bio_X509_REQ($0, request) }
    }
}
