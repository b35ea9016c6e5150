"""The two sample templates know every mark that stands in them."""

import pytest

from models.office.office import OpenOffice
from reports.templates import meanings, read_source, subject_called
from resources import path


@pytest.mark.parametrize(("name", "subject"), [("推荐登记表.docx", "推荐"), ("人员花名册.xlsx", "人员")])
def test_a_sample_has_no_unknown_mark(read_only: OpenOffice, name: str, subject: str) -> None:
    source = read_source(path("templates", name).read_bytes(), name)
    found = meanings(source, subject_called(subject), {})
    assert len(found) > 8
    assert [words for words, meant in found if meant is None] == []
