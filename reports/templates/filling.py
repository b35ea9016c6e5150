"""From a template's file and records to filled files: read, listed, filled, written all or nothing.

Owns the three ways of filling and what each may be asked; which records there are is said by `subjects`, who may by
the caller. Same file, records and moment give the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from models.core.errors import BadFile, KnownError
from models.core.files import write_whole
from models.core.progress import Progress, Silent
from models.office.office import this_office
from models.office.template import DOCX
from reports.templates import excel, word
from reports.templates.marks import LOGIC, Form
from reports.templates.names import EMPTY, RECORD, Around, Name
from reports.templates.package import Package, open_package
from reports.templates.subjects import Subject

EACH, JOINED, LIST = "each", "joined", "list"
"""A file for each record; all of them in one file; one file in which a row repeats for each record."""


@dataclass(frozen=True, slots=True)
class Source:
    """A template's file as it was checked: which kind it is, its marks, and what stays as it is."""

    name: str
    content: bytes
    kind: str
    marks: tuple[str, ...]
    logic: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be filled for whom. choices: what marks mean that are not written like a name."""

    source: Source
    subject: Subject
    records: Sequence[Any]
    choices: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    closed: Any = None


def read_source(content: bytes, name: str) -> Source:
    """Check a file that somebody wants to use as a template. Raises BadFile with what to do."""
    package = open_package(content, name)
    try:
        found = _of(package).marks(package)
        logic = bool(LOGIC.search(_of(package).whole_text(open_package(content, name))))
    except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise BadFile(f"“{name}”已损坏，读不出来。请在 Word、Excel 或 WPS 里打开，另存后再试。") from error
    return Source(name, content, package.kind, tuple(found), logic)


def meanings(source: Source, subject: Subject, choices: Mapping[str, str]) -> list[tuple[str, Name | None]]:
    """Every mark of a file with what it means; None for an unknown one."""
    form = Form(subject, dict(choices), None, _around(datetime.min, "", None))
    return [(words, form.name(words)) for words in source.marks]


def persons_told(order: Order) -> int:
    """Of how many persons a filling hands out what is told about them: two and more are an export."""
    form = _form(order, order.records[0], datetime.min)
    names = [name for words in order.source.marks if (name := form.name(words)) is not None and name.key != EMPTY]
    count = len(order.records) if order.subject.personal and any(name.part == RECORD for name in names) else 0
    bulk = {listing.key: listing for listing in order.subject.listings if listing.bulk}
    for part in {name.part for name in names if name.part in bulk}:
        count += sum(len(bulk[part].lines(record, order.closed)) for record in order.records)
    return count


def filled(order: Order, way: str, moment: datetime, progress: Progress | None = None) -> list[tuple[str, bytes]]:
    """The filled files, each with what it is called. Raises KnownError."""
    if not order.records:
        raise KnownError("还没有选记录，没有可填的内容。")
    labels = [order.subject.label(record) for record in order.records]
    watch = progress or Silent()
    if way == EACH or (way == JOINED and len(order.records) == 1):
        made = []
        for at, (record, label) in enumerate(zip(order.records, labels, strict=True)):
            watch.step("填写", at, len(labels))
            package = _opened(order)
            _of(package).fill(package, _form(order, record, moment))
            made.append((label, package.content(moment)))
        return made
    package = _opened(order)
    if way == LIST:
        _refuse_without_row(order, moment)
        _of(package).fill(package, _form(order, order.records[0], moment, order.records))
    else:
        forms = [_form(order, record, moment) for record in order.records]
        if package.kind == DOCX:
            word.fill_joined(package, forms)
        else:
            excel.fill_joined(package, forms, labels)
    return [(f"{labels[0]}等{len(labels)}份" if len(labels) > 1 else labels[0], package.content(moment))]


def write(content: bytes, path: Path) -> None:
    """Write a filled file all or nothing, opened once more before it takes its name. Raises CannotWrite, BadFile."""

    def pour(stream: BinaryIO) -> None:
        stream.write(content)

    write_whole(path, pour, lambda part: _check(part, path.name, content))


def save(made: Sequence[tuple[str, bytes]], order: Order, way: str, out: Path) -> list[Path]:
    """Write what was filled: one file at `out`, or one for each record in the folder `out`. Raises KnownError."""
    if len(made) == 1 and not (way == EACH and out.is_dir()):
        write(made[0][1], out)
        return [out]
    if not out.is_dir():
        raise KnownError(f"每条记录一个文件时要写到一个文件夹，“{out.name}”不是已有的文件夹。")
    written, taken = list[Path](), set[str]()
    for label, content in made:
        path = out / _file_name(f"{label}{Path(order.source.name).stem}", order.source.kind, taken)
        write(content, path)
        written.append(path)
    return written


def fill_to(order: Order, way: str, out: Path, moment: datetime, progress: Progress | None = None) -> list[Path]:
    """Fill and write."""
    return save(filled(order, way, moment, progress), order, way, out)


def _refuse_without_row(order: Order, moment: datetime) -> None:
    form = _form(order, order.records[0], moment)
    if not any(name is not None and name.part == RECORD for name in map(form.name, order.source.marks)):
        raise KnownError(f"模板里没有{order.subject.title}的标记，没有可以重复的行。")


def _file_name(stem: str, kind: str, taken: set[str]) -> str:
    """A name that no other file of this filling bears and that every system takes."""
    plain = "".join("＿" if each in '\\/:*?"<>|\n\t' else each for each in stem).strip(". ")[:80] or "填好的表"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain}（{number}）"
    taken.add(name.lower())
    return f"{name}.{kind}"


def _check(part: Path, name: str, content: bytes) -> None:
    """Refuse a file that does not read back as it was made."""
    found = part.read_bytes()
    if found != content:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。")
    open_package(found, name)


def _opened(order: Order) -> Package:
    return open_package(order.source.content, order.source.name)


def _of(package: Package) -> Any:
    return word if package.kind == DOCX else excel


def _form(order: Order, record: Any, moment: datetime, together: Sequence[Any] = ()) -> Form:
    around = _around(moment, order.user, order.closed)
    return Form(order.subject, dict(order.choices), record, around, together)


def _around(moment: datetime, user: str, closed: Any) -> Around:
    return Around(moment.date(), user, this_office(), closed)
