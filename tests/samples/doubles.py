"""An invented county in which some persons stand twice, with errors of named kinds, and some only look as if.

Same seed, same county. Families share villages, phones and generation names, so that not only the planted traps are
traps. ID numbers lie in the area 999999, which is assigned to nobody.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.core.identity import id_check_character
from models.core.text import DOT, readings
from models.exchange.likeness.weights import variants
from resources import path
from tests.samples import people

SEED = 20261121
_SHARES = (7.1, 7.0, 6.7, 5.3, 4.5, 3.1, 2.2, 2.1, 2.0, 1.9, 1.4, 1.3, 1.3, 1.2, 1.2, 1.1, 1.1, 1.0, 0.9, 0.9)
"""Per cent of the ten and ten most frequent surnames; the rest fall off as real ones do."""
_MEN = (
    "伟强磊军洋勇杰涛明超辉鹏华飞刚平建国志文斌永贵正德光海家旺立新云荣生福大栋春龙天"
    "少兴发玉林学豪浩宇俊鸣思远波峰东健成亮凯宁坤祥忠义仁安民富金水根宝"
)
_WOMEN = (
    "芳娜秀英敏静丽艳娟霞兰桂春梅华玉珍美玲雪莲翠花素云晓燕红凤淑芬海月娥彩佳怡雨婷欣"
    "悦梦洁婉清琪雯诗涵琴萍莉颖慧巧青惠香琼仙菊珠蓉"
)
_RARE = "䶮喆㛃莘芊翀赟頔昶婳妤羿烨骞翊沅澍祎彧珩"
_WHOLE_MEN = ("建国", "志强", "国强", "建军", "文斌", "海涛", "浩宇", "俊杰", "子豪", "小龙")
_WHOLE_WOMEN = ("秀英", "桂英", "秀兰", "玉兰", "桂兰", "淑芬", "丽华", "春梅", "雨婷", "梦洁", "诗涵", "欣怡")
_FAR_GIVEN = (
    "阿卜杜拉",
    "买买提",
    "艾尼瓦尔",
    "吐尔逊",
    "古丽米热",
    "木合塔尔",
    "阿依古丽",
    "热合曼",
    "帕提古丽",
    "库尔班",
)


@dataclass(frozen=True)
class Double:
    """A row of the county's persons. `truth`: who she is, whatever is written."""

    truth: int
    uid: str
    origin: str
    village: int
    name: str
    sex: str | None
    born: str | None
    id_number: str | None
    phone: str | None
    former_name: str | None = None
    father: str | None = None
    mother: str | None = None


@dataclass(frozen=True)
class Planted:
    """Two rows set side by side on purpose; `same` is what is true of them."""

    kind: str
    one: str
    other: str
    same: bool


@cache
def _surnames() -> tuple[list[str], list[float]]:
    frequent = list(dict.fromkeys(people._SURNAMES))
    with path("pinyin", "surnames.csv").open(encoding="utf-8") as file:
        rare = [line.split(",")[0] for line in file][1:]
    names = list(dict.fromkeys(frequent + rare))
    shares = [*_SHARES, *(90 / place**1.5 for place in range(len(_SHARES), len(names)))]
    return names, shares


def _falling(letters: str) -> list[float]:
    return [1 / (place + 8) for place in range(len(letters))]


@cache
def _same_sound() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for letter in dict.fromkeys(_MEN + _WOMEN + _RARE + "炜玮纬薇威微捷洁婕帆凡繁颖莹滢盈欣昕鑫馨祺琦奇柏博佰楠男南"):
        found[readings("王" + letter)[0]].append(letter)
    return {letter: [one for one in group if one != letter] for group in found.values() for letter in group}


@cache
def _traditional() -> dict[str, str]:
    wanted = set(_MEN + _WOMEN + people._SURNAMES)
    return {new: chr(old) for old, new in sorted(variants().items(), reverse=True) if new in wanted}


