"""Headers, CSRF, rate limits and request ids of the whole application."""

import secrets

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf import CSRFProtect

from checkin.settings import Settings

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

SHELL = "scanner"  # opens without a network, and holds nobody's data

csrf = CSRFProtect()
limiter = Limiter(get_remote_address)  # no default limit: a hall of phones is one address
talisman = Talisman()


def register_security(app: Flask, settings: Settings) -> None:
    """Install CSRF protection, rate limits, security headers and a request id on `app`."""

    @app.before_request
    def give_request_id() -> None:
        g.request_id = secrets.token_hex(4)

    @app.after_request
    def keep_secret(response: Response) -> Response:
        """Keep an address that is a key from referrers and search engines; runs after Talisman."""
        if g.get("secret_address"):
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            response.headers["Cache-Control"] = "no-store"
        return response

    https = settings.public_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_ENABLED=not settings.testing,
        WTF_CSRF_TIME_LIMIT=None,
        # Pages whose address is a key send no referrer: over https their forms would all be refused.
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    talisman.init_app(
        app,
        force_https=https and settings.production,
        session_cookie_secure=https,
        strict_transport_security=https,
        content_security_policy=CONTENT_SECURITY_POLICY,
        referrer_policy="same-origin",
    )

    @app.after_request
    def forbid_caching(response: Response) -> Response:
        """Have browsers keep no page and no file; `send_file` alone would let them keep it."""
        said = response.headers.get("Cache-Control", "no-cache")
        if said == "no-cache" and request.endpoint != "static" and request.blueprint != SHELL:
            response.headers["Cache-Control"] = "no-store"
        return response
