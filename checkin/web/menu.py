"""What the menus of the pages need to know beside `may`."""

from flask import Flask, current_app


def register_menu(app: Flask) -> None:
    """Install `exists`, which says whether a page of this endpoint is part of the application."""

    def exists(endpoint: str) -> bool:
        return endpoint in current_app.view_functions

    app.add_template_global(exists)
