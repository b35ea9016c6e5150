"""Where targets stand: every figure held against bare Python, whom a sheet binds, what may not be told."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from models.core.database import DB
from models.excellence import targets as kept
from models.excellence.standing import BEHIND, REACHED, UNKNOWN
from models.excellence.targets import targets_of
from models.excellence.texts import indicators
from models.office.office import OpenOffice
from models.office.place import ANY_DRIVE
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.statistics import targets
from models.statistics.behind import BY_HAND
from models.statistics.counting import Scope, count
from models.statistics.forms import forms
from models.statistics.span import Period
from models.statistics.targets import by_unit, column_of, computed, question, standings
from tests import builders
from tests.models.statistics.invented import OFFICES, invent
from tests.models.statistics.oracle import RANK, first_day, rows
from tests.models.statistics.target_lines import bare, line, sheet

DAY = date(2026, 11, 20)
FIRST = date(2026, 1, 1)
Thing = dict[str, Any]
UNION_KINDS = {
    "enterprise",
    "cooperative",
    "agency",
    "institution",
    "school",
    "hospital",
    "self_employed",
    "social",
}
FIRMS, VILLAGES = {"enterprise", "cooperative"}, {"village", "community"}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with builders.office(Path(tmp_path_factory.mktemp("targets")) / "office") as opened:
            invent(7, 3)
            with DB.writing():
                DB.execute_sql("UPDATE unit SET kind_of_unit = 'village' WHERE id % 3 = 0")
                DB.execute_sql("UPDATE unit SET kind_of_unit = 'enterprise', staff = id * 7 WHERE id % 3 = 1")
                DB.execute_sql("UPDATE unit SET women_party_members = 0 WHERE id % 4 = 0")
                DB.execute_sql("UPDATE unit SET opened_on = '2020', closed_on = NULL WHERE id % 6 < 4")
                DB.execute_sql("UPDATE body SET ended_on = NULL WHERE id % 2 = 0")
                DB.execute_sql("UPDATE officer SET duty = 'head', since = '2024', ended_on = NULL WHERE id % 3 = 0")
                DB.execute_sql("UPDATE officer SET party_member = 1 WHERE id % 2 = 0")
                DB.execute_sql(
                    "UPDATE body SET kind_of_body = 'women', level = NULL, unit_id = (id % 8 + 1) * 3 WHERE id % 5 = 0"
                )
                DB.execute_sql("UPDATE body SET superior_id = 1 WHERE id IN (4, 6)")
                DB.execute_sql("UPDATE unit SET superior_id = 3 WHERE id IN (7, 9)")
            yield opened


class Plain:
    """The tables, and what the records say of a figure, in the plainest way."""

    def __init__(self, since: date = FIRST, until: date = DAY) -> None:
        self.since, self.until = since, until
        self.units = {row["id"]: row for row in rows("unit")}
        self.bodies = {row["id"]: row for row in rows("body")}
        self.people = {row["id"]: row for row in rows("person")}

    def there(self, row: Thing, begins: str, ends: str) -> bool:
        first, last = first_day(row[begins]), first_day(row[ends])
        return (first is None or first <= self.until) and (last is None or last > self.until)

    def within(self, text: str | None) -> bool:
        day = first_day(text)
        return day is not None and self.since <= day <= self.until

    def living(self, kinds: set[str]) -> list[Thing]:
        units = [unit for unit in self.units.values() if unit["kind_of_unit"] in kinds]
        return [unit for unit in units if self.there(unit, "opened_on", "closed_on")]

    def standing(self, channel: str) -> list[Thing]:
        bodies = [body for body in self.bodies.values() if body["kind_of_body"] == channel]
        return [body for body in bodies if self.there(body, "founded_on", "ended_on")]

    def organised(self, unit: Thing) -> bool:
        own = any(body["unit_id"] == unit["id"] for body in self.standing("union"))
        return own or any(row["unit_id"] == unit["id"] for row in rows("covered_unit"))

    def union_rate(self, least: int = 0) -> int | None:
        units = self.living(FIRMS if least else UNION_KINDS)
        units = [unit for unit in units if not least or (unit["staff"] or 0) >= least]
        return share(sum(map(self.organised, units)), len(units))

    def flagged(self, name: str) -> int | None:
        unions = [body for body in self.standing("union") if body["level"] not in ("township", "county")]
        return share(sum(body[name] == 1 for body in unions), len(unions))

    def officers(self, channel: str, duty: str | None = "head") -> list[Thing]:
        found = [row for row in rows("officer") if self.bodies[row["body_id"]]["kind_of_body"] == channel]
        found = [row for row in found if duty is None or row["duty"] == duty]
        return [row for row in found if self.there(row, "since", "ended_on")]

    def full_time(self, channel: str) -> int | None:
        heads = [row for row in self.officers(channel) if row["time"]]
        return share(sum(row["time"] == "full" for row in heads), len(heads))

    def village_heads(self, known: str) -> list[Thing]:
        villages = {unit["id"] for unit in self.living(VILLAGES)}
        found = []
        for row in self.officers("women"):
            body = self.bodies[row["body_id"]]
            if body["unit_id"] in villages and body["level"] not in ("township", "county") and row[known] is not None:
                found.append(row)
        return found

    def on_board(self, *boards: str, members: bool = False) -> int | None:
        heads = [row for row in self.village_heads("village_board") if not members or self.in_party(row)]
        return share(sum(row["village_board"] in boards for row in heads), len(heads))

    def in_party(self, officer: Thing) -> bool:
        person = self.people.get(officer["person_id"], {})
        return person.get("political_status") in ("01", "02") or officer["party_member"] == 1

    def pay(self) -> int | None:
        heads = self.village_heads("pay_percent")
        return share(sum(row["pay_percent"] for row in heads), 100 * len(heads))

    def women_homes(self) -> int | None:
        homes = {
            row["unit_id"] or (self.bodies[row["body_id"]]["unit_id"] if row["body_id"] else None)
            for row in rows("venue")
            if row["kind_of_venue"] == "women_home" and self.there(row, "opened_on", "closed_on")
        }
        villages = self.living(VILLAGES)
        return share(sum(unit["id"] in homes for unit in villages), len(villages))

    def township_officers(self) -> int:
        full = [row for row in self.officers("women", None) if row["time"] == "full"]
        full = [row for row in full if self.bodies[row["body_id"]]["level"] == "township"]
        return 100 * len({row["person_id"] or (row["name"], row["born"]) for row in full})

    def member_rate(self) -> int | None:
        units = self.living(UNION_KINDS)
        return share(sum(u["union_members"] or 0 for u in units), sum(u["staff"] or 0 for u in units))

    def satisfaction(self) -> int | None:
        held = {row["id"]: row for row in rows("survey") if self.within(row["held_on"])}
        items = [row for row in rows("survey_item") if row["survey_id"] in held]
        good = sum((row["grade_1"] or 0) + (row["grade_2"] or 0) for row in items)
        return share(good, sum(held[row["survey_id"]]["valid"] for row in items))

    def promises(self) -> int | None:
        made = {row["id"] for row in rows("promise") if self.within(row["made_on"])}
        items = [row for row in rows("promise_item") if row["promise_id"] in made]
        return share(sum(row["outcome"] == "kept" for row in items), len(items))

    def graded_up(self) -> int:
        ranks = {"advanced": 2, "middle": 1, "behind": 0}
        graded = [row for row in rows("grading") if row["decided_grade"] and row["body_id"]]
        risen = 0
        for row in graded:
            before = [
                one
                for one in rows("grading")
                if one["decided_grade"] and one["rated_on"] < row["rated_on"] and _same_one(one, row)
            ]
            if before and self.within(row["decided_on"]):
                last = max(before, key=lambda one: (one["rated_on"], one["id"]))
                risen += ranks[row["decided_grade"]] > ranks[last["decided_grade"]]
        return 100 * risen

    def activities(self, name: str) -> int:
        found = [row for row in rows("activity") if self.within(row["from_on"])]
        if name == "courses":
            courses = [row for row in found if row["kind_of_activity"] == "course"]
            return 100 * sum(1 if row["sessions"] is None else row["sessions"] for row in courses)
        came = [row["activity_id"] for row in rows("attendance")]
        return 100 * sum(came.count(row["id"]) if row["people"] is None else row["people"] for row in found)

    def recommended(self, *channels: str) -> list[Thing]:
        batches = {row["id"]: row["channel"] for row in rows("batch")}
        found = [row for row in rows("recommendation") if row["status"] != "withdrawn"]
        found = [row for row in found if self.within(row["forwarded_on"])]
        return [row for row in found if not channels or batches[row["batch_id"]] in channels]

    def admitted(self) -> list[Thing]:
        stages = [row for row in rows("party_stage") if row["stage"] == "probationary"]
        return [self.people[row["person_id"]] for row in stages if self.within(row["reached_on"])]

    def young(self) -> int | None:
        ages = [_age(person, self.until) for person in self.admitted()]
        return share(sum(age is not None and age <= 35 for age in ages), len(ages))

    def women(self) -> int | None:
        found = self.admitted()
        return share(sum(person["sex"] == "2" for person in found), len(found))

    def ratio(self) -> tuple[int, ...]:
        furthest: dict[int, int] = {}
        for row in rows("party_stage"):
            if (day := first_day(row["reached_on"])) is None or day <= self.until:
                furthest[row["person_id"]] = max(furthest.get(row["person_id"], 0), RANK[row["stage"]])
        applicants = sum(rank < 4 for rank in furthest.values())
        return applicants, sum(rank in (2, 3) for rank in furthest.values()), len(self.admitted())

    def per_place(self, kinds: set[str], wanted: Callable[[Thing], bool]) -> int | None:
        places = {unit["id"] for unit in self.living(kinds) if wanted(unit)}
        came = sum(self.bodies[row["body_id"]]["unit_id"] in places for row in self.recommended())
        return came * 100 // len(places) if places else None

    def children_homes(self) -> int:
        homes = [row for row in rows("venue") if row["kind_of_venue"] == "children_home"]
        return 100 * sum(self.within(row["opened_on"]) for row in homes)


def _same_one(one: Thing, other: Thing) -> bool:
    return any(one[link] is not None and one[link] == other[link] for link in ("body_id", "person_id"))


def _age(person: Thing, day: date) -> int | None:
    """Full years; of a birth known to the year or month the fewest that are possible."""
    if not person["born"]:
        return None
    year, month, last = (
        (*map(int, person["born"].split("-")), 12, 31)[:3]
        if len(person["born"]) == 4
        else (
            *map(int, person["born"].split("-")),
            31,
        )[:3]
    )
    return day.year - year - ((day.month, day.day) < (month, last))


def share(part: int, whole: int) -> int | None:
    """To tenths of a percent, as a return prints it."""
    return int(Fraction(part * 1000, whole) + Fraction(1, 2)) * 10 if whole else None


EXPECTED: dict[str, Callable[[Plain], Any]] = {
    "organisations.union_rate": lambda plain: plain.union_rate(),
    "organisations.member_rate": lambda plain: plain.member_rate(),
    "organisations.collective_contract_rate": lambda plain: plain.flagged("collective_contract"),
    "organisations.wage_talk_rate": lambda plain: plain.flagged("wage_talks"),
    "organisations.union_rate_100": lambda plain: plain.union_rate(100),
    "organisations.union_rate_50": lambda plain: plain.union_rate(50),
    "organisations.union_rate_25": lambda plain: plain.union_rate(25),
    "organisations.league_full_time_rate": lambda plain: plain.full_time("league"),
    "organisations.women_full_time_rate": lambda plain: plain.full_time("women"),
    "organisations.township_women_full_time": lambda plain: plain.township_officers(),
    "organisations.women_home_rate": lambda plain: plain.women_homes(),
    "organisations.women_in_committee_rate": lambda plain: plain.on_board("committee", "both"),
    "organisations.women_in_branch_rate": lambda plain: plain.on_board("branch", "both", members=True),
    "organisations.women_pay_share": lambda plain: plain.pay(),
    "organisations.children_homes": lambda plain: plain.children_homes(),
    "excellence.satisfaction": lambda plain: plain.satisfaction(),
    "excellence.promise_kept_rate": lambda plain: plain.promises(),
    "excellence.graded_up": lambda plain: plain.graded_up(),
    "excellence.courses": lambda plain: plain.activities("courses"),
    "excellence.attendance": lambda plain: plain.activities("attendance"),
    "recommendation.recommended": lambda plain: 100 * len(plain.recommended()),
    "recommendation.recommended_union_league": lambda plain: 100 * len(plain.recommended("union", "league")),
    "recommendation.admitted": lambda plain: 100 * len(plain.admitted()),
    "recommendation.party_ratio": lambda plain: plain.ratio(),
    "recommendation.young_share": lambda plain: plain.young(),
    "recommendation.women_share": lambda plain: plain.women(),
    "recommendation.per_village_without_admission": lambda plain: plain.per_place(
        VILLAGES, lambda unit: unit["last_admission_year"] is not None and 2026 - unit["last_admission_year"] >= 5
    ),
    "recommendation.per_village_without_woman": lambda plain: plain.per_place(
        VILLAGES, lambda unit: unit["women_party_members"] == 0
    ),
    "recommendation.per_large_company": lambda plain: plain.per_place(FIRMS, lambda unit: (unit["staff"] or 0) >= 100),
}


def test_every_figure_of_an_indicator_is_a_column_and_is_expected_here() -> None:
    figures = {one.figure for one in indicators() if one.figure}
    assert figures == set(EXPECTED)
    for figure in figures:
        assert column_of(figure)[1].key == figure


@pytest.mark.parametrize("figure", sorted(EXPECTED))
def test_a_figure_is_what_bare_python_counts(figure: str, invented: OpenOffice) -> None:
    kind = "ratio" if figure.endswith("ratio") else "number"
    target = bare(invented.session, figure)
    target.kind_of_target = kind
    for until in (DAY, date(2026, 3, 31)):
        expected = EXPECTED[figure](Plain(until=until))
        assert computed(target, until) == expected, until
    assert expected is not None


def test_a_share_is_rounded_as_returns_print_it_but_never_up_to_its_aim() -> None:
    assert targets.share(2, 3, None) == 6670
    assert targets.share(2, 3, 9000) == 6670
    assert targets.share(8996, 10_000, 9000) == 8990
    assert targets.share(9000, 10_000, 9000) == 9000
    assert targets.share(9, 10, 9000) == 9000


def test_a_sheet_counts_what_its_lines_count_one_by_one(invented: OpenOffice) -> None:
    made = sheet(invented.session)
    found = standings(made, DAY)
    assert [one.target for one in found] == targets_of(made)
    for one in found:
        assert one.value == (computed(one.target, DAY) if one.target.figure else None)
        assert one.computed == (one.value is not None)
        assert one.source
    whole = {one.target.indicator: one for one in found}
    assert whole["recommended_women"].value == 100 * len(Plain().recommended("women"))
    assert whole["recommended_women_5"].standing.gone < whole["recommended_women"].standing.gone
    assert whole["recommended_women"].source == "按资料统计，妇联"
    assert "没有填写" in whole["screening"].source


def test_alike_lines_are_one_count(invented: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = targets.count
    monkeypatch.setattr(targets, "count", lambda *args, **more: asked.append(args[1]) or real(*args, **more))
    standings(sheet(invented.session, "members", "young_share", "women_share", "party_ratio", "graded_up"), DAY)
    assert len(asked) == 1


def test_a_line_counts_within_its_own_time(invented: OpenOffice) -> None:
    target = bare(invented.session, "recommendation.recommended")
    target.from_on, target.term = date(2025, 3, 1), date(2025, 9, 30)
    assert computed(target, DAY) == 100 * len(Plain(date(2025, 3, 1), date(2025, 9, 30)).recommended())
    assert computed(target, date(2025, 1, 1)) is None
    home = bare(invented.session, "organisations.women_home_rate")
    home.from_on = date(2026, 12, 1)
    assert computed(home, DAY) == Plain().women_homes()


def test_one_kind_of_organisation_counts_its_own(invented: OpenOffice) -> None:
    for channel in ("union", "women"):
        target = bare(invented.session, "recommendation.recommended", channel=channel)
        assert computed(target, DAY) == 100 * len(Plain().recommended(channel))
    activities = bare(invented.session, "excellence.courses", channel="league")
    plain = Plain()
    mine = {body["id"] for body in plain.bodies.values() if body["kind_of_body"] == "league"}
    held = [row for row in rows("activity") if row["organiser_id"] in mine and plain.within(row["from_on"])]
    sessions = [
        1 if row["sessions"] is None else row["sessions"] for row in held if row["kind_of_activity"] == "course"
    ]
    assert computed(activities, DAY) == 100 * sum(sessions)


def test_what_no_organisation_has_by_itself_is_that_of_all_and_said_so(invented: OpenOffice) -> None:
    made = sheet(invented.session, "members", "women_home", channel="women")
    homes, admitted = standings(made, DAY)
    assert admitted.value == 100 * len(Plain().admitted())
    assert admitted.source == "按资料统计，不分工会、共青团、妇联"
    assert "不分" not in homes.source


def test_a_body_counts_with_those_under_it(invented: OpenOffice) -> None:
    with DB.writing():
        DB.execute_sql("UPDATE body SET level = 'branch' WHERE id = 1")
    target = bare(invented.session, "recommendation.recommended", body=Body.get_by_id(1))
    mine = [row for row in Plain().recommended() if row["body_id"] in (1, 4, 6)]
    assert computed(target, DAY) == 100 * len(mine)
    asked = question(target, DAY)
    assert not isinstance(asked, str)
    assert asked.bound.bodies == (1, 4, 6)


def test_a_unit_counts_with_its_parts(invented: OpenOffice) -> None:
    target = bare(invented.session, "recommendation.recommended", unit=Unit.get_by_id(3))
    plain = Plain()
    living = {unit["id"] for unit in plain.units.values() if plain.there(unit, "opened_on", "closed_on")}
    mine = [row for row in plain.recommended() if plain.bodies[row["body_id"]]["unit_id"] in {3, 7, 9} & living]
    assert computed(target, DAY) == 100 * len(mine)


def test_every_village_is_held_against_the_share_the_worst_first(invented: OpenOffice) -> None:
    target = line(invented.session, "women_home")
    found = by_unit(target, DAY)
    villages = Plain().living(VILLAGES)
    assert {place.key for place in found} == {unit["uid"] for unit in villages}
    assert {place.value for place in found} <= {0, 100_00}
    states = [place.standing.state for place in found]
    assert states == sorted(states, key=[BEHIND, UNKNOWN, "on_way", REACHED].index)
    reached = sum(state == REACHED for state in states)
    assert share(reached, len(villages)) == computed(target, DAY)


def test_a_common_number_has_no_standing_in_a_village_unless_it_has_its_own(invented: OpenOffice) -> None:
    target = line(invented.session, "recommended")
    found = by_unit(target, DAY)
    other = [place for place in found if place.key != Unit.get_by_id(3).uid]
    assert {place.standing.state for place in other} == {UNKNOWN}
    numbers = [place.value for place in found]
    assert sum(value for value in numbers if isinstance(value, int)) == computed(target, DAY)
    own = sheet(invented.session, "recommended", unit=Unit.get_by_id(3))
    named = next(place for place in by_unit(target, DAY) if place.key == Unit.get_by_id(3).uid)
    assert named.standing.state in (BEHIND, "on_way")
    kept.remove_sheet(invented.session, own)


def test_townships_stand_beside_each_other(invented: OpenOffice) -> None:
    target = line(invented.session, "township_women_full_time")
    found = by_unit(target, DAY, {uid: f"{uid}镇" for uid in OFFICES})
    assert {place.key for place in found} <= {*OFFICES, "unplaced"}
    assert {place.standing.state for place in found} <= {BEHIND, REACHED, "on_way"}


@pytest.mark.parametrize("key", ["union_rate", "recommended", "members", "women_home", "no_woman_village"])
def test_the_records_behind_a_value_open(key: str, invented: OpenOffice) -> None:
    target = line(invented.session, key)
    asked = question(target, DAY)
    assert not isinstance(asked, str)
    column = asked.form.column(asked.key)
    while column.parts:
        column = asked.form.column(column.parts[0])
    found = targets.behind_target(target, DAY)
    assert len(found.ids) * 100 == computed(bare(invented.session, column.key), DAY)
    place = by_unit(target, DAY)[0]
    assert targets.behind_target(target, DAY, place.key).kind == found.kind
    assert found.sentence != BY_HAND


def test_a_number_that_may_not_be_told_is_unknown(invented: OpenOffice) -> None:
    figure = _small_protected()
    target = bare(invented.session, figure)
    now = standings(target.sheet, DAY)[-1]
    assert (now.value, now.standing.state) == (None, UNKNOWN)
    assert now.source == "人数少或涉及保密，不显示，也没有填写完成值"
    kept.keep_value(invented.session, target, {"as_of": DAY, "value": 3_00, "source": "镇妇联"})
    assert standings(target.sheet, DAY)[-1].source == "填报：镇妇联（人数少或涉及保密，不显示）"
    narrow = bare(invented.session, figure, channel="women")
    assert standings(narrow.sheet, DAY)[-1].source == "含保密案件的数不按单位、组织统计，也没有填写完成值"


def _small_protected() -> str:
    """A figure about a protected kind that is small in this office."""
    for form in forms():
        sheet = count(form, Period(FIRST, DAY), Scope("none"), compare=False)
        for column in form.columns:
            value = sheet.total.values[column.key]
            if column.protected and column.counted and isinstance(value, int) and 0 < value < 5:
                return f"{form.key}/{column.key}"
    raise AssertionError("no small number about a protected kind")


ALIKE = {
    "organisations.union_rate": "union/units.share",
    "organisations.member_rate": "union/heads.share",
    "excellence.promise_kept_rate": "excellence/promises.share",
    "excellence.satisfaction": "excellence/surveys.share",
    "recommendation.recommended": "recommendation/recommended.all",
    "recommendation.admitted": "recommendation/admitted.all",
    "recommendation.young_share": "recommendation/shares.to_35",
    "recommendation.women_share": "recommendation/shares.women",
    "recommendation.party_ratio": "recommendation/shares.three_two_one",
    "recommendation.per_village_without_admission.recommended": "recommendation/stale.recommended",
    "recommendation.per_village_without_woman.places": "recommendation/no_woman.villages",
}


@pytest.mark.parametrize("figure", ALIKE)
def test_a_figure_is_the_same_in_the_return_of_its_own(figure: str, invented: OpenOffice) -> None:
    cells = []
    for name in (figure, ALIKE[figure]):
        form, column = column_of(name)
        cells.append(count(form, Period(FIRST, DAY), Scope("none"), compare=False).total.values[column.key])
    assert cells[0] == cells[1]
    assert cells[0]
