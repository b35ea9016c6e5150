"""Write the office of the release in the making: `python -m tests.stored.make 0.1.0`; a released one stays."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from models.intake import take_in
from models.office.attachment import Store, set_photo
from resources import path
from tests import builders

KEPT = ("office.qtdb", "keys.json", "keys.copy.json", "head.json", "attachments")


def make(version: str) -> Path:
    """A small office with something of every kind; returns its directory."""
    target = Path(__file__).parent / version
    if target.exists():
        raise SystemExit(f"{target} is released and stays as it is.")
    os.environ["QUNTUAN_TEST_COSTS"] = "1"
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "office"
        with builders.office(made) as opened:
            session = opened.session
            rec = builders.advance(session, builders.candidate(session), "later")
            set_photo(session, Store(opened), rec.person, "照片.png", b"\x89PNG\r\n\x1a\n" + b"stored" * 20)
            take_in(session, [path("samples", "石桥村团支部团员花名册.xlsx")])
        target.mkdir()
        for name in KEPT:
            source = made / name
            if source.is_dir():
                shutil.copytree(source, target / name)
            elif source.exists():
                shutil.copyfile(source, target / name)
    return target


if __name__ == "__main__":
    print(make(sys.argv[1]))
