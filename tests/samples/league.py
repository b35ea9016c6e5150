"""The roster of a League branch with a header of two rows."""

from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.desk import Desk
from tests.samples.paper import line, month, save_xlsx, title, whole
from tests.samples.people import Somebody

LEAGUE_FILE = "石桥村团支部团员花名册.xlsx"


class LeagueRoster(Desk):
    """The members and their branch."""

    def _league_members(self) -> list[Somebody]:
        members = self.town.people(24, "石桥村", (2000, 2010))
        members += [self.town.somebody("石桥村", (2000, 2007), name=name) for name in self.rare[5:8]]
        star = self.town.somebody("石桥村", (2001, 2001), "男", "李思远")
        star.facts = {"applied": date(2025, 5, 4), "joined": date(2016, 5, 4), "post": "团支部委员"}
        second = self.town.somebody("石桥村", (2002, 2002), "女", "马静雯")
        second.facts = {
            "applied": date(2025, 7, 1),
            "joined": date(2017, 5, 4),
            "post": "",
            "activist": date(2026, 1, 8),
        }
        secretary = self.town.somebody("石桥村", (1999, 1999), "男", "普建业")
        secretary.facts = {"applied": date(2025, 10, 10), "joined": date(2014, 5, 4), "post": "团支部书记"}
        self.candidates["league"] = star.id_number
        members[0:0] = [secretary]
        members[4:4] = [star]
        members[9:9] = [second]
        for member in members:
            member.status = "共青团员"
        return members

    def league(self) -> None:
        """A League branch: a header of two rows with merges both ways, a class of its own for every date."""
        book = Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        top = [
            "序号",
            "姓名",
            "性别",
            "民族",
            "出生年月",
            "身份证件号",
            "文化程度",
            "入团情况",
            None,
            None,
            "入党情况",
            None,
            None,
        ]
        top += ["家庭住址", "手机号码", "备注"]
        under = (
            [None] * 7
            + ["入团时间", "发展团员编号", "职务", "递交入党申请书时间", "列为积极分子时间", "培养联系人"]
            + [None] * 3
        )
        title(sheet, 1, "共青团青龙镇石桥村支部委员会团员花名册", len(top))
        title(sheet, 2, "填报单位：石桥村团支部　　　　填报人：普建业　　　　2026年9月", len(top), large=False)
        line(sheet, 3, list(top))
        line(sheet, 4, list(under))
        for column in (*range(1, 8), 14, 15, 16):
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
        sheet.merge_cells("H3:J3")
        sheet.merge_cells("K3:M3")
        row = 5
        for number, member in enumerate(self.members, 1):
            line(sheet, row, self._league_line(number, member))
            self._league_trouble(sheet, row, number, member)
            row += 1
        sheet.cell(row, 1, "注：1.发展团员编号2017年以后入团的必填；2.团员年龄为14至28周岁。")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(top))
        line(sheet, row + 1, [len(self.members) + 1])
        line(sheet, row + 2, [len(self.members) + 2])
        save_xlsx(book, self.target / LEAGUE_FILE)

    def _league_line(self, number: int, member: Somebody) -> list[object]:
        draw, facts = self.draw, member.facts
        joined = facts.get("joined") or date(min(member.born.year + 14, 2025), 5, 4)
        applied, activist = facts.get("applied"), facts.get("activist")
        return [
            number,
            member.name,
            member.sex,
            member.nationality,
            whole(member.born, draw),
            member.id_number.lower(),
            member.education,
            month(joined, draw),
            f"{joined.year}99{number:08d}" if joined.year >= 2017 else None,
            facts.get("post"),
            whole(applied, draw) if isinstance(applied, date) else None,
            month(activist, draw) if isinstance(activist, date) else None,
            "周国强、普正华" if activist else None,
            f"青龙镇石桥村{member.group}组",
            member.phone,
            None,
        ]

    def _league_trouble(self, sheet: Worksheet, row: int, number: int, member: Somebody) -> None:
        cell, plant = sheet.cell, lambda column, code: self.plant(LEAGUE_FILE, "Sheet1", row, column, code)
        if number == 3:
            cell(row, 5).value, cell(row, 5).number_format = "5/6/2004", "@"
            plant("出生年月", "date_ambiguous")
        elif number == 7:
            cell(row, 2).value = f"{member.name[0]}□"
            plant("姓名", "name_unreadable_character")
        elif number == 12:
            cell(row, 6).value, cell(row, 6).number_format = float(member.id_number[:17] + "0"), "0"
            plant("身份证件号", "id_number_damaged")
        elif number == 15:
            cell(row, 15).value = "1380"
            plant("手机号码", "phone_too_short")
        elif number == 17:
            cell(row, 6).value = self.members[15].id_number
            plant("身份证件号", "id_number_other_name")
            plant("出生年月", "birth_differs")
        elif number == 21:
            cell(row, 8).value, cell(row, 8).number_format = 2019.1, "General"
            plant("入团情况入团时间", "date_ambiguous")
