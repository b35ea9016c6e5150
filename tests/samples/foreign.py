"""Rosters in other dresses: text, web page, another office program, an old workbook."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from tests.samples.desk import Desk, one_digit_wrong
from tests.samples.paper import convert, line, month, title
from tests.samples.people import Somebody

CSV_FILE = "龙泉社区青年信息表.csv"
HTML_FILE = "大河村困难妇女信息（系统导出）.xls"
ODS_FILE = "云岭村村民信息登记表.ods"
XLS_FILE = "青龙镇机关工会会员名册.xls"


class ForeignRosters(Desk):
    """Lists that came as something else."""

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
            plant("家庭月人均收入(元)", "number_unreadable")
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
                    sheet.cell(row, 5).value = one_digit_wrong(person.id_number)
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
