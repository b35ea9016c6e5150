"""Settings of this office: small named values that travel with the file, not with the PC."""

from typing import Any

from models.core.fields import JsonField, LineField
from models.core.record import Record
from models.core.verbs import Work, verb


class Setting(Record):
    """设置: one named value."""

    noun = "设置"
    untold = ("name", "value")

    name = LineField("名称", required=True, unique_among_living=True, max_length=60)
    value = JsonField("内容")

    class Meta:
        table_name = "setting"


def setting(name: str, default: Any = None) -> Any:
    """The value of this name, or the default."""
    row = Setting.get_or_none(Setting.name == name)
    return default if row is None else row.value


@verb("change_setting", "修改设置")
def change_setting(work: Work, name: str, value: Any) -> None:
    """Keep a value under its name."""
    row = Setting.get_or_none(Setting.name == name)
    work.sentence = f"修改了设置“{name}”"
    if row is None:
        work.insert(Setting(name=name, value=value))
    else:
        work.update(row, value=value)
