"""Two records of this office for one human made one: everything that names the second comes to name the first.

Owns the verb, which asks what declares a link instead of knowing the kinds. Records that other offices sent are not
merged here, but shown as one human: see `same`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from models.core.database import DB, references_to
from models.core.errors import RuleRefused, refuse_stops
from models.core.fields import LinkField
from models.core.record import Record, record_class, refuse_protected
from models.core.verbs import Work, verb
from models.office.attachment import PHOTO, Attachment
from models.office.erasing.shapes import Shape, shapes
from models.people.person import Membership, Person
from models.people.rules import check_person
from models.people.same import APART, WAITING, LikePair, SamePerson, pair_of

_TURNED_DOWN = "refused"  # the state of a request for erasure after which she stays as she is
_ALONE = {"household_member": [["household_id", "person_id"]]}
"""What only a verb keeps apart: by kind the columns that no two records share."""

_ONE = "这是同一条记录，不用合并。"
_ELSEWHERE = "{called}的记录不都是本单位录的，不能在这里合并。可以认定为同一个人；要合并，由报来的单位去做。"
_SHOWN = "其中一条已经和别的记录认定为同一个人，请先撤销那个认定再合并。"
_DENIED = "{one}和{other}核对时说过不是同一个人，不能合并。要改主意，请先在“重复人员”里撤回那个结论。"
_BOTH = "两条记录都有{noun}{which}，内容不同，合并后只能留一条。请先删去或改好其中一条再合并。"
_ASKED = "其中一条正在申请删除个人信息，或已经删除，不能合并。"


@verb("merge_persons", "合并重复人员")
def merge_persons(work: Work, kept: Person, gone: Person, values: Mapping[str, Any]) -> Person:
    """Make two records of this office one: `kept` takes `values` and all that names `gone`, which is deleted.

    Raises RuleRefused for records of other offices, where it was said that they are two, and where both have something
    of which there can be only one.
    """
    _refuse(work, kept, gone)
    for kind, shape in shapes().items():
        _hand_over(work, kind, shape, kept, gone)
    _forget_pairs(work, kept, gone)
    work.delete(gone)
    work.insert(SamePerson(person_uid=gone.uid, kept_uid=kept.uid, merged=True))
    fresh = Person.by_uid(kept.uid)
    refuse_stops(check_person({**fresh.__data__, **values}, fresh.id))
    work.update(fresh, **values)
    work.about(fresh, f"把两条{gone.called()}合并成了一条")
    return fresh


def can_merge(one: Person, other: Person, origin: str) -> bool:
    """Whether two records are both this office's own, so that they are merged and not only shown as one."""
    return one.origin == other.origin == origin


def _refuse(work: Work, kept: Person, gone: Person) -> None:
    for person in (kept, gone):
        refuse_protected(person)
    if kept.uid == gone.uid:
        raise RuleRefused(_ONE)
    if not can_merge(kept, gone, work.session.origin):
        raise RuleRefused(_ELSEWHERE.format(called=kept.called()))
    told = pair_of(kept.uid, gone.uid)
    if told is not None and told.state == APART:
        raise RuleRefused(_DENIED.format(one=kept.called(), other=gone.called()))
    asked = f"SELECT 1 FROM erasure WHERE person_id IN (?, ?) AND status <> '{_TURNED_DOWN}'"
    if DB.execute_sql(asked, (kept.id, gone.id)).fetchone():
        raise RuleRefused(_ASKED)
    joined = SamePerson.person_uid.in_([gone.uid, kept.uid]) | SamePerson.kept_uid.in_([gone.uid, kept.uid])
    if SamePerson.select().where(joined & (SamePerson.merged == False)).exists():  # noqa: E712
        raise RuleRefused(_SHOWN)


def _hand_over(work: Work, kind: str, shape: Shape, kept: Person, gone: Person) -> None:
    """What of one kind names the record that goes comes to name the one that stays."""
    if kind in (SamePerson.kind(), LikePair.kind()):
        _hand_over_merged(work, kind, kept, gone)
        return
    for column, target in {**shape.links, **shape.mentions}.items():
        if target == Person.kind():
            _repoint(work, kind, column, gone.id, kept.id)
    for column, target in shape.uids.items():
        if target == Person.kind():
            _repoint(work, kind, column, gone.uid, kept.uid)
    if kind == Attachment.kind():
        _hand_over_files(work, kept, gone)


def _repoint(work: Work, kind: str, column: str, old: object, new: object) -> None:
    for record in _holding(kind, column, old):
        twin = _twin(record, column, new)
        if twin is None:
            work.update(record, **{_field(type(record), column): new})
        else:
            _fold(work, record, twin, column)


