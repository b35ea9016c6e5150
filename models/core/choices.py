"""A column that holds several codes of one table, such as the boxes that are ticked on a form."""

import re
from typing import Any

import peewee

from models.core.codes import CodeProblem, CodeTable, table
from models.core.fields import Kind


class CodesField(Kind, peewee.CharField):
    """Several codes of a closed table in its printed order: a tuple, stored as `a,b`, shown as labels with ；."""

    editor = "codes"

    def __init__(self, label: str, *, table: str, **options: Any) -> None:
        self.table_key = table
        options.setdefault("wide", True)
        super().__init__(label, max_length=200, **options)

    @property
    def table(self) -> CodeTable:
        """The code table, read from resources at first use."""
        return table(self.table_key)

    def adapt(self, value: Any) -> Any:
        return value

    def db_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        return ",".join(self.in_order(value)) or None

    def python_value(self, value: Any) -> tuple[str, ...] | None:
        return tuple(value.split(",")) if value else None

    def in_order(self, codes: Any) -> list[str]:
        """The codes in the order of the table, each once; what the table does not know stands last."""
        printed = [entry.code for entry in self.table.items(with_obsolete=True)]
        known = [code for code in printed if code in codes]
        return known + [code for code in dict.fromkeys(codes) if code not in known]

    def read(self, tidied: str) -> tuple[str, ...] | None:
        found: list[str] = []
        for part in filter(None, map(str.strip, re.split("[；;，,\n]", tidied))):
            found += self._codes(part)
        return tuple(self.in_order(found)) or None

    def _codes(self, part: str) -> list[str]:
        """A label may hold 、 itself, so the whole is tried before its parts."""
        try:
            return [self.table.read(part, accept_codes=True)]
        except CodeProblem:
            if "、" not in part:
                raise
        return [self.table.read(word, accept_codes=True) for word in part.split("、") if word.strip()]

    def show(self, value: Any) -> str:
        codes = self.python_value(value) if isinstance(value, str) else value
        return "；".join(map(self.table.label, codes or ()))
