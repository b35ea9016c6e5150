"""What this user likes on this machine: font size, window, splitters, the office opened last.

A small JSON file in the user's configuration directory; no record and no secret ever stands in it. A damaged file
means the standard settings, never an error.
"""

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import BinaryIO

from ui.style import STANDARD

SHORTEST_LOCK, LONGEST_LOCK = 5, 30


def user_directory() -> Path:
    """Where settings and problem reports of this user lie."""
    home = Path.home()
    base = os.environ.get("APPDATA") if os.name == "nt" else os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else home / ".config") / "quntuan-workbench"


@dataclass
class Settings:
    """The settings in force; `save` keeps them.

    office: directory of the office opened last. geometry: what Qt says of the window, as hex.
    user: who signed in last. lock_minutes: see `lock_after`.
    """

    font_size: str = STANDARD
    office: str = ""
    geometry: str = ""
    user: str = ""
    lock_minutes: int = 15
    splitters: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Settings":
        """The kept settings, or the standard ones."""
        try:
            kept = json.loads(_file().read_text("utf-8"))
        except (OSError, ValueError):
            return cls()
        settings = cls()
        for column in fields(cls):
            value = kept.get(column.name) if isinstance(kept, dict) else None
            if isinstance(value, type(getattr(settings, column.name))):
                setattr(settings, column.name, value)
        return settings

    def lock_after(self) -> int:
        """Minutes without a key or the mouse until the screen is locked, within what is allowed."""
        return max(SHORTEST_LOCK, min(LONGEST_LOCK, self.lock_minutes))

    def save(self) -> None:
        """Keep the settings; raises CannotWrite."""
        from models.core.files import write_whole  # only needed when something is kept

        file = _file()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return  # a locked-down machine: the settings hold until the window is closed
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)

        def write(stream: BinaryIO) -> None:
            stream.write(text.encode())

        write_whole(file, write)


def _file() -> Path:
    return user_directory() / "settings.json"
