// SPDX-License-Identifier: Apache-2.0
// What AgentCrypto uses of libcrypto, and the calls that Swift cannot make by itself.
#pragma once
#include <openssl/bio.h>         // PEM texts in memory
#include <openssl/core_names.h>  // names of algorithm parameters
#include <openssl/crypto.h>      // cleanse, constant-time comparison
#include <openssl/err.h>         // emptying the error queue
#include <openssl/evp.h>         // every algorithm
#include <openssl/params.h>      // HMAC's choice of digest
#include <openssl/kdf.h>         // HKDF
#include <openssl/pem.h>         // key files
#include <openssl/provider.h>    // the TPM's provider
#include <openssl/rand.h>        // random bytes
#include <openssl/rsa.h>         // RSA padding, key generation
#include <openssl/sha.h>         // the states of HMAC-SHA256
#include <openssl/x509.h>        // PKCS#8, certificates, signing requests
#include <openssl/x509v3.h>      // names of a certificate
#include <time.h>

// HMAC-SHA256 (RFC 2104) of many messages under one key: what the key makes of SHA-256's state is worked out once, and
// copied for each message. EVP_MAC has it do the same with pieces of memory and look-ups for each, which take four
// times as long as a row's code itself. SHA256_Update and its kin are deprecated, and cannot fail.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
typedef struct {
    SHA256_CTX inner, outer;
} room_hmac;
static inline void room_hmac_begin(room_hmac *states, const unsigned char *key, size_t length) {
    unsigned char block[SHA256_CBLOCK] = {0};
    if (length <= sizeof block) memcpy(block, key, length);
    else SHA256(key, length, block);
    for (int index = 0; index < SHA256_CBLOCK; index++) block[index] ^= 0x36;
    SHA256_Init(&states->inner);
    SHA256_Update(&states->inner, block, sizeof block);
    for (int index = 0; index < SHA256_CBLOCK; index++) block[index] ^= 0x36 ^ 0x5c;
    SHA256_Init(&states->outer);
    SHA256_Update(&states->outer, block, sizeof block);
    OPENSSL_cleanse(block, sizeof block);
}
static inline void room_hmac_add(room_hmac *message, const unsigned char *part, size_t length) {
    SHA256_Update(&message->inner, part, length);
}
// Writes 32 bytes. `message` is a copy of the states that the message's parts were added to; it is overwritten.
static inline void room_hmac_end(room_hmac *message, unsigned char *code) {
    SHA256_Final(code, &message->inner);
    SHA256_Update(&message->outer, code, SHA256_DIGEST_LENGTH);
    SHA256_Final(code, &message->outer);
    OPENSSL_cleanse(message, sizeof *message);
}
#pragma GCC diagnostic pop

// HKDF-SHA256 (RFC 5869): 1, and `length` bytes, at most 255 * 32; else 0. By EVP_KDF: the older way, over EVP_PKEY,
// makes ready every kind of key there is, which took a fifth of what a start needs for a window of 1,000 meetings.
static inline int room_hkdf(
    const unsigned char *key, size_t key_length, const unsigned char *salt, size_t salt_length,
    const unsigned char *info, size_t info_length, unsigned char *derived, size_t length) {
    EVP_KDF *method = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_HKDF, NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(method);
    EVP_KDF_free(method);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)OSSL_DIGEST_NAME_SHA2_256, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_length),
        OSSL_PARAM_construct_end(),
    };
    int done = context != NULL && EVP_KDF_derive(context, derived, length, parameters) == 1;
    EVP_KDF_CTX_free(context);
    return done;
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

// What a certificate says, each as text in `into`, cut where it has no room; 0 where it does not say it.
static inline int room_x509_name(const X509_NAME *name, char *into, int room) {
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio == NULL) return 0;
    int done = X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0;
    int count = done ? BIO_read(bio, into, room - 1) : 0;
    into[count > 0 ? count : 0] = 0;
    BIO_free(bio);
    return count > 0;
}
// The first URI among the subject's alternative names, as SPIFFE has it.
static inline int room_x509_uri(X509 *certificate, char *into, int room) {
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    int found = 0;
    for (int index = 0; index < sk_GENERAL_NAME_num(names) && !found; index++) {
        GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
        if (name->type != GEN_URI) continue;
        int count = ASN1_STRING_length(name->d.uniformResourceIdentifier);
        if (count >= room) count = room - 1;
        memcpy(into, ASN1_STRING_get0_data(name->d.uniformResourceIdentifier), (size_t)count);
        into[count] = 0;
        found = 1;
    }
    GENERAL_NAMES_free(names);
    return found;
}
// Seconds since 1970; -1 where it cannot be read.
static inline long long room_x509_time(const ASN1_TIME *when) {
    struct tm fields;
    return ASN1_TIME_to_tm(when, &fields) == 1 ? (long long)timegm(&fields) : -1;
}
// A new key on P-256 of the provider that `properties` asks for; NULL: libcrypto's own.
static inline EVP_PKEY *room_ec_key(const char *properties) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", properties);
    if (context && EVP_PKEY_keygen_init(context) > 0 && EVP_PKEY_CTX_set_group_name(context, "P-256") > 0)
        EVP_PKEY_generate(context, &key);
    EVP_PKEY_CTX_free(context);
    return key;
}
// A PKCS#10 request for this common name and, unless NULL, this URI; NULL where libcrypto fails.
static inline X509_REQ *room_signing_request(EVP_PKEY *key, const char *name, const char *uri) {
    X509_REQ *request = X509_REQ_new();
    X509_NAME *subject = X509_NAME_new();
    STACK_OF(X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null();
    int done = request && subject && extensions && X509_REQ_set_version(request, 0)
        && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0)
        && X509_REQ_set_subject_name(request, subject) && X509_REQ_set_pubkey(request, key);
    X509_EXTENSION *usage = done ? X509V3_EXT_conf_nid(NULL, NULL, NID_ext_key_usage, "clientAuth") : NULL;
    done = usage && sk_X509_EXTENSION_push(extensions, usage);
    GENERAL_NAMES *names = NULL;
    if (done && uri) {
        GENERAL_NAME *entry = GENERAL_NAME_new();
        ASN1_IA5STRING *text = ASN1_IA5STRING_new();
        names = GENERAL_NAMES_new();
        done = entry && text && names && ASN1_STRING_set(text, uri, -1);
        if (done) {
            GENERAL_NAME_set0_value(entry, GEN_URI, text);
            done = sk_GENERAL_NAME_push(names, entry)
                && X509V3_add1_i2d(&extensions, NID_subject_alt_name, names, 0, 0);
        }
    }
    done = done && X509_REQ_add_extensions(request, extensions) && X509_REQ_sign(request, key, EVP_sha256());
    GENERAL_NAMES_free(names);
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    X509_NAME_free(subject);
    if (!done) {
        X509_REQ_free(request);
        request = NULL;
    }
    return request;
}
