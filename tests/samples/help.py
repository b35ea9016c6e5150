"""The rosters that bring more than persons: workers in need, and children left behind."""

from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.desk import Desk, one_digit_wrong
from tests.samples.paper import convert, line, title, whole
from tests.samples.people import Somebody

WORKERS_FILE = "青龙镇总工会在档困难职工花名册.xls"
CHILDREN_FILE = "大河村、白水村农村留守儿童花名册.ods"

_BANK = "青龙镇农村信用合作社"


class HelpRosters(Desk):
    """Two lists as the union's and the civil affairs' own programs write them."""

    def in_need(self) -> None:
        """Workers in need, in the old format: units in headers, a card number that became a number, a subtotal."""
        book = Workbook()
        sheet = book.active
        sheet.title = "在档困难职工"
        header = ["序号", "职工编号", "姓  名", "性别", "民族", "身份证号码", "困难类别", "工作单位", "单位性质"]
        header += ["工作状态", "健康状况", "住房类型", "家庭人口（人）", "本人月平均收入(元)", "家庭其他年收入（元）"]
        header += ["家庭年度总收入\n（元）", "主要致困原因", "次要致困原因", "开户银行", "银行卡号", "建档时间"]
        header += ["联系电话", "家庭住址", "备注"]
        title(sheet, 1, "青龙镇总工会在档困难职工花名册", len(header))
        title(sheet, 2, "填报单位：青龙镇总工会（盖章）    填报日期：2026年9月15日", len(header), large=False)
        line(sheet, 3, list(header))
        people = [*self.workers[2:6], *self.town.people(9, "云岭村", (1968, 1990))]
        for number, worker in enumerate(people, 1):
            line(sheet, number + 3, self._worker_line(number, worker))
            self._worker_trouble(sheet, number + 3, number, worker)
        last = len(people) + 4
        line(sheet, last, ["合计", None, f"{len(people)}户"])
        sheet.cell(last + 1, 1, "审核人：")
        sheet.cell(last + 1, 8, "填表人：何丽华")
        convert(book, self.target / WORKERS_FILE)

    def _worker_line(self, number: int, worker: Somebody) -> list[object]:
        draw = self.draw
        own, others = draw.randrange(900, 2200, 50), draw.randrange(6000, 22000, 500)
        return [
            number,
            f"QL{number:05d}",
            worker.name,
            worker.sex,
            worker.nationality,
            worker.id_number,
            draw.choice(("深度困难", "相对困难", "意外致困")),
            "云岭茶业有限公司",
            "私营企业",
            draw.choice(("在岗", "病休", "农民工")),
            draw.choice(("良好", "良好", "癌症", "高血压病", "残疾")),
            draw.choice(("自建房", "租房", "廉租房")),
            draw.randint(2, 6),
            own,
            others,
            own * 12 + others,
            draw.choice(("本人大病", "供养直系亲属大病", "子女上学", "残疾", "意外灾害")),
            draw.choice(("子女上学", "", "")) or None,
            _BANK,
            f"6223{number:015d}",
            whole(date(draw.randint(2023, 2026), draw.randint(1, 8), draw.randint(1, 28)), draw),
            worker.phone,
            f"青龙镇{worker.village}{worker.group}组",
            None,
        ]

    def _worker_trouble(self, sheet: Worksheet, row: int, number: int, worker: Somebody) -> None:
        def spoil(column: int, value: object, header: str, code: str) -> None:
            cell = sheet.cell(row, column)
            cell.value = value  # type: ignore[assignment]
            cell.number_format = "0" if isinstance(value, int) else "@"
            self.plant(WORKERS_FILE, "在档困难职工", row, header, code)

        if number == 6:
            spoil(6, one_digit_wrong(worker.id_number), "身份证号码", "id_number_checksum")
        elif number == 8:
            spoil(20, 6223000000000000008, "银行卡号", "number_damaged")
        elif number == 10:
            spoil(7, "特别困难", "困难类别", "code_unknown")
        elif number == 12:
            spoil(14, "约1200", "本人月平均收入(元)", "number_unreadable")

    def left_behind(self) -> None:
        """Children left behind: a header of two rows, ticks, one sheet for two villages, a line that names each."""
        book = Workbook()
        sheet = book.active
        sheet.title = "留守儿童"
        top = ["序号", "儿童姓名", "性别", "民族", "出生日期", "公民身份证号码", "户口性质", "是否登记户口", "身体状况"]
        top += ["就学情况", "就读学校", "是否寄宿", "父亲", None, None, "母亲", None, None, "父母外出情况", "监护人"]
        top += [None, None, "监护类型", "家庭经济来源", "备注"]
        below: list[object] = [None] * len(top)
        below[12:18] = ["姓名", "务工地点", "联系电话"] * 2
        below[19:22] = ["姓名", "与儿童关系", "联系电话"]
        title(sheet, 1, "青龙镇农村留守儿童花名册", len(top))
        line(sheet, 2, list(top))
        line(sheet, 3, below)
        self._merge_header(sheet, top)
        row, number = 4, 0
        for village in ("大河村", "白水村"):
            line(sheet, row, [village])
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(top))
            row += 1
            for child in self.town.people(8, village, (2011, 2021)):
                number += 1
                line(sheet, row, self._child_line(number, child))
                self._child_trouble(sheet, row, number, child)
                row += 1
        line(sheet, row, ["合计", f"{number}人"])
        sheet.cell(row + 1, 1, "单位负责人：")
        sheet.cell(row + 1, 8, "复核人：")
        sheet.cell(row + 1, 16, "填表人：")
        convert(book, self.target / CHILDREN_FILE)

    @staticmethod
    def _merge_header(sheet: Worksheet, top: list[str | None]) -> None:
        """Groups over their columns, the other headers over both rows."""
        for column, text in enumerate(top, 1):
            if text in ("父亲", "母亲", "监护人"):
                sheet.merge_cells(start_row=2, end_row=2, start_column=column, end_column=column + 2)
            elif text:
                sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)

    def _child_line(self, number: int, child: Somebody) -> list[object]:
        draw, age = self.draw, 2026 - child.born.year
        school = "幼儿园" if age < 7 else "小学" if age < 13 else "初中"
        father, mother = (self.town.somebody(child.village, (1980, 1992), sex) for sex in "男女")
        keeper = self.town.somebody(child.village, (1952, 1962))
        both = number % 4 != 0
        return [
            number,
            child.name,
            child.sex,
            child.nationality,
            whole(child.born, draw),
            child.id_number,
            "农业户口",
            "是" if number % 7 else "否",
            "健康" if number % 6 else "残疾",
            school,
            f"{child.village}小学" if school == "小学" else f"青龙镇{school}",
            "是" if school == "初中" else "否",
            father.name,
            draw.choice(("浙江省宁波市", "广东省东莞市", "昆明市")),
            father.phone,
            mother.name,
            draw.choice(("浙江省宁波市", "广东省佛山市")) if both else None,
            mother.phone if both else None,
            "双方外出" if both else "一方外出",
            keeper.name,
            "祖父" if keeper.sex == "男" else "祖母",
            keeper.phone,
            draw.choice(("监护情况较好", "监护情况较好", "监护情况一般")) if both else "父或母无监护能力",
            draw.choice(("打工收入", "打工收入、种养殖业")),
            None,
        ]

    def _child_trouble(self, sheet: Worksheet, row: int, number: int, child: Somebody) -> None:
        def spoil(column: int, value: object, header: str, code: str) -> None:
            sheet.cell(row, column).value = value  # type: ignore[assignment]
            self.plant(CHILDREN_FILE, "留守儿童", row, header, code)

        if number == 3:
            spoil(6, one_digit_wrong(child.id_number), "公民身份证号码", "id_number_checksum")
        elif number == 9:
            spoil(10, "三年级", "就学情况", "code_unknown")
        elif number == 13:
            spoil(19, "不清楚", "父母外出情况", "code_unknown")
