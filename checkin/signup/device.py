"""The random name of a browser, in a signed cookie: what limits count by, for a village is one address."""

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "perangkat"
_AGE = 180 * 24 * 3600


def device_name() -> str:
    """Return the browser's name, a new one where it has none that we gave."""
    try:
        return str(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return secrets.token_urlsafe(18)


def remember(response: Response, name: str) -> Response:
    """Let the browser keep its name."""
    response.set_cookie(
        COOKIE,
        _signer().dumps(name),
        max_age=_AGE,
        path="/daftar",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="signup device")