def _fold(work: Work, record: Record, twin: Record, column: str) -> None:
    """Of two of which there can be only one the twin stays, with what only the other one says."""
    kinds = [kind for kind in record.kinds() if kind.column_name != column]
    one, other = record.stored(), twin.stored()
    told = [kind for kind in kinds if one[kind.column_name] not in (None, "", 0)]
    differs = [kind for kind in told if other[kind.column_name] not in (None, "", 0, one[kind.column_name])]
    if differs or _has_others(record):
        raise RuleRefused(_BOTH.format(noun=record.noun, which=_which(record, column)))
    values = {kind.name: getattr(record, kind.name) for kind in told}
    work.delete(record)
    work.update(twin, **values)


def _holding(kind: str, column: str, value: object) -> list[Record]:
    """Records of this kind that hold a value in a column; the class is loaded only where there is one."""
    rows = DB.execute_sql(f'SELECT id FROM "{kind}" WHERE "{column}" = ? ORDER BY id', (value,)).fetchall()
    if not rows:
        return []
    cls = record_class(kind)
    return list(cls.select().where(cls.id.in_([row[0] for row in rows])).order_by(cls.id))


def _field(cls: type[Record], column: str) -> str:
    return str(cls._meta.columns[column].name)


def _twin(record: Record, column: str, value: object) -> Record | None:
    """A record that stands where this one would come to stand, of which there can be only one."""
    cls, stored = type(record), {**record.stored(), column: value}
    for columns in _unique(cls):
        if column not in columns or any(stored[name] is None for name in columns):
            continue
        tests = [cls._meta.columns[name] == _python(cls, name, stored[name]) for name in columns]
        found: Record | None = cls.get_or_none(*tests)
        if found is not None and found.id != record.id:
            return found
    if isinstance(record, Membership) and record.left_on is None:
        same = (Membership.person == value) & (Membership.kind_of_body == record.kind_of_body)
        place = Membership.body.is_null() if record.body_id is None else Membership.body == record.body_id
        current: Record | None = Membership.get_or_none(same & place & Membership.left_on.is_null())
        return current
    return None


def _python(cls: type[Record], column: str, value: object) -> Any:
    field = cls._meta.columns[column]
    return value if isinstance(field, LinkField) else field.python_value(value)


def _unique(cls: type[Record]) -> Iterator[list[str]]:
    """Columns, or groups of columns, that no two records share."""
    yield from ([field.column_name] for field in cls._meta.sorted_fields if field.unique)
    for index in cls._meta.indexes:
        if isinstance(index, tuple) and index[1]:
            yield [cls._meta.fields[name].column_name for name in index[0]]
    yield from _ALONE.get(cls.kind(), [])


def _has_others(record: Record) -> bool:
    """Whether anything links to it, which would have to move as well."""
    return any(
        DB.execute_sql(f'SELECT 1 FROM "{table}" WHERE "{column}" = ? LIMIT 1', (record.id,)).fetchone()
        for table, column in references_to(record.kind())
    )


def _which(record: Record, column: str) -> str:
    """What else decides that there can be only one, in words."""
    if isinstance(record, Membership):
        return f"（{record.body.name if record.body else Membership.kind_of_body.show(record.kind_of_body)}）"
    groups = [columns for columns in _unique(type(record)) if column in columns]
    kinds = {kind.column_name: kind for kind in record.kinds()}
    told = [kinds[name] for name in groups[0] if name != column and name in kinds] if groups else []
    words = "、".join(_said(record, kind) for kind in told)
    return f"（{words}）" if words else ""


def _said(record: Record, kind: Any) -> str:
    value = getattr(record, kind.name)
    return str(value.called() if isinstance(value, Record) else kind.show(value))


def _hand_over_files(work: Work, kept: Person, gone: Person) -> None:
    """Attachments go along. Of two photos hers stays, and the other becomes an ordinary attachment."""
    has_photo = any(file.title == PHOTO for file in _files(kept))
    for file in _files(gone):
        title = "合并前的照片" if has_photo and file.title == PHOTO else file.title
        work.update(file, owner_uid=kept.uid, title=title)


def _files(person: Person) -> list[Attachment]:
    about = (Attachment.owner_kind == Person.kind()) & (Attachment.owner_uid == person.uid)
    return list(Attachment.select().where(about).order_by(Attachment.id))


def _hand_over_merged(work: Work, kind: str, kept: Person, gone: Person) -> None:
    if kind == SamePerson.kind():
        for row in SamePerson.select().where(SamePerson.kept_uid == gone.uid):
            work.update(row, kept_uid=kept.uid)


def _forget_pairs(work: Work, kept: Person, gone: Person) -> None:
    """What was said of the record that goes is said of the one that stays; what was only asked is not asked again."""
    for pair in LikePair.select().where((LikePair.one_uid == gone.uid) | (LikePair.other_uid == gone.uid)):
        third = pair.other_uid if pair.one_uid == gone.uid else pair.one_uid
        known = pair_of(kept.uid, third)
        if pair.state == WAITING or third == kept.uid or (known is not None and known.state != WAITING):
            work.delete(pair)
            continue
        if known is not None:
            work.delete(known)
        low, high = sorted((kept.uid, third))
        work.update(pair, one_uid=low, other_uid=high)
