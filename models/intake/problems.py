"""What can be wrong with a roster's cell or row: the closed list of codes, and one finding.

Owns the list; the codes that the field kinds raise are on it, and a code that is not is a bug.
"""

from dataclasses import dataclass

PROBLEM_CODES: dict[str, str] = {
    "id_number_damaged": "身份证号被表格存成了数字，后几位已丢失；未采用",
    "id_number_checksum": "身份证号校验码不符；未采用",
    "id_number_length": "身份证号位数不对；未采用",
    "id_number_characters": "身份证号中有不该出现的字符；未采用",
    "id_number_date": "身份证号中的出生日期不存在；未采用",
    "id_number_other_name": "同一个身份证号对应不同的姓名；整行待核对",
    "duplicate_in_file": "同一张表里有重复的人；重复的行不另登记",
    "namesake": "与另一人同名且出生年月、村相符，但缺身份证号，不能断定是同一人；整行待核对",
    "name_missing": "没有姓名；整行不导入",
    "name_unreadable_character": "姓名中有认不出的字；整行不导入",
    "date_ambiguous": "日期有两种读法；未采用",
    "date_unreadable": "看不出是哪一天；未采用",
    "date_impossible": "不存在的日期；未采用",
    "date_without_day": "日期没有写到日；未采用",
    "birth_differs": "出生年月与身份证号不一致；按表中所写保留",
    "sex_differs": "性别与身份证号不一致；按表中所写保留",
    "code_unknown": "不在代码表里；未采用",
    "code_ambiguous": "可能是代码表中的几项；未采用",
    "number_damaged": "号码被表格存成了数字，后几位已丢失；未采用",
    "number_unreadable": "不是数字；未采用",
    "number_too_large": "数字太大；未采用",
    "phone_too_short": "不像电话号码；未采用",
    "flag_unreadable": "看不出是或否；未采用",
    "text_too_long": "文字太长；未采用",
    "formula_without_value": "公式没有保存计算结果；未采用",
    "formula_error": "公式出错；未采用",
    "village_new": "村（社区）表里还没有这个村；导入时新建",
    "body_unknown": "没有登记过这个组织；会籍暂不挂组织",
    "row_missing": "要并入的那一行没有导入；整行待核对",
}
"""Every code and what is done about it."""

WARNINGS = frozenset({"birth_differs", "sex_differs", "village_new", "body_unknown"})
"""Codes whose value is taken over all the same."""

OURS = frozenset({"village_new", "body_unknown"})
"""Codes that concern this office's own tables and not the village that sent the roster."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A finding at one cell of a row; `index` is the column's index on the sheet, -1 for the whole row."""

    index: int
    column: str
    value: str
    code: str
    message: str

    def __post_init__(self) -> None:
        if self.code not in PROBLEM_CODES:
            raise KeyError(self.code)
