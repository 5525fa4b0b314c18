"""Which service an address leads to, and whether the credentials can fit it."""

import pytest

from modelpost.core.huawei_addresses import HuaweiAddress, Takes, credential_mismatch, recognised

UUID = "eb3e0c54-3dfa-4750-af0c-95c45e5d3e83"
HEX = "63fb035aeef34368880448a94cb7f440"
ACCOUNT = f"https://infer-modelarts-cn-southwest-2.myhuaweicloud.com/v1/infers/{UUID}"
APP = f"https://infer-app-modelarts-cn-southwest-2.myhuaweicloud.com/v1/infers/{UUID}"
HOSTED = f"https://infer-modelarts.cn-east-4.myhuaweicloud.com/v1/infers/{UUID}/v1/chat/completions"
MAAS = "https://api.modelarts-maas.com/v1/chat/completions"
SECOND = f"http://10.0.0.5:8443/v2/infer/{UUID}/predictions/poetry"
DEDICATED = f"https://{HEX}.apig.cn-north-4.huaweicloudapis.com/v1/infers/{UUID}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (ACCOUNT, HuaweiAddress(Takes.ACCOUNT, 1, "cn-southwest-2", UUID)),
        (APP, HuaweiAddress(Takes.APP, 1, "cn-southwest-2", UUID)),
        (HOSTED, HuaweiAddress(Takes.KEY, 0, "cn-east-4", UUID)),
        (MAAS, HuaweiAddress(Takes.KEY, 0)),
        (SECOND, HuaweiAddress(Takes.SECOND_GENERATION, 2, "", UUID)),
        (DEDICATED, HuaweiAddress(Takes.ANY, 1, "cn-north-4", UUID)),
        (f"https://modelarts-infers-1.cn-north-1.myhuaweicloud.com/v1/infers/{UUID}",
         HuaweiAddress(Takes.ANY, 1, "cn-north-1", UUID)),
        (f"https://{HEX}.infer.ovaijisuan.com/v1/infers/{UUID}/x", HuaweiAddress(Takes.ANY, 1, "", UUID)),
        (ACCOUNT.replace("v1/infers", "v2/infer"), HuaweiAddress(Takes.SECOND_GENERATION, 2, "cn-southwest-2", UUID)),
        ("https://models.example/v1/infers/seven", None),
        ("https://models.example/v2/models/x/infer", None),
        ("https://infer-modelarts-cn-north-4.myhuaweicloud.com.evil.example/", None),
        ("http://[broken/", None),
    ],
)  # fmt: skip
def test_addresses_are_recognised(url: str, expected: HuaweiAddress | None) -> None:
    assert recognised(url) == expected


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        (APP, "iam-token", "app credentials only"),
        (APP, "ak-sk", "app credentials only"),
        (ACCOUNT, "app-code", "infer-app-modelarts"),
        (ACCOUNT, "app-key", "infer-app-modelarts"),
        (ACCOUNT, "app-signature", "infer-app-modelarts"),
        (ACCOUNT, "modelarts-key", "IAM token or an AK/SK signature"),
        (SECOND, "ak-sk", "an API key"),
        (SECOND, "app-code", "an API key"),
        (MAAS, "iam-token", "takes an API key"),
        (HOSTED, "ak-sk", "takes an API key"),
    ],
)
def test_a_credential_for_another_address_is_noticed(url: str, kind: str, words: str) -> None:
    assert words in str(credential_mismatch(url, kind))


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (ACCOUNT, "iam-token"),
        (ACCOUNT, "ak-sk"),
        (APP, "app-code"),
        (APP, "app-signature"),
        (SECOND, "iam-token"),
        (SECOND, "modelarts-key"),
        (MAAS, "modelarts-key"),
        (DEDICATED, "app-key"),
        (DEDICATED, "iam-token"),
        (APP, "apikey"),
        (MAAS, "bearer"),
        (ACCOUNT, "none"),
        ("https://models.example/", "ak-sk"),
    ],
)
def test_nothing_is_said_of_what_may_fit(url: str, kind: str) -> None:
    assert credential_mismatch(url, kind) is None
