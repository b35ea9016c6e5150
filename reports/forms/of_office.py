"""The forms of the office itself: its roster, the compliance sheet, the recovery sheet."""

from collections.abc import Iterator

from reports.forms import compliance, recovery, tables
from reports.forms.entry import FormEntry
from reports.forms.subjects import OFFICE

HEADING = "本单位"


def entries() -> Iterator[FormEntry]:
    """What is printed for the office as a whole."""
    yield FormEntry(
        *("roster", "人员花名册", "全部或选中人员的名册，A4横向。", "roster", OFFICE, "", HEADING),
        pieces=tables.roster_pieces,
        blank=lambda: (tables.ROSTER, {}),
        ids=tables.roster_ids,
    )
    yield FormEntry(
        *(
            "compliance",
            compliance.TITLE,
            "网信、保密检查时用，内容由程序读出，不用填写。",
            "compliance",
            OFFICE,
            "",
            HEADING,
        ),
        pieces=compliance.pieces,
        blank=lambda: (compliance.SHEET, {}),
        ids=compliance.ids,
    )
    yield FormEntry(
        *("recovery", recovery.TITLE, "记录恢复码，密封保管；只在生成恢复码时打印。", "recovery", OFFICE, "", HEADING),
        pieces=lambda _ids, _moment: iter(()),
        blank=lambda: (recovery.SHEET, {}),
        ids=recovery.refuse,
    )
