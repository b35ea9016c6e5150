"""Makes the sample rosters of `resources/samples`: `python -m tests.samples.make`.

青龙镇 in autumn 2026: a tea company with its union, a League branch, the women of three villages, and lists that
overlap, each as messy as villages send them. Every trouble stands at a known row (`planted.json`).
"""

import csv
import io
import json
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from resources import path
from tests.samples.paper import Plants, convert, line, month, save_xlsx, title, whole
from tests.samples.people import VILLAGES, Somebody, Town

UNION_FILE = "云岭茶业有限公司工会会员花名册.xlsx"
LEAGUE_FILE = "石桥村团支部团员花名册.xlsx"
WOMEN_FILE = "青龙镇妇联妇女花名册（分村）.xlsx"
CSV_FILE = "龙泉社区青年信息表.csv"
HTML_FILE = "大河村困难妇女信息（系统导出）.xls"
ODS_FILE = "云岭村村民信息登记表.ods"
XLS_FILE = "青龙镇机关工会会员名册.xls"


class Maker:
    """Writes one roster after the other and takes down what it planted."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.town = Town()
        self.draw = self.town.random
        self.plant = Plants()
        self.candidates: dict[str, str] = {}
        self.rare = self.town.rare()

    def all(self) -> None:
        """Every sample, the list of troubles and the index."""
        self.workers = self._workers()
        self.members = self._league_members()
        self.union()
        self.league()
        self.women()
        self.text()
        self.page()
        self.groups()
        self.old()
        self._index()

    def _workers(self) -> list[Somebody]:
        workers = self.town.people(38, "云岭村", (1968, 2003))
        workers += [self.town.somebody("云岭村", (1975, 1999), name=name) for name in self.rare[:4]]
        star = self.town.somebody("云岭村", (1990, 1990), "女", "普丽琼")
        star.facts = {
            "applied": date(2025, 11, 3),
            "joined": date(2014, 5, 4),
            "post": "工会小组长",
            "works": date(2012, 3, 1),
        }
        second = self.town.somebody("白水村", (1984, 1984), "男", "杨承志")
        second.facts = {
            "applied": date(2025, 12, 15),
            "joined": date(2010, 6, 1),
            "post": "",
            "works": date(2008, 7, 1),
        }
        self.candidates["union"] = star.id_number
        workers[7:7] = [star]
        workers[20:20] = [second]
        return workers

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

    def union(self) -> None:
        """An enterprise's union: spaces and line breaks in headers, numbers for texts, a subtotal, signatures."""
        book = Workbook()
        sheet = book.active
        sheet.title = "会员名册"
        header = [
            "序号",
            "姓  名",
            "*性别",
            "民族",
            "出生\n年月",
            "*身份证号码",
            "政治面貌",
            "文化程度",
            "参加工作时间",
        ]
        header += ["工种（岗位）", "用工形式", "入会时间", "会员证号", "会内职务", "申请入党时间", "联系电话", "备 注"]
        title(sheet, 1, "云岭茶业有限公司工会会员花名册", len(header))
        title(
            sheet,
            2,
            "填报单位：云岭茶业有限公司工会委员会（盖章）      填报时间：2026年9月10日",
            len(header),
            large=False,
        )
        line(sheet, 3, list(header))
        row = 4
        for number, worker in enumerate(self.workers, 1):
            line(sheet, row, self._union_line(number, worker))
            self._union_trouble(sheet, row, number, worker)
            row += 1
            if number == 20:
                line(sheet, row, ["小计", 20, None, None])
                line(sheet, row + 1, list(header))
                row += 2
        hidden = self.town.somebody("云岭村", (1980, 1990))
        line(sheet, row, self._union_line(len(self.workers) + 1, hidden))
        sheet.row_dimensions[row].hidden = True
        line(sheet, row + 1, ["合计", len(self.workers)])
        sheet.cell(row + 2, 1, "单位负责人：周国强")
        sheet.cell(row + 2, 6, "填表人：何丽华")
        sheet.cell(row + 2, 12, "联系电话：13800001234")
        save_xlsx(book, self.target / UNION_FILE)

    def _union_line(self, number: int, worker: Somebody) -> list[object]:
        draw, facts = self.draw, worker.facts
        works = facts.get("works") or date(min(worker.born.year + draw.randint(18, 24), 2024), draw.randint(1, 12), 1)
        joined = facts.get("joined") or date(min(works.year + 1, 2025), draw.randint(1, 12), 1)
        applied = facts.get("applied")
        return [
            number,
            worker.name if number % 9 or len(worker.name) > 2 else " ".join(worker.name),
            worker.sex if number % 8 else f"{worker.sex}性",
            worker.nationality.removesuffix("族") if number % 3 == 0 else worker.nationality,
            month(worker.born, draw),
            worker.id_number,
            "群众" if number % 6 else "中共党员",
            "大学" if worker.education == "本科" else worker.education,
            month(works, draw),
            draw.choice(("采茶工", "炒茶工", "包装工", "销售员", "电工", "质检员")),
            draw.choice(("合同制", "劳动合同", "临时工", "正式")),
            month(joined, draw),
            f"YL2026{number:04d}",
            facts.get("post") or (draw.choice(("工会委员", "", "", "", "")) or None),
            whole(applied, draw) if isinstance(applied, date) else None,
            worker.phone if number % 4 else int(worker.phone),
            None,
        ]

    def _union_trouble(self, sheet, row: int, number: int, worker: Somebody) -> None:
        cell, plant = sheet.cell, lambda column, code: self.plant(UNION_FILE, "会员名册", row, column, code)
        if number == 3:
            cell(row, 6).value = int(worker.id_number[:15] + "000") if worker.id_number[:17].isdigit() else None
            cell(row, 6).number_format = "0"
            plant("身份证号码", "id_number_damaged")
        elif number == 5:
            cell(row, 6).value = (
                worker.id_number[:10] + worker.id_number[11] + worker.id_number[10] + worker.id_number[12:]
            )
            cell(row, 6).value = _one_digit_wrong(worker.id_number)
            plant("身份证号码", "id_number_checksum")
        elif number == 11:
            cell(row, 5).value, cell(row, 5).number_format = 1990.1, "General"
            plant("出生年月", "date_ambiguous")
        elif number == 13:
            cell(row, 6).value = "".join(chr(ord(char) + 0xFEE0) for char in worker.id_number)
        elif number == 14:
            cell(row, 5).value = f'=MID(F{row},7,4)&"."&MID(F{row},11,2)'
            plant("出生年月", "formula_without_value")
        elif number == 16:
            cell(row, 2).value = f"{worker.name[0]}(yù){worker.name[-1]}"
            plant("姓名", "name_unreadable_character")
        elif number == 18:
            cell(row, 7).value = "入党积极分子"
        elif number == 19:
            cell(row, 5).value, cell(row, 5).number_format = 33000, "General"
            plant("出生年月", "birth_differs")
        elif number == 25:
            cell(row, 15).value = "不详"
        elif number == 27:
            for column in range(2, 18):
                cell(row, column).value = cell(row - 1, column).value
            plant("身份证号码", "duplicate_in_file")
        elif number == 30:
            cell(row, 8).value = "私塾"
            plant("文化程度", "code_unknown")
        elif number == 33:
            cell(row, 6).value = worker.id_number[:17]
            plant("身份证号码", "id_number_length")
        elif number == 36:
            cell(row, 17).value = "=双职工家庭"
            cell(row, 17).data_type = "s"

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

    def _league_trouble(self, sheet, row: int, number: int, member: Somebody) -> None:
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
        elif number == 21:
            cell(row, 8).value, cell(row, 8).number_format = 2019.1, "General"
            plant("入团情况入团时间", "date_ambiguous")

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
    def _merge_groups(sheet, women: list[Somebody]) -> None:
        """The village over all rows, each group over its own."""
        sheet.merge_cells(start_row=3, end_row=len(women) + 2, start_column=1, end_column=1)
        for group in range(1, 7):
            rows = [row for row, woman in enumerate(women, 3) if woman.group == group]
            if len(rows) > 1:
                sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=2, end_column=2)

    def _women_trouble(self, sheet, village: str, number: int, women: list[Somebody]) -> None:
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
                "code_unknown": "穿青人",
                "sex_differs": "男",
                "id_number_damaged": "9.99999E+17",
                "id_number_checksum": _one_digit_wrong(women[row - 3].id_number),
            }
            sheet.cell(row, column).value = wrong[code]
            self.plant(WOMEN_FILE, village, row, header, code)

    def text(self) -> None:
        """A text file of a community, in the encoding of Chinese Windows, with wrapped numbers."""
        people = self.town.people(30, "龙泉社区", (1992, 2010))
        people += [self.town.somebody("龙泉社区", (1992, 2000), name=self.rare[8])]
        people += [member for member in self.members if not member.facts][:2]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        header = [
            "编号",
            "姓名Name",
            "性别",
            "族别",
            "生日",
            "证件号码",
            "学历",
            "政治面貌",
            "现居住地",
            "手机",
            "是否党员",
            "说明",
        ]
        writer.writerow(["龙泉社区青年信息表"] + [""] * 11)
        writer.writerow(header)
        for number, person in enumerate(people, 1):
            writer.writerow(self._text_line(number, person))
        writer.writerow(["以下空白"] + [""] * 11)
        (self.target / CSV_FILE).write_bytes(out.getvalue().encode("gb18030"))

    def _text_line(self, number: int, person: Somebody) -> list[object]:
        plant = lambda column, code: self.plant(CSV_FILE, "", number + 2, column, code)  # noqa: E731
        written = person.id_number
        name: str = person.name
        born = month(person.born, self.draw)
        if number % 2:
            written = f'="{written}"'
        elif number % 5 == 0:
            written = f"\t{written}"
        if number == 4:
            written = f"{float(person.id_number[:17] + '0'):.5E}"
            plant("证件号码", "id_number_damaged")
        elif number == 9:
            name = f"{name[0]}〓"
            plant("姓名Name", "name_unreadable_character")
        elif number == 12:
            born = "1990.1"
            plant("生日", "date_ambiguous")
        elif number == 14:
            born = "九几年"
            plant("生日", "date_unreadable")
        elif number == 16:
            name = "  ".join(name)
        status = "团员" if person.born.year > 1998 else "群众"
        address = f"青龙镇龙泉社区{person.group}组" if number % 6 else "－"
        return [
            number,
            name,
            person.sex,
            person.nationality,
            born,
            written,
            person.education,
            status,
            address,
            person.phone,
            "否",
            "",
        ]

    def page(self) -> None:
        """What an office system calls .xls and what is a web page."""
        women = self.town.people(24, "大河村", (1950, 2000), "女")
        header = [
            "1.序号",
            "2.姓名",
            "3.身份证号",
            "4.村组",
            "5.困难类别",
            "6.致贫原因",
            "7.家庭人口",
            "8.家庭月人均收入(元)",
        ]
        header += ["9.健康状况", "10.残疾类别", "11.开户银行", "12.银行卡号", "13.联系电话"]
        rows = [f'<tr><td colspan="{len(header)}">大河村困难妇女信息</td></tr>']
        rows.append("<tr>" + "".join(f"<th>{head}</th>" for head in header) + "</tr>")
        for number, woman in enumerate(women, 1):
            rows.append(self._page_line(number, woman))
        rows.append(f'<tr><td colspan="2">总计</td><td>{len(women)}</td>' + "<td></td>" * (len(header) - 3) + "</tr>")
        body = "\n".join(rows)
        page = (
            '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>导出</title>'
            f"<style>td{{mso-number-format:'\\@'}}</style></head><body><table border=1>\n{body}\n</table></body></html>"
        )
        (self.target / HTML_FILE).write_bytes(page.encode("gb18030"))

    def _page_line(self, number: int, woman: Somebody) -> str:
        draw = self.draw
        plant = lambda column, code: self.plant(HTML_FILE, "", number + 2, column, code)  # noqa: E731
        number_cell = f"<td>{woman.id_number}</td>"
        if number == 6:
            number_cell = f'<td x:num="{float(woman.id_number[:17] + "0"):.0f}">{woman.id_number[:15]}000</td>'
            plant("身份证号", "id_number_damaged")
        card = f"<td>622848000000{number:07d}</td>"
        if number == 10:
            card = '<td x:num="6228480000000000000">6.22848E+18</td>'
            plant("银行卡号", "number_damaged")
        income = f"{draw.randint(200, 900)}"
        if number == 13:
            income = "约五百"
            plant("家庭月人均收入", "number_unreadable")
        cells = [f"<td>{number}</td>", f"<td>{woman.name}</td>", number_cell]
        cells += [f"<td>{woman.group}组</td>", f"<td>{draw.choice(('低保户', '深度困难', ''))}</td>"]
        cells += [
            f"<td>{draw.choice(('因病', '因残', '子女上学'))}</td>",
            f"<td>{draw.randint(1, 6)}</td>",
            f"<td>{income}</td>",
        ]
        cells += [f"<td>{draw.choice(('健康', '患慢性病'))}</td>", f"<td>{draw.choice(('', '', '肢体残疾'))}</td>"]
        cells += ["<td>农村信用社<br>青龙分社</td>", card, f"<td>{woman.phone}&nbsp;</td>"]
        return "<tr>" + "".join(cells) + "</tr>"

    def groups(self) -> None:
        """Two lists below each other on one sheet of a village, saved by another office program."""
        book = Workbook()
        sheet = book.active
        sheet.title = "村民"
        header = ["序号", "户主姓名", "性别", "出生年月", "身份证号码", "家庭人口", "户口性质", "联系电话", "备注"]
        row = 1
        for group in (1, 2):
            title(sheet, row, f"云岭村第{group}村民小组登记表", len(header))
            title(sheet, row + 1, "填报单位：云岭村村民委员会", len(header), large=False)
            line(sheet, row + 2, list(header))
            row += 3
            people = self.town.people(14, "云岭村", (1950, 2002))
            if group == 2:
                people += [worker for worker in self.workers if worker.village == "云岭村" and not worker.facts][30:33]
            for number, person in enumerate(people, 1):
                line(sheet, row, self._group_line(number, person))
                if group == 1 and number == 5:
                    sheet.row_dimensions[row].hidden = True
                if group == 1 and number == 8:
                    sheet.cell(row, 6).value = "五口"
                    self.plant(ODS_FILE, "村民", row, "家庭人口", "number_unreadable")
                if group == 2 and number == 3:
                    sheet.cell(row, 5).value = _one_digit_wrong(person.id_number)
                    self.plant(ODS_FILE, "村民", row, "身份证号码", "id_number_checksum")
                row += 1
            line(sheet, row, ["合计", f"{len(people)}户"])
            row += 2
        convert(book, self.target / ODS_FILE)

    def _group_line(self, number: int, person: Somebody) -> list[object]:
        kind = self.draw.choice(("农业", "非农", "农业户口"))
        size = self.draw.randint(1, 7)
        return [
            number,
            person.name,
            person.sex,
            month(person.born, self.draw),
            person.id_number,
            size,
            kind,
            person.phone,
            None,
        ]

    def old(self) -> None:
        """An old workbook whose ID numbers somebody let the spreadsheet keep as numbers."""
        book = Workbook()
        sheet = book.active
        sheet.title = "机关工会"
        header = [
            "序号",
            "姓名",
            "性别",
            "出生日期",
            "身份证号",
            "部门",
            "职务",
            "学历",
            "工作时间",
            "入会日期",
            "会员编号",
            "电话",
        ]
        title(sheet, 1, "青龙镇机关工会委员会会员名册", len(header))
        line(sheet, 2, list(header))
        people = self.town.people(22, "龙泉社区", (1966, 2000))
        people += [self.town.somebody("龙泉社区", (1975, 1995), name=self.rare[11])]
        for number, person in enumerate(people, 1):
            row = number + 2
            line(sheet, row, self._old_line(number, person))
            if number % 6 == 2:
                sheet.cell(row, 5).value = int(person.id_number[:15] + "000")
                sheet.cell(row, 5).number_format = "0"
                self.plant(XLS_FILE, "机关工会", row, "身份证号", "id_number_damaged")
        last = len(people) + 3
        sheet.cell(last, 1, "负责人：")
        sheet.cell(last, 5, "制表：")
        convert(book, self.target / XLS_FILE)

    def _old_line(self, number: int, person: Somebody) -> list[object]:
        draw = self.draw
        works = date(min(person.born.year + 23, 2023), 8, 1)
        joined = date(min(person.born.year + 24, 2024), 5, 1)
        return [
            number,
            person.name,
            person.sex,
            person.born,
            person.id_number,
            draw.choice(("党政办", "党建办", "财政所", "农业中心")),
            draw.choice(("科员", "主任", "副主任", "")),
            draw.choice(("本科", "大专")),
            works,
            month(joined, draw),
            f"QL{number:03d}",
            int(person.phone),
        ]

    def _index(self) -> None:
        """What each sample is, and whose dossiers the demonstration makes."""
        files = [
            (UNION_FILE, "union", "云岭茶业有限公司工会委员会", "企业工会会员花名册（.xlsx）"),
            (LEAGUE_FILE, "league", "石桥村团支部", "两行表头的团员花名册（.xlsx）"),
            (WOMEN_FILE, "women", "", "一村一张工作表的妇女花名册（.xlsx）"),
            (CSV_FILE, "", "", "GB 18030 编码的文本（.csv）"),
            (HTML_FILE, "", "", "名为 .xls 的网页导出件"),
            (ODS_FILE, "", "", "一张表上有两个名单（.ods）"),
            (XLS_FILE, "union", "青龙镇机关工会委员会", "身份证号成了数字的旧格式（.xls）"),
        ]
        index = {
            "township": "青龙镇",
            "villages": list(VILLAGES),
            "files": [
                {"file": file, "kind_of_body": kind, "body": body, "what": what} for file, kind, body, what in files
            ],
            "candidates": self.candidates,
        }
        text = json.dumps(index, ensure_ascii=False, indent=2) + "\n"
        (self.target / "index.json").write_text(text, "utf-8")


def _one_digit_wrong(number: str) -> str:
    """The number with the last digit of its order changed, so that the check no longer fits."""
    digit = (int(number[15]) + 3) % 10
    return number[:15] + str(digit) + number[16:]


def make(target: Path) -> Plants:
    """Write all samples into a directory."""
    maker = Maker(target)
    maker.all()
    return maker.plant


if __name__ == "__main__":
    make(path("samples")).save(Path(__file__).with_name("planted.json"))
