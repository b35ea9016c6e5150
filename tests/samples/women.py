"""The roster of the women's federation, one sheet per village."""

from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.desk import Desk, one_digit_wrong
from tests.samples.paper import line, save_xlsx, title, whole
from tests.samples.people import VILLAGES, Somebody

WOMEN_FILE = "青龙镇妇联妇女花名册（分村）.xlsx"


class WomenRoster(Desk):
    """The women of three villages."""

    def women(self) -> None:
        """The women's federation: one sheet per village, the village and the group merged over their rows."""
        book = Workbook()
        book.remove(book.active)
        header = [
            "行政村/自然村",
            "村民小组",
            "姓名",
            "性别",
            "民族",
            "出生 日期",
            "公民身份证号码",
            "婚姻状况",
            "健康状况",
        ]
        header += ["政治面貌", "妇联职务", "女代表", "执委", "入党申请时间", "联系方式", "与户主关系", "备注"]
        for number, village in enumerate(VILLAGES[:3]):
            sheet = book.create_sheet(village)
            title(sheet, 1, "青龙镇妇女基本情况花名册", len(header))
            line(sheet, 2, list(header))
            women = self._women_of(number, village)
            for row, woman in enumerate(women, 3):
                line(sheet, row, self._woman_line(row, woman))
            self._merge_groups(sheet, women)
            self._women_trouble(sheet, village, number, women)
            last = len(women) + 3
            line(sheet, last, ["合计", None, f"{len(women)}人"])
            sheet.cell(last + 1, 1, "填表说明：“女代表”“执委”栏打√。")
            sheet.cell(last + 2, 1, "审核人：")
            sheet.cell(last + 2, 6, "制表人：")
        lists = book.create_sheet("数据字典")
        for row, word in enumerate(("婚姻状况", "未婚", "已婚", "丧偶", "离婚"), 1):
            lists.cell(row, 1, word)
        lists.sheet_state = "hidden"
        save_xlsx(book, self.target / WOMEN_FILE)

    def _women_of(self, number: int, village: str) -> list[Somebody]:
        women = self.town.people(18, village, (1958, 2004), "女")
        if number == 0:
            women += [member for member in self.members if member.sex == "女"][:5]
            star = self.town.somebody(village, (1988, 1988), "女", "段彩云")
            star.facts = {"applied": date(2025, 8, 18), "post": "执委", "executive": True, "representative": True}
            head = self.town.somebody(village, (1985, 1985), "女", "杨玉珍")
            head.facts = {"applied": date(2025, 9, 1), "post": "妇联主席", "executive": True, "representative": True}
            self.candidates["women"] = star.id_number
            women += [star, head]
        if number == 1:
            women.append(self.town.somebody(village, (1985, 1990), name="次仁卓玛"))
            women.append(self.town.somebody(village, (1985, 1990), name="陈㛃"))
        return sorted(women, key=lambda woman: (woman.group, woman.id_number))

    def _woman_line(self, row: int, woman: Somebody) -> list[object]:
        draw, facts = self.draw, woman.facts
        applied = facts.get("applied") if facts.get("post") in ("执委", "妇联主席") else None
        married = woman.born.year < 1999
        return [
            woman.village,
            f"{woman.group}组",
            woman.name,
            "女",
            woman.nationality,
            whole(woman.born, draw),
            woman.id_number,
            draw.choice(("已婚", "已婚", "离异", "丧偶")) if married else "未婚",
            draw.choice(("健康", "良好", "一般")),
            woman.status
            if woman.status != "群众"
            else draw.choice(("群众", "群众", "中共党员"))
            if not applied
            else "群众",
            facts.get("post") if woman.status == "群众" else None,
            "√" if facts.get("representative") else None,
            "√" if facts.get("executive") else None,
            whole(applied, draw) if isinstance(applied, date) else None,
            woman.phone,
            draw.choice(("户主", "妻", "女", "儿媳")),
            "育有两孩" if row % 7 == 0 else None,
        ]

    @staticmethod
    def _merge_groups(sheet: Worksheet, women: list[Somebody]) -> None:
        """The village over all rows, each group over its own."""
        sheet.merge_cells(start_row=3, end_row=len(women) + 2, start_column=1, end_column=1)
        for group in range(1, 7):
            rows = [row for row, woman in enumerate(women, 3) if woman.group == group]
            if len(rows) > 1:
                sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=2, end_column=2)

    def _women_trouble(self, sheet: Worksheet, village: str, number: int, women: list[Somebody]) -> None:
        calm = [row for row, woman in enumerate(women, 3) if not woman.facts and woman.status == "群众"]
        spots = {
            0: ((calm[1], 7, "公民身份证号码", "id_number_checksum"), (calm[3], 8, "婚姻状况", "code_ambiguous")),
            1: ((calm[2], 6, "出生日期", "date_impossible"), (calm[5], 5, "民族", "code_unknown")),
            2: ((calm[4], 4, "性别", "sex_differs"), (calm[6], 7, "公民身份证号码", "id_number_damaged")),
        }
        for row, column, header, code in spots[number]:
            wrong = {
                "code_ambiguous": "单身",
                "date_impossible": "1986年2月30日",
                "code_unknown": "汗族",
                "sex_differs": "男",
                "id_number_damaged": "9.99999E+17",
                "id_number_checksum": one_digit_wrong(women[row - 3].id_number),
            }
            sheet.cell(row, column).value = wrong[code]
            self.plant(WOMEN_FILE, village, row, header, code)
