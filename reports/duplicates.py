"""Duplicates as the command line tells them: how many, which pairs and why, who was helped twice. Reads only."""

from typing import Any

from models.assistance.aid import Aid
from models.core.fields import partial_date
from models.exchange.likeness.lists import (
    PairFilter,
    PairRow,
    count_pairs,
    findings_of,
    office_names,
    pair_ids,
    pair_rows,
)
from models.exchange.likeness.queue import Found
from models.exchange.likeness.twice import TwiceLine, twice_lines
from models.people.same import APART, SAME, WAITING, LikePair
from reports.listings import Listed

BLOCK = 500


def listed_duplicates(found: Found | None) -> Listed:
    """Everything about duplicates, for a program and for a person; `found`: what a search just came to."""
    counts, pairs, twice = count_pairs(), _pairs(), twice_lines()
    plain: dict[str, Any] = {
        "automatic": counts.automatic,
        "to_review": counts.waiting,
        "decided": {"same": counts.same, "apart": counts.apart},
        "pairs": pairs,
        "helped_twice": [_twice(line) for line in twice],
    }
    decided = f"同一个人 {counts.same}，不是同一个人 {counts.apart}"
    head = f"自动认定 {counts.automatic} 对，待核对 {counts.waiting} 对，"
    lines = [found.sentence] if found else []
    lines.append(f"{head}已核对 {counts.same + counts.apart} 对（{decided}）。")
    lines += [_pair_line(pair) for pair in pairs]
    if twice:
        lines.append(f"重复帮扶 {len(twice)} 件：")
    return plain, [*lines, *(_twice_line(line) for line in plain["helped_twice"])]


def _pairs() -> list[dict[str, Any]]:
    """Those that wait, then what was decided."""
    found, names = [], office_names()
    for state in (WAITING, SAME, APART):
        ids = pair_ids(PairFilter(state))
        for first in range(0, len(ids), BLOCK):
            rows = pair_rows(ids[first : first + BLOCK])
            kept = {pair.id: pair for pair in LikePair.select().where(LikePair.id.in_([row.id for row in rows]))}
            found += [_pair(row, kept[row.id], names) for row in rows]
    return found


def _pair(row: PairRow, pair: LikePair, names: dict[str, str]) -> dict[str, Any]:
    return {
        "uid": pair.uid,
        "state": row.state,
        "automatic": bool(row.automatic),
        "score": row.score,
        "persons": [
            {"uid": uid, "name": name, "unit": names.get(origin or "", "") if name else ""}
            for uid, name, origin in (
                (pair.one_uid, row.one_name, row.one_origin),
                (pair.other_uid, row.other_name, row.other_origin),
            )
        ],
        "reasons": [finding.words for finding in findings_of(pair)],
        "decided_on": row.decided_on,
        "decided_by": row.decided_by,
        "reason": pair.reason,
    }


def _pair_line(pair: dict[str, Any]) -> str:
    one, other = ("，".join(filter(None, (person["name"] or "已删除", person["unit"]))) for person in pair["persons"])
    state = "自动认定" if pair["automatic"] and pair["state"] == SAME else LikePair.state.show(pair["state"])
    why = "；".join(pair["reasons"]) or pair["reason"] or ""
    return f"[{state}] {one} ｜ {other}{'：' if why else ''}{why}"


def _twice(line: TwiceLine) -> dict[str, Any]:
    names = office_names()
    return {
        "programme": line.twice.programme,
        "programme_title": line.programme,
        "period": line.twice.period,
        "shared": line.twice.shared,
        "sure": line.twice.sure,
        "words": line.shared,
        "state": line.settled.state if line.settled else "open",
        "reason": line.settled.reason if line.settled else None,
        "aids": [
            {
                "uid": aid.uid,
                "unit": names.get(aid.origin, ""),
                "name": aid.name,
                "given_on": aid.given_on,
                "amount_fen": aid.amount,
            }
            for aid in line.twice.aids
        ],
    }


def _twice_line(line: dict[str, Any]) -> str:
    told = "；".join(
        f"{aid['unit']} {aid['name']} {partial_date(aid['given_on']).short()} {Aid.amount.show(aid['amount_fen'])}元"
        for aid in line["aids"]
    )
    state = "" if line["state"] == "open" else f"（{'各有理由' if line['state'] == 'allowed' else '已告知各单位'}）"
    return f"  {line['words']} {line['programme_title']} {line['period']}{state}：{told}"
