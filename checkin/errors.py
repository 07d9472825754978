"""What cannot be honoured: one small family, each with a machine code and one sentence.

Outcomes a user came for (a verdict, a row problem) are returned, not raised. `web.errors` alone turns
these into pages and problem documents, the CLI into an exit status.
"""


class CheckinError(Exception):
    """A refusal with a code for machines and an Indonesian sentence for people.

    `message` is a marked sentence with `%(name)s` places; `params` fill them.
    """

    status = 400

    def __init__(self, message: str, *, code: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.code = code
        self.params = params


class Invalid(CheckinError):
    """The input cannot be used as it is (422)."""

    status = 422


class NotFound(CheckinError):
    """There is no such thing, or the asker may not know of it (404)."""

    status = 404


class Unauthorized(CheckinError):
    """Nobody known is asking: sign in, or pair again (401)."""

    status = 401


class Forbidden(CheckinError):
    """The asker is known and may not do this (403)."""

    status = 403


class FactorNeeded(CheckinError):
    """The asker may do this once a second factor was given in this session (403)."""

    status = 403


class Conflict(CheckinError):
    """The state has moved on (409)."""

    status = 409


class Gone(CheckinError):
    """It was there once and is used up or expired (410)."""

    status = 410


class Locked(CheckinError):
    """It rests and takes nothing until somebody opens it; what is to be kept is kept by the asker (423)."""

    status = 423


class Throttled(CheckinError):
    """Too much at once; later it may work (429)."""

    status = 429


class Unavailable(CheckinError):
    """Something this machine needs is missing or full (503)."""

    status = 503
