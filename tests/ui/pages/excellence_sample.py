"""The sample office with everything of 创先争优 in it, and how its page is typed into."""

from pathlib import Path
from typing import Any

import pytest

from models import demonstration
from tests import builders


def sample_office(directory: Path) -> Path:
    """Make the sample office there; tests only ever open copies of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demonstration, "PASSPHRASE", builders.PASSPHRASE)
        demonstration.tell(directory).opened.close()
    return directory


def fill(form: Any, **texts: str) -> None:
    """Type into a form and leave every field."""
    for name, text in texts.items():
        form.editors[name].set_text(text)
        form.editors[name].judge()
        form.editors[name].edited.emit()
        form.editors[name].settled.emit()


@pytest.fixture(scope="session")
def striving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office's directory, made once."""
    return sample_office(tmp_path_factory.mktemp("striving") / "office")
