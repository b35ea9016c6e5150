"""What calls without a window print: persons found, users, the history, copies, as lines and as plain values for JSON.

Reads only and prints nothing itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

from models.core import story
from models.core.dates import PartialDate
from models.core.history import head
from models.office.backups.copies import REASONS, Copy
from models.office.users import User
from models.people.lists import PersonRow
from models.people.person import Person

Listed = tuple[dict[str, Any], list[str]]
"""For JSON, and as lines."""


def found_persons(count: int, rows: Sequence[PersonRow], *, masked: bool) -> Listed:
    """Persons that a search found, `count` in all; numbers masked for who may not see them."""
    number: Callable[[Any], Any] = Person.id_number.masked if masked else lambda text: text
    persons = [
        {"uid": row.uid, "name": row.name, "id_number": number(row.id_number), "born": row.born, "unit": row.unit}
        for row in rows
    ]
    lines = []
    for row in rows:
        born = PartialDate.from_iso(row.born).show() if row.born else ""
        lines.append("\t".join((row.uid, row.name, number(row.id_number) or "", born, row.unit)))
    lines.append(f"共 {count} 人" + (f"，列出前 {len(rows)} 人" if count > len(rows) else ""))
    return {"count": count, "persons": persons, "shown": len(persons)}, lines


def intake_report(report: dict[str, Any]) -> list[str]:
    """What came of an import, by sheet, with every problem."""
    lines = [
        f"{sheet['file']} / {sheet['sheet']}：{sheet['rows']} 行，新增 {sheet['new']}，更新 {sheet['update']}，"
        f"相同 {sheet['same']}，待定 {sheet['conflict']}，不收 {sheet['refused']}，跳过 {sheet['skipped']}"
        for sheet in report["sheets"]
    ]
    for problem in report["problems"]:
        lines.append(f"  {problem['sheet']} 第 {problem['row']} 行 {problem['column']}：{problem['message']}")
    batch = report["batch"]
    return [*lines, f"批次 {batch}（可用 main.py undo 撤销）" if batch else "只是试读，没有写入。"]


def listed_forms() -> Listed:
    """Every form with its key and what it is for."""
    from reports.forms import FORMS

    entries = [{"key": form.key, "title": form.title, "for": form.purpose} for form in FORMS.values()]
    return {"forms": entries}, [f"{entry['key']:<26}{entry['title']}　{entry['for']}" for entry in entries]


def listed_users(users: Sequence[User]) -> Listed:
    """Users with their roles."""
    plain = [{"name": user.name, "roles": user.roles, "active": bool(user.active)} for user in users]
    lines = [f"{user.name}\t{user.titles()}\t{'在用' if user.active else '已停用'}" for user in users]
    return {"users": plain}, lines


def listed_history(problems: Sequence[str]) -> Listed:
    """Every row of the history, the oldest first; `problems`: what verifying it found."""
    import models.demonstration  # noqa: F401  (which leads through every verb: each then has its name)

    rows, (seq, hash_) = story.listed(), head()
    lines = [f"{row['seq']}\t{row['at']}\t{row['user']}\t{row['title']}\t{row['sentence']}" for row in rows]
    plain = {"count": len(rows), "head": {"seq": seq, "hash": hash_}, "problems": list(problems), "rows": rows}
    return plain, lines


def listed_copies(copies: Sequence[Copy]) -> list[str]:
    """Copies of the office, one a line."""
    return [
        f"{copy.number}\t{copy.made_at:%Y-%m-%d %H:%M}\t{REASONS[copy.reason]}\t{copy.flaw or copy.contents.in_words()}"
        for copy in copies
    ]
