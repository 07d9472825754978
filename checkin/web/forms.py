"""The form every page's form derives from: CSRF, trimmed text, an error beside its field."""

from typing import Any

from flask_wtf import FlaskForm


def trimmed(value: Any) -> Any:
    """Strip outer white space of text; a `filters=` function."""
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with CSRF protection whose labels and messages are gettext sentences."""

    def complain(self, field_name: str, sentence: str) -> None:
        """Put `sentence` beside the field, for what only the service could know."""
        field = self._fields[field_name]
        field.errors = [*field.errors, sentence]
