"""What a viewer is shown is what a viewer may open."""

import re

from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as


def test_every_link_a_viewer_is_shown_opens(client: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        make_registration(fresh, make_event(fresh))
    sign_in_as(client, Role.VIEWER)
    seen: set[str] = set()
    waiting = ["/kegiatan/"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        reply = client.get(page)
        assert reply.status_code == 200, page
        links = set(re.findall(r'href="(/[^"#]*)"', reply.text)) if "html" in reply.mimetype else ()
        waiting += [link for link in links if link not in seen and not link.startswith("/static")]
        waiting = [link for link in dict.fromkeys(waiting) if link != "/"]
    assert "/kegiatan/bojonegoro-2023/daftar-hadir" in seen
    assert not any("tanda-peserta" in link or "pengaturan" in link for link in seen)
