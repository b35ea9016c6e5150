"""Workbooks of 组织 read back: every column of the records, and what is reckoned from them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.core.dates import PartialDate
from models.core.errors import KnownError
from models.core.verbs import Session
from models.office.place import ANY_DRIVE
from models.organisations.body import Body
from models.organisations.coverage import coverage
from models.organisations.elections import elections
from models.organisations.unit import Unit
from models.people.officers import Officer, register_officer
from models.recommendation import priority
from reports.organisation_workbooks import (
    export_counts,
    export_coverage,
    export_elections,
    export_priority,
    export_records,
)
from tests import builders

DAY = date(2026, 11, 20)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Somebody at work in an empty office."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    with builders.office(tmp_path / "office") as opened:
        yield opened.session


@pytest.fixture
def told(session: Session) -> Session:
    """A firm with a union that lacks its women's committee, a village without women's body, an officer."""
    firm = builders.unit(
        session, "=茶厂", kind_of_unit="enterprise", staff=126, women_union_members=40, party_members=2
    )
    union = builders.body(session, "union", firm, women_committee=False, elected_on=PartialDate(2021, 3))
    register_officer(session, {"body": union, "name": "罗建华", "duty": "head", "since": PartialDate(2021, 3)})
    builders.unit(session, last_admission_year=2015)
    return session


def read(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_records_with_every_column_and_links_by_name(told: Session, tmp_path: Path) -> None:
    out = tmp_path / "组织.xlsx"
    assert export_records(out, "组织", Body, [body.id for body in Body.select()]) == 1
    head, row = read(out)
    line = dict(zip(head, row, strict=True))
    assert head == [kind.label for kind in Body.kinds()]
    assert (line["所在单位"], line["女职工委员会"], line["本届选举时间"]) == ("=茶厂", "否", "2021.03")
    export_records(out, "任职", Officer, [officer.id for officer in Officer.select()])
    assert read(out)[1][:3] == ["=茶厂工会委员会", "", "罗建华"]


def test_coverage_with_reason_and_source(told: Session, tmp_path: Path) -> None:
    out, found = tmp_path / "应建未建.xlsx", coverage(DAY)
    listed = found.listed("women_workers_members_min")
    export_coverage(out, "应建未建", listed)
    assert read(out)[1] == [
        *("女会员10人以上建女职委", "=茶厂", "企业", "应建未建", "40", "10人以上"),
        *(listed[0].sentence, "工会女职工委员会工作条例"),
    ]
    export_counts(out, "比例", found.counts)
    rates = {row[0]: row[1:7] for row in read(out)[1:]}
    assert rates["职工25人以上建会"] == [1, 1, 0, 0, "100%", "100%"]


def test_elections_and_priority(told: Session, tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    export_elections(out, "换届", elections(DAY))
    assert read(out)[1][:7] == ["=茶厂工会委员会", "工会", "=茶厂", "2021.03", "2026.03", "推算", "已过期"]
    rows = priority.priority_rows(DAY)
    export_priority(out, "优先推优", rows, priority.matters(DAY))
    assert ["职工100人以上、党员不足3名", "=茶厂"] in [row[:2] for row in read(out)[1:]]


def test_an_empty_list_is_not_written(session: Session, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="没有可导出的"):
        export_records(tmp_path / "空.xlsx", "单位", Unit, [])
    assert list(tmp_path.glob("空*")) == []