@dataclass
class County:
    """Makes families until there are enough persons, then plants doubles and traps among them."""

    persons: int
    townships: int = 10
    share: float = 0.05
    seed: int = SEED
    rows: list[Double] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self._truth = 0
        self._used: set[str] = set()
        self._true: dict[int, Double] = {}
        self.villages = self.townships * 30

    def fill(self) -> "County":
        """Everybody: families first, then the planted."""
        doubles, traps = int(self.persons * self.share), int(self.persons * self.share / 5)
        while len(self.rows) < self.persons - doubles:
            self._family()
        self._plant(doubles)
        self._set_traps(traps)
        return self

    def _origin(self, village: int) -> str:
        return f"origin{village % self.townships:010d}"

    def _elsewhere(self, village: int) -> int:
        while True:
            other = self.draw.randrange(self.villages)
            if other % self.townships != village % self.townships:
                return other

    def _family(self) -> None:
        draw, village = self.draw, self.draw.randrange(self.villages)
        surname, phone = self._surname(), self._phone()
        father = self._somebody(village, surname, "1", self._day(1945, 1990), phone)
        wife_born = date.fromisoformat(father.born or "") + timedelta(days=draw.randint(-900, 1800))
        mother = self._somebody(village, self._surname(), "2", wife_born, phone if draw.random() < 0.3 else None)
        middle = draw.choice(_MEN + _WOMEN) if draw.random() < 0.35 else ""
        year = int((father.born or "")[:4]) + 22
        for _ in range(draw.choice((0, 1, 1, 2, 2, 3))):
            year += draw.randint(1, 4)
            if year < 2024:
                own = phone if draw.random() < 0.3 else None
                parents = (father.name, mother.name) if draw.random() < 0.6 else (None, None)
                self._somebody(village, surname, draw.choice("12"), self._day(year, year), own, middle, parents)

    def _somebody(
        self,
        village: int,
        surname: str,
        sex: str,
        born: date,
        phone: str | None,
        middle: str = "",
        parents: tuple[str | None, str | None] = (None, None),
    ) -> Double:
        """The truth about one person, which is kept; her row may tell less."""
        draw = self.draw
        self._truth += 1
        name = surname + self._given(sex, middle)
        if draw.random() < 0.02:
            name = DOT.join(draw.sample(_FAR_GIVEN, 2))
        number = self._number(born, sex)
        phone = phone or draw.choices((self._phone(), self.office_phone(village), None), (16, 1, 3))[0]
        uid = f"u{self._truth:015d}"
        true = Double(
            self._truth, uid, self._origin(village), village, name, sex, str(born), number, phone, None, *parents
        )
        self._true[self._truth] = true
        self.rows.append(self._told(true))
        return true

    def _told(self, true: Double) -> Double:
        """As rosters tell it: a tenth without number, births to the month, now and then a slip in the number."""
        draw, number, born = self.draw, true.id_number, true.born or ""
        chance = draw.random()
        if chance < 0.12:
            number = None
        elif chance < 0.14:
            number = swapped_digits(number or "", draw)
        elif chance < 0.16 and born < "1990":
            number = number and old_number(number)
        kept = draw.choices((10, 7, 4, 0), (75, 17, 3, 5))[0]
        return replace(true, id_number=number, born=born[:kept] or None, sex=true.sex if draw.random() < 0.97 else None)

    def _surname(self) -> str:
        return self.draw.choices(*_surnames())[0]

    def _given(self, sex: str, middle: str = "") -> str:
        draw, letters = self.draw, _MEN if sex == "1" else _WOMEN
        if draw.random() < 0.06:
            return middle + draw.choice(_RARE)
        if not middle and draw.random() < 0.12:
            return draw.choice(_WHOLE_MEN if sex == "1" else _WHOLE_WOMEN)
        length = 1 if middle else draw.choices((1, 2), (18, 82))[0]
        return middle + "".join(draw.choices(letters, _falling(letters), k=length))

    def _day(self, first: int, last: int) -> date:
        return date(self.draw.randint(first, last), 1, 1) + timedelta(days=self.draw.randrange(365))

    def _phone(self) -> str:
        return f"1{self.draw.choice('35789')}{self.draw.randrange(10**9):09d}"

    def office_phone(self, village: int) -> str:
        """That of the township, which stands where nobody knew another one."""
        return f"0871{6_000_000 + village % self.townships}"

    def _number(self, born: date, sex: str) -> str:
        while True:
            order = self.draw.randrange(500) * 2 + (sex == "1")
            head = f"999999{born:%Y%m%d}{order:03d}"
            if head not in self._used:
                self._used.add(head)
                return head + id_check_character(head)

    def _add(self, kind: str, one: Double, other: Double, same: bool) -> None:
        uid = f"v{len(self.planted):015d}"
        self.rows.append(replace(other, uid=uid, origin=self._origin(self._elsewhere(one.village))))
        self.planted.append(Planted(kind, one.uid, uid, same))

    def _plant(self, doubles: int) -> None:
        chosen = self.draw.sample(self.rows, len(self.rows))
        kinds = list(ERRORS.items())
        planted = 0
        for row in chosen:
            kind, error = kinds[planted % len(kinds)]
            other = self._true[row.truth]
            if planted // len(kinds) % 2 and not kind.startswith("身份证"):
                other = replace(other, id_number=None)
            if self.draw.random() < 0.5:
                other = replace(other, village=self._elsewhere(row.village))
            changed = error(other, self)
            if changed is None:
                continue
            self._add(kind, row, changed, same=True)
            planted += 1
            if planted == doubles:
                return

    def _set_traps(self, traps: int) -> None:
        places = {row.uid: place for place, row in enumerate(self.rows)}
        taken = {planted.one for planted in self.planted}
        free = [row for row in self.rows if row.uid[0] == "u" and row.uid not in taken]
        chosen = self.draw.sample(free, min(len(free), traps * 3))
        kinds = list(TRAPS.items())
        planted = 0
        for row in chosen:
            kind, trap = kinds[planted % len(kinds)]
            true = self._true[row.truth]
            self._truth += 1
            made = trap(true, replace(true, truth=self._truth), self)
            if made is None or planted == traps:
                continue
            one, other = made
            self.rows[places[row.uid]] = replace(one, uid=row.uid, origin=row.origin)
            self._add(kind, row, other, same=False)
            planted += 1


