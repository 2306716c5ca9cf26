// SPDX-License-Identifier: Apache-2.0

/// Keys that everybody knows: RFC 7515's example, and keys made for these tests.
enum Keys {
    static let rfc7515Input =
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let rfc7515Signature =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
        + "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
        + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
        + "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
        + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB" + "p0igcN_IoypGlUPQGe77Rw"

    /// RFC 7515 appendix A.2, as PKCS#8.
    static let rfc7515Private = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
        jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
        aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
        juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
        ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
        toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
        VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
        PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
        O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
        kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
        XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
        4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K
        pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
        0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
        lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
        kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
        rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
        kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
        5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
        9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/
        evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
        yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
        OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
        tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
        ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
        03k2+ZQwVK0JKSHuLFkuQ3U=
        -----END PRIVATE KEY-----

        """

    static let rfc7515Public = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
        NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
        P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
        9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
        FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
        oQIDAQAB
        -----END PUBLIC KEY-----

        """

    /// A P-256 key.
    static let ellipticCurve = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/BqpTTtik63ymTzc
        KzL3u+RfSRpzc5E59yxsmw6KVj2hRANCAATsbWXdd0Tf/dzZzv1flr9NBQKmv5EP
        a7KvALBPMfhLmjTrmSz7kd1orWrji3m+zwudsjnLoPBiuAjfUySnnMYT
        -----END PRIVATE KEY-----

        """

    /// A key under the passphrase `secret`.
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjI5q+nWcBOdwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKQgmFK3kt9flbK+OI8ky54EgZDv
        enKTTHZp1sTk6W0pEIk32ONdlnXbU0G2mvMhKm6F22Ez6HuDzpyYkiTjWVg2obIe
        LWbsbiIP23FVfF4mxwzf3uv+jiyJRQcz0dBXwjewdAI2n1eVtkO4SmFExkMV3WA8
        0ZKd519hJ2RLk+gdwI1hHSlH2e8Zvg88GJup9tR3DBTr4WytykhWaMmMYTuDNeE=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    static let rsa1024 = """
        -----BEGIN PRIVATE KEY-----
        MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAM9fczuaKkTGOpWt
        npVhy5nXolNQNK21C5Gn1xl9P8fF4+PK7QwLrlQGkKBUDGOF5eOkkYs1qq/YFpE4
        dV72r97c0u0Nx+ZwrRd2NbNHHlvu6TC8BTnsysyQ3aokEN6rXHw50RJouTeBrF3g
        Bxx7oy9Y4/+TetDDuRYrxy6o3qmJAgMBAAECgYEAn7+SD5olcbGbM+75uW4K4EqD
        G9cvnZlYfi5jv5kC5yyE79hFYAAnnUcpZrkYihp+DC2ciTcgdDHswJZTpII42/vk
        iJ80upVmXucDffsPzqtRch4H7KXbgXS5lxhd2oiIBRyt1hZQOrFpGVd6X2xxXZa9
        aeaC5Af7crDXNemxoDkCQQD6IdnLH5oAPw605R4pcG2TVBw1v4UjaPONCP8hbqK5
        72dqgDTD/ikpucESSH79C3ZmeNpmWsrfqLsJaqUwpHGfAkEA1DzPsxQSlOnwy0gj
        yF7uRVoMv6mTVMkUrQEzLe7MHyvX4wF29fY/FcalR2xAi1DvZU4/weAhGIxkcU2G
        G7Wj1wJBAIRkZmKc12ZJ+f7FRrGoUFcqrcPFGzMi2cZMfL21UWwYyyQTt9oFLMRp
        DUggFxbYelLCpNaIN9kp9dWGHOkiIQECQH2hyajNtvojSQBsIZJYb17qISXLMYU8
        ylpmnW8RLg89mrurgEm0jD9NqUSQFdzh+fPTz/XpwG2RnVtccogwi10CQA1tlS2O
        QjrtH34Pte/As66fayrMJ4jFy0C2bLgMrAkeak+nhiV5KxQbugNNQ4aE2aOpYjgx
        dxstTSk0nj+cnow=
        -----END PRIVATE KEY-----

        """
}
