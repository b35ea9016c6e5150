"""The papers of help 帮扶: one module per family of papers; `facts` and `files` read their records.

files      cases with every record around them     facts      how all of it is written on paper
hardship   困难职工档案表, 困难职工家庭申报表, 家庭成员信息表 (printed for households by `homes`)
relief     临时救助, 困难妇女、困难儿童救助申请审批表
women      两癌救助申报表和汇总表, 春蕾计划资助申请表
children   留守儿童登记表和汇总表, 困境儿童信息登记表
pairing    结对登记表, 联系卡, 协议
giving     签领表, 转账发放表                      visiting   走访慰问记录
grid       what the bordered forms among them share
"""
