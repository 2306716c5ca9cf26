// SPDX-License-Identifier: Apache-2.0
// What AgentCrypto uses of libcrypto, and the one call that Swift cannot make by itself.
#pragma once
#include <openssl/bio.h>         // PEM texts in memory
#include <openssl/core_names.h>  // names of algorithm parameters
#include <openssl/crypto.h>      // cleanse, constant-time comparison
#include <openssl/err.h>         // emptying the error queue
#include <openssl/evp.h>         // every algorithm
#include <openssl/kdf.h>         // HKDF
#include <openssl/params.h>      // HMAC's choice of digest
#include <openssl/pem.h>         // key files
#include <openssl/rand.h>        // random bytes
#include <openssl/rsa.h>         // RSA padding, key generation
#include <openssl/x509.h>        // PKCS#8

// OSSL_PARAM keeps pointers to its names, which in C are constants and from Swift would be temporary.
static inline int room_hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, length, parameters);
}

// An RSA key of DER, PKCS#8 or PKCS#1; NULL for anything else. libcrypto's own decoders (PEM_read_bio_PrivateKey,
// d2i_AutoPrivateKey) leave the whole text in freed memory; these calls overwrite what they free. They are deprecated
// for what providers do better, which does not matter for a key that lives for one signature.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline EVP_PKEY *room_rsa_private_key(const unsigned char *der, long length) {
    const unsigned char *rest = der, *numbers = der;
    int count = (int)length;
    const ASN1_OBJECT *algorithm = NULL;
    PKCS8_PRIV_KEY_INFO *wrapped = d2i_PKCS8_PRIV_KEY_INFO(NULL, &rest, length);
    int isRSA = wrapped == NULL
        || (PKCS8_pkey_get0(&algorithm, &numbers, &count, NULL, wrapped) == 1
            && OBJ_obj2nid(algorithm) == NID_rsaEncryption);
    RSA *rsa = isRSA ? d2i_RSAPrivateKey(NULL, &numbers, count) : NULL;
    PKCS8_PRIV_KEY_INFO_free(wrapped);
    if (rsa == NULL) return NULL;
    EVP_PKEY *key = EVP_PKEY_new();
    if (key == NULL || EVP_PKEY_assign_RSA(key, rsa) != 1) {
        RSA_free(rsa);
        EVP_PKEY_free(key);
        return NULL;
    }
    return key;
}
#pragma GCC diagnostic pop