Change = Callable[[Double, County], Double | None]


def swapped_digits(number: str, draw: random.Random) -> str:
    """Two neighbouring digits of the last eight the wrong way round."""
    places = [at for at in range(10, 16) if number[at] != number[at + 1]]
    at = draw.choice(places or [10])
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def old_number(number: str) -> str:
    """The form of 15 digits."""
    return number[:6] + number[8:17]


def _typo(row: Double, county: County) -> Double | None:
    if len(row.name) < 3 or DOT in row.name:
        return None
    at = county.draw.choice((1, 2, 2))
    return replace(row, name=row.name[:at] + county.draw.choice(_MEN + _WOMEN) + row.name[at + 1 :])


def _homophone(row: Double, county: County) -> Double | None:
    last = row.name[-1]
    if DOT in row.name or not _same_sound().get(last):
        return None
    return replace(row, name=row.name[:-1] + county.draw.choice(_same_sound()[last]))


def _without_dot(row: Double, county: County) -> Double | None:
    return replace(row, name=row.name.replace(DOT, county.draw.choice(("", " ")))) if DOT in row.name else None


def _in_traditional(row: Double, county: County) -> Double | None:
    name = "".join(_traditional().get(letter, letter) for letter in row.name)
    return replace(row, name=name) if name != row.name else None


def _married(row: Double, county: County) -> Double | None:
    if row.sex != "2" or not "1966" < (row.born or "") < "2005":
        return None
    return replace(row, phone=county._phone(), father=None, mother=None)


def _month_and_day(row: Double, county: County) -> Double | None:
    born = row.born or ""
    if born[8:] > "12" or born[8:] == born[5:7]:
        return None
    return replace(row, born=f"{born[:4]}-{born[8:]}-{born[5:7]}", id_number=None)


def _other_name(row: Double, county: County) -> Double:
    return replace(row, name=row.name[0] + county._given(row.sex or "1"), former_name=row.name)


def _other_surname(row: Double, county: County) -> Double | None:
    sounding = {
        "覃": "秦谭",
        "萧": "肖",
        "傅": "付",
        "戴": "代",
        "单": "山",
        "解": "谢",
        "曾": "增",
        "仇": "邱",
        "吴": "武",
    }
    return (
        replace(row, name=county.draw.choice(sounding[row.name[0]]) + row.name[1:]) if row.name[0] in sounding else None
    )


def _two_errors(row: Double, county: County) -> Double | None:
    other = _typo(row, county)
    return replace(other, id_number=None, phone=county._phone()) if other else None


def _old_form(row: Double, county: County) -> Double | None:
    return replace(row, id_number=old_number(row.id_number or "")) if (row.born or "") < "1990" else None


ERRORS: dict[str, Change] = {
    "照抄": lambda row, county: row,
    "姓名错一字": _typo,
    "姓名同音字": _homophone,
    "身份证两位颠倒": lambda row, county: replace(row, id_number=swapped_digits(row.id_number or "", county.draw)),
    "身份证缺": lambda row, county: replace(row, id_number=None),
    "身份证15位": _old_form,
    "只有出生年月": lambda row, county: replace(row, born=(row.born or "")[:7], id_number=None),
    "只有出生年份": lambda row, county: replace(row, born=(row.born or "")[:4], id_number=None),
    "月日颠倒": _month_and_day,
    "搬了村": lambda row, county: replace(row, village=county._elsewhere(row.village)),
    "换了电话": lambda row, county: replace(row, phone=county._phone()),
    "间隔号有无": _without_dot,
    "繁体": _in_traditional,
    "出嫁后资料变了": _married,
    "改过名": _other_name,
    "姓写成同音": _other_surname,
    "姓名错一字又换电话": _two_errors,
}
"""Kinds of error. Every second of a kind also lacks the ID number, every second moved; all stand with two offices."""

Trap = Callable[[Double, Double, County], tuple[Double, Double] | None]


