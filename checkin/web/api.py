"""What every JSON endpoint shares: its OpenAPI description and the reading of a body.

The body is validated by pydantic here rather than by the description's decorator, so that every refusal
is the same problem document in the reader's language.
"""

import gzip
import json
import zlib
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, jsonify, request
from pydantic import BaseModel, BeforeValidator, ValidationError
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from checkin.errors import Invalid
from checkin.text import mark
from checkin.web.access import public
from checkin.web.complaints import complain
from checkin.web.security import csrf

MAX_BODY_BYTES = 1_000_000
COMPRESS_FROM = 1_000  # bytes; below, gzip costs more than it saves
TOKEN: dict[str, list[str]] = {"device": []}

Model = TypeVar("Model", bound=BaseModel)

spec = SpecTree(
    "flask",
    title="Sapa Pilar Check-in: device API",
    version="1",
    path="openapi",  # the library leaves out every route below this path
    mode="strict",
    annotations=False,
    page_templates={},
    security_schemes=[
        SecurityScheme(
            name="device", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer")
        )
    ],
)


def _without_nul(value: Any) -> Any:
    return value.replace("\x00", "") if isinstance(value, str) else value


WITHOUT_NUL = BeforeValidator(_without_nul)  # PostgreSQL keeps no NUL; a foreign QR may hold one


class Problem(BaseModel):
    """A refusal (RFC 9457): `code` for machines, `detail` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def register_api(app: Flask) -> None:
    """Serve the description at /api/v1/openapi.json and exempt the API from form tokens."""
    app.add_url_rule("/api/v1/openapi.json", "openapi", _describe)
    for name, blueprint in app.blueprints.items():
        if name.endswith("_api"):
            csrf.exempt(blueprint)


@public
def _describe() -> Response:
    """Give the description; refusals are problem documents, which the library knows only as JSON."""
    described = deepcopy(spec.spec)
    for operations in described["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400" and "application/json" in answer.get("content", {}):
                    content = answer["content"]
                    content["application/problem+json"] = content.pop("application/json")
    return jsonify(described)


def read_body(model: type[Model]) -> Model:
    """Return the request's JSON body (plain or gzip, 1 MB at most) as `model`; raise `Invalid`."""
    try:
        return model.model_validate_json(_whole_characters(_plain_body()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Invalid(
            mark("Isi permintaan tidak sah pada %(where)s: %(what)s."),
            code="body_invalid",
            where=".".join(map(str, first["loc"])) or "-",
            what=complain(first),
        ) from error


def _whole_characters(body: bytes) -> bytes:
    """Replace halves of characters (lone surrogates), which a foreign QR may hold and JSON may carry.

    The JSON reader refuses the whole body for one of them, and with it everybody else's scans.
    """
    if b"\\ud" not in body and b"\\uD" not in body:
        return body
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        return body
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def reply(model: BaseModel, status: int = 200, *, brief: bool = False) -> Response:
    """Return `model` as a JSON reply; `brief` leaves out what is null."""
    return current_app.response_class(
        model.model_dump_json(exclude_none=brief), status=status, mimetype="application/json"
    )


def reply_large(body: dict[str, Any]) -> Response:
    """Return `body` as JSON, gzipped where the asker takes it; instants in UTC with milliseconds."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False, default=_stamp)
    content = text.encode()
    response = current_app.response_class(mimetype="application/json")
    response.vary.add("Accept-Encoding")
    if len(content) >= COMPRESS_FROM and request.accept_encodings["gzip"]:
        content = gzip.compress(content, 6)
        response.headers["Content-Encoding"] = "gzip"
    response.set_data(content)
    return response


def _stamp(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    raise TypeError(type(value))


def _plain_body() -> bytes:
    raw = request.get_data()
    if request.headers.get("Content-Encoding") == "gzip":
        unpacker = zlib.decompressobj(wbits=31)
        try:
            raw = unpacker.decompress(raw, MAX_BODY_BYTES + 1)
        except zlib.error as error:
            raise Invalid(mark("Isi gzip rusak."), code="body_gzip") from error
    if len(raw) > MAX_BODY_BYTES:
        raise Invalid(mark("Isi permintaan terlalu besar."), code="body_too_large")
    return raw
