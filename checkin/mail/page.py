"""The page of a letter as mail programs understand it: tables, styles in the tags, nothing fetched. Pure."""

import re
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
BADGE = "tanda-peserta"
STOP = "Berhenti menerima surat"
_DARK = """\
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: #12191d !important; } .card { background: #1b252b !important; }
  .text { color: #e4eaed !important; } .quiet { color: #a9b7c0 !important; }
  .quiet a, .text a { color: #7cc8d8 !important; }
}"""
_FONT = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_BUTTON = (
    "display:inline-block;background:#0f4c5c;color:#ffffff;font-weight:600;text-decoration:none;"
    "padding:13px 26px;border-radius:9px"
)


def as_html(
    text: str,
    *,
    title: str = "",
    sender: str = "",
    action: str = "",
    footer: str = "",
    leave: str = "",
    with_badge: bool = False,
) -> str:
    """Return the text as a page of paragraphs with live addresses, the badge below them."""
    parts = [_paragraph(part, action) for part in text.split("\n\n") if part.strip()]
    if with_badge:
        parts.append(_badge())
    closing = f'{escape(footer)} <a style="color:#0f5f73" href="{escape(leave)}">'
    closing = f"{closing}{escape(STOP)}</a>" if leave else escape(footer)
    return _PAGE.format(
        title=escape(title),
        dark=_DARK,
        font=_FONT,
        wide='role="presentation" width="100%" cellpadding="0" cellspacing="0"',
        card="background:#ffffff;border-top:5px solid #0f4c5c;border-radius:12px;padding:26px 26px 12px",
        sender=escape(sender),
        body="\n".join(parts),
        footer=closing,
    )


_PAGE = """\
<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{dark}</style>
</head>
<body class="ground" style="margin:0;padding:0;background:#eef2f3">
<table {wide} class="ground" style="background:#eef2f3">
<tr><td align="center" style="padding:24px 12px">
<table {wide} style="max-width:560px">
<tr><td class="card" style="{card}">
<p class="quiet" style="margin:0 0 18px;color:#45555c;{font};font-size:14px;line-height:1.4">{sender}</p>
{body}
</td></tr>
<tr><td class="quiet" style="padding:16px 26px;color:#45555c;{font};font-size:13px;line-height:1.5">
{footer}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


def _paragraph(part: str, action: str) -> str:
    lines = part.strip("\n").split("\n")
    address = lines[-1].strip()
    if action and _ADDRESS.fullmatch(address):
        before = _text("\n".join(lines[:-1]), after=12) if lines[:-1] else ""
        return before + _button(address, action)
    return _text(part)


def _text(text: str, after: int = 16) -> str:
    style = f"margin:0 0 {after}px;color:#16262c;{_FONT};font-size:16px;line-height:1.55"
    return f'<p class="text" style="{style}">{_linked(text)}</p>'


def _button(address: str, action: str) -> str:
    said = escape(address)
    return (
        f'<p style="margin:0 0 8px;{_FONT};font-size:16px">'
        f'<a href="{said}" style="{_BUTTON}">{escape(action)}</a></p>'
        f'<p class="quiet" style="margin:0 0 18px;color:#45555c;{_FONT};font-size:13px;'
        f'line-height:1.4;word-break:break-all"><a href="{said}" style="color:#0f5f73">{said}</a></p>'
    )


def _badge() -> str:
    return (
        '<p style="margin:4px 0 18px;text-align:center"><img src="cid:' + BADGE + '" width="300" '
        'alt="Tanda peserta dengan kode QR. Bila gambar tidak tampil, buka lampirannya." '
        'style="width:300px;max-width:100%;height:auto;background:#ffffff;border:1px solid #d5dee1;'
        'border-radius:10px"></p>'
    )


def _linked(text: str) -> str:
    parts, last = [], 0
    for found in _ADDRESS.finditer(text):
        address = escape(found[0])
        parts += [escape(text[last : found.start()])]
        parts += [f'<a style="color:#0f5f73" href="{address}">{address}</a>']
        last = found.end()
    return "".join([*parts, escape(text[last:])]).replace("\n", "<br>\n")
