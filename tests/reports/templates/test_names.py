"""What marks may mean: labels of the records, nothing beside them; every name of every kind can be asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.fields import JsonField, Kind
from models.office.office import OpenOffice
from reports.templates import by_key, catalogue, find, near, subject_called, subjects
from reports.templates.marks import marks_in, replaced
from reports.templates.names import Around, value


@pytest.mark.parametrize("kind", list(subjects()))
def test_every_column_of_the_record_has_a_name(kind: str) -> None:
    cls = subjects()[kind].cls
    words = {name.words for name in catalogue(kind).values()}
    told = [each for each in cls.kinds() if isinstance(each, Kind) and not isinstance(each, JsonField)]
    assert {each.label for each in told if each.name not in cls.untold and not getattr(each, "uid_of", "")} <= words


@pytest.mark.parametrize("kind", list(subjects()))
def test_a_name_is_found_as_it_is_written_and_by_its_key(kind: str, read_only: OpenOffice) -> None:
    from datetime import date

    from models.office.office import this_office

    around = Around(date(2026, 11, 20), "王秀英", this_office())
    empty = subjects()[kind].cls()
    for key, name in catalogue(kind).items():
        assert by_key(kind, key) == name
        found = find(kind, name.words)
        assert found is not None
        assert found.words == name.words
        if name.part == "" and len(name.path) == 1:
            assert isinstance(value(name, empty, around).text, str)


def test_parts_of_a_date_are_names_as_well() -> None:
    for tail, form in (("年", "year"), ("月", "month"), ("日", "day"), ("数字", "digits")):
        name = find("person", f"出生年月.{tail}")
        assert name is not None
        assert (name.form, by_key("person", name.key)) == (form, name)
    assert find("person", "姓名.年") is None


@pytest.mark.parametrize(
    ("written", "offered"), [("手机号码", "联系电话"), ("身份证号码", "身份证号"), ("公民身份号码", "身份证号")]
)
def test_the_spellings_of_rosters_are_offered_and_not_taken(written: str, offered: str) -> None:
    assert find("person", written) is None
    assert offered in [name.words for name in near("person", written)]


def test_kinds_are_called_by_their_titles() -> None:
    assert subject_called("帮扶个案").kind == "help_case"
    assert subject_called("person").title == "人员"


_PIECES = st.lists(st.sampled_from(["{", "{{", "}}", "}", "姓名", "｛｛", "x", " ", "", "{{姓名}}", "%"]), max_size=12)


@given(_PIECES)
def test_replacing_across_pieces_is_replacing_in_the_whole(pieces: list[str]) -> None:
    whole = "".join(pieces)
    expected, at = "", 0
    for mark in marks_in(whole):
        expected += whole[at : mark.start] + f"<{mark.words}>"
        at = mark.end
    expected += whole[at:]
    made = replaced(pieces, lambda words: f"<{words}>")
    assert "".join(made if made is not None else pieces) == expected
    assert made is None or len(made) == len(pieces)


@pytest.mark.parametrize("kind", list(subjects()))
def test_a_record_is_called_by_columns_that_are_there(kind: str) -> None:
    subject = subjects()[kind]
    for path in subject.by.split("/"):
        cls = subject.cls
        for step in path.split("."):
            field = cls._meta.fields[step]
            cls = getattr(field, "rel_model", cls)
