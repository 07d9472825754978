"""The form every page's form derives from: CSRF, trimmed text, an error beside its field.

WTForms speaks English and has no Indonesian of its own; what it may say here is said in our words.
"""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from checkin.text import mark

BUILT_IN = {
    "Not a valid choice.": mark("Pilihan ini tidak ada."),
    "Invalid Choice: could not coerce.": mark("Pilihan ini tidak ada."),
    "'%(value)s' is not a valid choice for this field.": mark("Pilihan ini tidak ada."),
    "Not a valid integer value.": mark("Isi dengan bilangan bulat."),
    "Not a valid datetime value.": mark("Isi tanggal dan jam yang sah."),
    "This field is required.": mark("Isian ini wajib."),
    "Number must be between %(min)s and %(max)s.": mark("Isi bilangan %(min)s sampai %(max)s."),
    "Number must be at least %(min)s.": mark("Isi bilangan mulai dari %(min)s."),
    "Field cannot be longer than %(max)d character.": mark("Paling banyak %(max)d huruf."),
    "Invalid input.": mark("Isian ini tidak sah."),
}


class _OurWords:
    """What WTForms asks for its sentences; it fills in their `%(name)s` itself."""

    def gettext(self, sentence: str) -> str:
        """Return the reader's version of a sentence of WTForms."""
        ours: str = gettext(BUILT_IN[sentence]) if sentence in BUILT_IN else sentence
        return ours

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the same for a sentence with a count; Indonesian has one form."""
        return self.gettext(singular)


def trimmed(value: Any) -> Any:
    """Strip outer white space of text; a `filters=` function."""
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with CSRF protection whose labels and messages are gettext sentences."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where WTForms takes its own sentences from."""

        def get_translations(self, form: object) -> _OurWords:
            """Return our words."""
            return _OurWords()

    def complain(self, field_name: str, sentence: str) -> None:
        """Put `sentence` beside the field, for what only the service could know."""
        field = self._fields[field_name]
        field.errors = [*field.errors, sentence]
