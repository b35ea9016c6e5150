"""Own templates are kept like attachments: encrypted, with what their marks mean."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.errors import NotFound, RuleRefused
from models.office.attachment import Attachment, Store
from models.office.office import OpenOffice
from models.office.template import (
    Template,
    change_template,
    content_of,
    keep_template,
    remove_template,
    template_called,
    templates,
)
from tests import builders


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    with builders.office(tmp_path / "office") as made:
        yield made


def _keep(opened: OpenOffice, title: str = "县里的登记表") -> Template:
    kept = keep_template(opened.session, Store(opened), title, "docx", "person", {"姓名": "name"}, b"PK-content")
    return kept.value


def test_a_template_comes_back_with_its_file_and_its_choices(opened: OpenOffice) -> None:
    kept = _keep(opened)
    assert [each.title for each in templates()] == ["县里的登记表"]
    found = template_called(kept.uid)
    assert (found.subject, found.choices) == ("person", {"姓名": "name"})
    assert content_of(Store(opened), found) == b"PK-content"
    lying = opened.place.attachments / f"{Attachment.get().uid}.qtat"
    assert b"PK-content" not in lying.read_bytes()


def test_two_templates_never_share_a_title(opened: OpenOffice) -> None:
    _keep(opened)
    other = _keep(opened, "另一张")
    with pytest.raises(RuleRefused, match="换一个名称"):
        _keep(opened)
    with pytest.raises(RuleRefused, match="换一个名称"):
        change_template(opened.session, other, title="县里的登记表", subject="person", choices={})


def test_changed_and_removed(opened: OpenOffice) -> None:
    kept = _keep(opened)
    changed = change_template(opened.session, kept, title="新名字", subject="help_case", choices={"名": "name"})
    assert changed.sentence == "修改了模板“新名字”"
    remove_template(opened.session, template_called("新名字"))
    assert not templates()
    assert not Attachment.select().exists()
    with pytest.raises(NotFound, match="现在一个也没有"):
        template_called("新名字")
