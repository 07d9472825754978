"""The blueprint of the roster's pages: imports and the queue of doubtful rows."""

from flask import Blueprint

blueprint = Blueprint("roster", __name__, url_prefix="/kegiatan/<code>/peserta")

from checkin.roster import import_views, preview_views, review_views  # noqa: E402, F401
