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

// OSSL_PARAM keeps pointers to its names, which in C are constants and from Swift would be temporary.
static inline int room_hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, length, parameters);
}
