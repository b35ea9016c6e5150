"""How the units and bodies hang together: units with their bodies under them, and bodies under their superiors."""

from dataclasses import dataclass, field

from models.core.codes import table
from models.core.database import DB

UNIT, BODY, HEADING = "unit", "body", ""


@dataclass(slots=True)
class Node:
    """One unit or body, or a heading (which opens nothing). told: its kind and level; head: who leads it."""

    kind: str
    uid: str
    name: str
    told: str
    head: str = ""
    children: list["Node"] = field(default_factory=list)


_UNITS = "SELECT id, superior_id, uid, name, kind_of_unit, contact FROM unit ORDER BY pinyin, id"
_BODIES = (
    "SELECT id, superior_id, unit_id, uid, name, kind_of_body, level, head, superior_elsewhere FROM body "
    "WHERE ended_on IS NULL ORDER BY kind_of_body, name, id"
)


def by_unit() -> list[Node]:
    """Units under their superior units, each with its bodies; bodies of no unit stand at the end."""
    kinds = table("unit.kind")
    rows = DB.execute_sql(_UNITS).fetchall()
    nodes = {row[0]: Node(UNIT, row[2], row[3], kinds.short(row[4]), row[5] or "") for row in rows}
    bodies, homeless = _bodies(), list[Node]()
    for node, _, unit_id, _ in bodies.values():
        (nodes[unit_id].children if unit_id in nodes else homeless).append(node)
    roots = _hung(nodes, {row[0]: row[1] for row in rows})
    return [*roots, *([Node(HEADING, "", "没有填写所在单位的组织", "", children=homeless)] if homeless else [])]


def by_superior() -> list[Node]:
    """Bodies under their superiors; those whose superior is kept elsewhere stand under its name."""
    bodies = _bodies()
    roots = _hung(
        {number: node for number, (node, *_) in bodies.items()},
        {number: superior for number, (_, superior, *_) in bodies.items()},
    )
    elsewhere = {node.uid: name for node, superior, _, name in bodies.values() if superior is None and name}
    headings: dict[str, Node] = {}
    found: list[Node] = []
    for root in roots:
        name = elsewhere.get(root.uid)
        if not name:
            found.append(root)
            continue
        if name not in headings:
            headings[name] = Node(HEADING, "", name, "外单位")
            found.append(headings[name])
        headings[name].children.append(root)
    return found


def _bodies() -> dict[int, tuple[Node, int | None, int | None, str | None]]:
    """By id: the node, its superior, its unit, and the name of a superior that is kept elsewhere."""
    kinds, levels = table("body.channel"), table("body.level")
    found = {}
    for number, superior, unit_id, uid, name, kind, level, head, elsewhere in DB.execute_sql(_BODIES):
        told = kinds.short(kind) + (f" · {levels.short(level)}" if level else "")
        found[number] = (Node(BODY, uid, name, told, head or ""), superior, unit_id, elsewhere)
    return found


def _hung(nodes: dict[int, Node], superiors: dict[int, int | None]) -> list[Node]:
    """Each node under its superior; the roots. One of a circle becomes a root: nothing is ever out of sight."""
    roots: list[int] = []
    for number in nodes:
        superior = superiors[number]
        if superior in nodes and not _circles(number, superiors):
            nodes[superior].children.append(nodes[number])
        else:
            roots.append(number)
    return [nodes[number] for number in roots]


def _circles(number: int, superiors: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    above: int | None = number
    while above is not None and above not in seen:
        seen.add(above)
        above = superiors.get(above)
    return above == number