def _twin(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    """Born the same day, numbers one digit apart, names one character apart, one phone, one home."""
    born = date.fromisoformat(one.born or "")
    name = one.name[:-1] + county._given(one.sex or "1")[-1]
    number = county._number(born, one.sex or "1")
    if name == one.name:
        name = one.name[:-1] + "䶮"
    return one, replace(other, name=name, id_number=number if county.draw.random() < 0.5 else None)


def _twin_of_one_number(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    return one, replace(_twin(one, other, county)[1], id_number=one.id_number)


def _same_name(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    """A namesake of the same month, neither of whom has a number."""
    born = (one.born or "")[:8] + f"{county.draw.randint(1, 28):02d}"
    vague = born[:7] if county.draw.random() < 0.5 else born
    village = county._elsewhere(one.village)
    elsewhere = replace(other, id_number=None, phone=county._phone(), village=village, father=None, mother=None)
    return replace(one, id_number=None), replace(elsewhere, born=vague)


def _same_name_same_day(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    return replace(one, id_number=None), replace(other, id_number=None, phone=county._phone(), father=None, mother=None)


def _father_and_son(one: Double, other: Double, county: County) -> tuple[Double, Double] | None:
    """One character apart, one phone, one home, no numbers."""
    year = int((one.born or "")[:4]) - 26
    if len(one.name) < 3:
        return None
    name = one.name[:1] + county.draw.choice(_MEN) + one.name[2:]
    return replace(one, id_number=None), replace(other, name=name, born=f"{year}{(one.born or '')[4:]}", id_number=None)


def _wifes_number(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    name = county._surname() + county._given("1" if one.sex == "2" else "2")
    return one, replace(other, name=name, sex="1" if one.sex == "2" else "2")


def _namesake_of_one_phone(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    born = county._day(1950, 2005)
    return one, replace(other, id_number=None, born=str(born))


def _made_up_day(one: Double, other: Double, county: County) -> tuple[Double, Double]:
    """Namesakes of the same year, both written down as born on New Year, both with the phone of the township."""
    vague = {"born": f"{(one.born or '')[:4]}-01-01", "id_number": None, "phone": county.office_phone(one.village)}
    return replace(one, **vague), replace(other, **vague, father=None, mother=None)


TRAPS: dict[str, Trap] = {
    "双胞胎": _twin,
    "双胞胎写了一个号码": _twin_of_one_number,
    "同名同月": _same_name,
    "同名同日": _same_name_same_day,
    "父子": _father_and_son,
    "写成配偶的号码": _wifes_number,
    "同名同电话不同生日": _namesake_of_one_phone,
    "同名同填元旦同用镇里电话": _made_up_day,
}
"""Pairs that look like one person and are two."""

_COLUMNS = "uid origin name former_name pinyin sex born id_number phone village_id father_name mother_name"


def make_tables(connection: Any) -> None:
    """The office's own tables of persons and units, with their indexes; ID numbers may repeat, as between files."""
    with path("schema", "001.sql").open(encoding="utf-8") as file:
        for statement in file:
            if statement.startswith(_THEIRS) or ('ON "person" (' in statement or 'ON "unit" (' in statement):
                connection.execute(statement.replace('UNIQUE INDEX "person_id_number"', 'INDEX "person_id_number"'))


_THEIRS = ('CREATE TABLE "person"', 'CREATE TABLE "unit"')


def write(connection: Any, rows: Sequence[Double], villages: int) -> None:
    """Rows into the tables, in this order."""
    base = "revision, created_at, created_by, changed_at, changed_by"
    filled = "1, '2026-11-20 09:30:00', '', '2026-11-20 09:30:00', ''"
    places = ((number + 1, f"village{number:09d}", f"第{number}村") for number in range(villages))
    connection.execute("BEGIN")
    unit = f"INSERT INTO unit (id, uid, name, origin, kind_of_unit, pinyin, initials, {base}) VALUES "
    connection.executemany(f"{unit} (?, ?, ?, '', 'village', '', '', {filled})", places)
    columns = ", ".join(_COLUMNS.split())
    person = f"INSERT INTO person ({columns}, initials, sorting, {base}) VALUES "
    marks = ",".join("?" * len(_COLUMNS.split()))
    connection.executemany(f"{person} ({marks}, ?, ?, {filled})", _stored(rows))
    connection.execute("COMMIT")


def _stored(rows: Sequence[Double]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        reading, initials, sorting = readings(row.name)
        yield (
            row.uid,
            row.origin,
            row.name,
            row.former_name,
            reading,
            row.sex,
            row.born,
            row.id_number,
            row.phone,
            row.village + 1,
            row.father,
            row.mother,
            initials,
            sorting,
        )
