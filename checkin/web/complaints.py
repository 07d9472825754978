"""What is wrong with a field of a body, in the reader's language: pydantic itself speaks English only."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic_core import ErrorDetails

# By the type of the error (or its beginning); the context fills the places.
SENTENCES: dict[str, LazyString] = {
    "missing": _l("harus diisi"),
    "json_invalid": _l("bukan JSON yang utuh"),
    "string_type": _l("harus teks"),
    "string_too_short": _l("terlalu pendek, sedikitnya %(min_length)s huruf"),
    "string_too_long": _l("terlalu panjang, paling banyak %(max_length)s huruf"),
    "string_pattern": _l("bentuknya keliru"),
    "too_long": _l("terlalu banyak, paling banyak %(max_length)s"),
    "list_type": _l("harus berupa daftar"),
    "model_type": _l("harus berupa objek"),
    "model_attributes_type": _l("harus berupa objek"),
    "dict_type": _l("harus berupa objek"),
    "uuid": _l("harus UUID"),
    "int": _l("harus bilangan bulat"),
    "bool": _l("harus benar atau salah"),
    "greater_than_equal": _l("paling kecil %(ge)s"),
    "less_than_equal": _l("paling besar %(le)s"),
    "timezone": _l("harus waktu dengan zona, misalnya 2026-11-21T08:00:00Z"),
    "datetime": _l("harus waktu dengan zona, misalnya 2026-11-21T08:00:00Z"),
    "enum": _l("harus salah satu dari %(expected)s"),
    "literal_error": _l("harus salah satu dari %(expected)s"),
}
OTHER = _l("tidak dapat dibaca")


def complain(error: ErrorDetails) -> LazyString:
    """Return what is wrong, as the end of a sentence."""
    kind = error["type"]
    for start, sentence in SENTENCES.items():
        if kind == start or kind.startswith(start + "_"):
            context = error.get("ctx", {})
            if "expected" in context:
                expected = str(context["expected"]).replace(" or ", ", ")
                context = context | {"expected": expected}
            return LazyString(_fill, sentence, context)
    return OTHER


def _fill(sentence: LazyString, context: dict[str, object]) -> str:
    text = str(sentence)
    return text % context if "%(" in text else text
