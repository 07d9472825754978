"""What a PDF says of itself: title, author, language, date, and the files that it carries."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import weasyprint

if TYPE_CHECKING:
    from checkin.documents.press import Document

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def describe(laid: Any, document: "Document") -> None:
    """Write the document's own words over what the template says of itself."""
    metadata = laid.metadata
    metadata.title = document.title
    metadata.lang = metadata.lang or "id"
    if document.author:
        metadata.authors = [document.author]
    if document.made_at:
        metadata.created = metadata.modified = document.made_at.isoformat(timespec="seconds")


def options(document: "Document") -> dict[str, Any]:
    """Return what `write_pdf` is told."""
    return {
        "pdf_variant": document.variant,
        "attachments": [
            weasyprint.Attachment(
                string=attached.content,
                name=attached.name,
                description=attached.description or None,
                created=document.made_at or UNDATED,
                modified=document.made_at or UNDATED,
                relationship="Data",
            )
            for attached in document.attachments
        ],
    }
