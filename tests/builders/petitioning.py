"""Petitions for tests, and what the papers of a protected case ask."""

from datetime import date
from typing import Any

from models.core.dates import PartialDate
from models.office.office import OpenOffice
from models.rights import doing
from models.rights.records import RightsCase


def petition(opened: OpenOffice, **values: Any) -> RightsCase:
    """A petition, registered where it belongs."""
    given = {
        "registered_on": date(2026, 11, 16),
        "registered_at": "09:20",
        "channel": "visit",
        "name": "单立梅",
        "sex": "2",
        "born": PartialDate(1988, 3, 7),
        "phone": "13800001234",
        "address": "大坪村三组",
        "accused_name": "仇正明",
        "accused_relation": "邻居",
        "rights_class": "0501",
        "problem": "承包地被占用，协商多次没有结果。",
        "claim": "退还承包地。",
    }
    return doing.register(opened, {**given, **values}).value


def violence_case(opened: OpenOffice, **values: Any) -> RightsCase:
    """A petition about family violence; somebody must be inside the compartment."""
    given = {
        "rights_class": "0205",
        "accused_relation": "丈夫",
        "problem": "丈夫多次殴打。",
        "claim": "要求制止，申请保护令。",
        "wishes": "先不离婚。",
        "safe_contact": "工作日白天打娘家电话，不要打家里电话。",
        "capacity": "full",
    }
    return petition(opened, **{**given, **values})


VIOLENCE = {
    "victim_name": "单立梅",
    "victim_sex": "2",
    "abuser_name": "仇正明",
    "relation": "1",
    "forms_of_violence": ("body", "insult"),
    "frequency": "repeated",
    "place": "家里",
    "course": "酒后用木棍殴打。",
    "injuries": "左臂青紫。",
    "measures": ("dissuade", "police"),
    "danger": "high",
}

ORDER = {
    "court": "芒果县人民法院",
    "applicant_name": "单立梅",
    "applying_body": "self",
    "respondent_name": "仇正明",
    "relation": "1",
    "requested": ("1", "2"),
    "facts": "多次殴打。",
    "evidence": "照片三张，病历一份，报警回执一份。",
    "applied_on": date(2026, 11, 17),
    "applied_at": "10:00",
    "accepted_on": date(2026, 11, 18),
    "accepted_at": "11:00",
}

GRANTED = {
    "ending": "1",
    "decided_on": date(2026, 11, 19),
    "decided_at": "16:00",
    "measures": ("1", "2"),
    "valid_from": date(2026, 11, 19),
    "valid_to": date(2027, 5, 19),
    "served_on": date(2026, 11, 19),
}

WARNING = {
    "number": "芒公（龙）家暴告诫字〔2026〕第7号",
    "issued_on": date(2026, 11, 16),
    "station": "龙泉派出所",
    "abuser_name": "仇正明",
    "victim_name": "单立梅",
    "served_on": date(2026, 11, 17),
    "committee": "大坪村村民委员会",
    "committee_told_on": date(2026, 11, 18),
}

REPORT = {
    "finder": "王秀英",
    "finder_unit": "芒果镇妇联",
    "minor_name": "单小禾",
    "situation": "4",
    "facts": "身上有多处伤痕。",
    "reported_to": ("police",),
    "reported_to_name": "龙泉派出所",
    "reported_on": date(2026, 11, 16),
    "reported_at": "09:40",
    "report_form": "phone",
}

REFERRAL = {
    "to_kind": "legal_aid",
    "to_body": "芒果县法律援助中心",
    "reason": "需要代写起诉状。",
    "consent": True,
    "sent_on": date(2026, 11, 18),
}
