"""Refused bodies are explained in the reader's language, never in pydantic's English."""

import pytest

from tests.conftest import OutsideClient

CODE, NAME = "ABCD-EFGH", "Wati"


@pytest.mark.parametrize(
    ("body", "where", "what"),
    [
        ("{", "-", "bukan JSON yang utuh"),
        ([], "-", "harus berupa objek"),
        ({"name": NAME}, "code", "harus diisi"),
        ({"code": 7, "name": NAME}, "code", "harus teks"),
        ({"code": "", "name": NAME}, "code", "terlalu pendek, sedikitnya 1 huruf"),
        ({"code": CODE, "name": "W" * 61}, "name", "terlalu panjang, paling banyak 60 huruf"),
    ],
)
def test_a_refusal_says_what_is_wrong_in_indonesian(
    client: OutsideClient, body: object, where: str, what: str
) -> None:
    sent = {"data": body, "content_type": "application/json"} if body == "{" else {"json": body}
    reply = client.post("/api/v1/pairings", **sent)
    assert reply.status_code == 422
    assert reply.get_json()["detail"] == f"Isi permintaan tidak sah pada {where}: {what}."
