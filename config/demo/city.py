"""Who works in the demo city: organs, officers and the duties they act in."""

from datetime import date

from accounts.models import Duty, Level, Officer, Organ, OrganKind, Role

PASSWORD = "xinfang-demo"
SINCE = date(2020, 1, 1)

# name, document code, telephone, competences
DEPARTMENTS = [
    ("住房和城乡建设局", "江建", "8230 1101", "公租房 物业 房屋质量 漏水 棚户区 施工 供暖 预售资金"),
    ("人力资源和社会保障局", "江人社", "8230 1102", "工资 欠薪 社保 养老金 工伤 劳动合同 就业"),
    ("自然资源和规划局", "江资", "8230 1103", "征地 宅基地 土地 规划 不动产登记 违法占地"),
    ("生态环境局", "江环", "8230 1104", "噪音 油烟 污水 扬尘 河道 异味 垃圾"),
    ("交通运输局", "江交", "8230 1105", "公交 道路 出租车 客运 路灯"),
    ("教育局", "江教", "8230 1106", "入学 学区 学校 教师 培训机构"),
    ("卫生健康委员会", "江卫", "8230 1107", "医院 医疗 疫苗 医疗纠纷"),
    ("民政局", "江民", "8230 1108", "低保 养老 残疾 殡葬 救助"),
    ("水利局", "江水", "8230 1109", "饮水 灌溉 水库 河堤 自来水"),
    ("城市管理局", "江城管", "8230 1110", "违建 占道 停车 市容 广告牌 夜市"),
    ("市场监督管理局", "江市监", "8230 1111", "消费 食品 价格 计量 电梯"),
    ("公安局", "江公", "8230 1112", "户籍 交通违法 治安 养犬"),
]  # fmt: skip
COUNTIES = [("东湖区", "东", ["湖滨街道", "柳林街道"]), ("青山县", "青", ["青石镇", "白河乡"])]
FAMILY = "陈李王张刘赵孙周吴郑冯褚卫蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
GIVEN = [
    "建国",
    "秀英",
    "志强",
    "丽华",
    "伟",
    "芳",
    "敏",
    "军",
    "桂兰",
    "玉梅",
    "海燕",
    "文博",
    "晓东",
    "雪莲",
    "长河",
    "国平",
    "春生",
    "立新",
    "雅琴",
    "思远",
]

# The people whose logins the demo shows: username, role, name. Others have their own sign-in names and the same password.
SHOWN = [
    ("clerk", Role.CLERK, "陈丽华", "窗口接访员 · window clerk"),
    ("dispatcher", Role.DISPATCHER, "李志强", "分办员 · dispatcher"),
    ("bureau", Role.B_LEAD, "周国平", "信访局领导 · bureau leader"),
    ("supervisor", Role.SUPERV, "吴晓东", "督查员 · supervisor"),
    ("joint", Role.JOINT, "蒋长河", "联席会议办公室 · joint-conference office"),
    ("accusations", Role.DISC, "郑文博", "检举控告专办员 · accusation officer"),
    ("admin", Role.ADMIN, "冯立新", "系统管理员 · system administrator"),
    ("auditor", Role.AUDITOR, "许思远", "审计员 · auditor"),
]
SHOWN_IN_GOVERNMENT = [
    ("government", Role.O_LEAD, "沈国平", "市政府领导 · leader of the city government"),
    ("reviewer", Role.REVIEW, "沈桂兰", "市政府复查复核办 · review officer of the city government"),
]
SHOWN_IN_HOUSING = [
    ("liaison", Role.LIAISON, "赵雅琴", "市住建局联络员 · liaison officer of the housing bureau"),
    ("handler", Role.HANDLER, "孙思远", "市住建局承办人 · case handler of the housing bureau"),
    ("leader", Role.O_LEAD, "何建国", "市住建局领导 · leader of the housing bureau"),
    ("archivist", Role.ARCHIVIST, "钱桂兰", "市住建局档案员 · archivist of the housing bureau"),
]


class City:
    """The organs and duties by their places, for the story to find its people."""

    def __init__(self, random, hashed):
        self.random, self.hashed = random, hashed
        self.names = iter(self._names())
        self.people = {}
        nation = self.organ("国家信访局", "国家信访局", OrganKind.BUREAU, Level.NATIONAL, None, "国信")
        province = self.organ("江南省委、省人民政府", "江南省", OrganKind.GOVERNMENT, Level.PROVINCE, nation, "南府")
        self.organ("江南省信访局", "省信访局", OrganKind.BUREAU, Level.PROVINCE, province, "南信", phone="0909-8100 1000")
        self.province = province
        self.staff(province, [Role.REVIEW, Role.O_LEAD])
        city = self.organ("江城市委、市人民政府", "江城市", OrganKind.GOVERNMENT, Level.CITY, province, "江府")
        self.city = city
        self.show(city, SHOWN_IN_GOVERNMENT)
        self.bureau = self.organ(
            "江城市信访局", "市信访局", OrganKind.BUREAU, Level.CITY, city, "江信", phone="0909-8230 1000", address="江城市人民路 18 号群众接待大厅",
            hours="周一至周五 9:00—12:00，13:30—17:00",
        )  # fmt: skip
        self.organ("江城市信访工作联席会议", "市联席会议", OrganKind.JOINT_CONFERENCE, Level.CITY, city, "江联")
        self.discipline = self.organ("江城市纪委监委", "市纪委监委", OrganKind.DISCIPLINE, Level.CITY, city, "江纪", phone="0909-12388")
        self.staff(self.discipline, [Role.DISC])
        self.departments = {}
        for name, code, phone, competences in DEPARTMENTS:
            organ = self.organ(
                f"江城市{name}", f"市{name}", OrganKind.DEPARTMENT, Level.CITY, city, code, phone=f"0909-{phone}", competences=competences
            )
            self.departments[name] = organ
            if name == "住房和城乡建设局":
                self.show(organ, SHOWN_IN_HOUSING)
                self.staff(organ, [Role.HANDLER])
            else:
                self.staff(organ, [Role.LIAISON, Role.HANDLER, Role.HANDLER, Role.O_LEAD, Role.ARCHIVIST])
        self.show(self.bureau, SHOWN)
        self.staff(self.bureau, [Role.CLERK, Role.DISPATCHER, Role.ARCHIVIST])
        clerk = self.people[self.bureau.pk, Role.CLERK][0]
        self.duty(clerk.officer, self.bureau, Role.DISPATCHER)  # one officer, two duties
        self.bureaus = [self.bureau]
        self.townships = []
        for name, short, townships in COUNTIES:
            county = self.organ(f"江城市{name}委、{name}人民政府", name, OrganKind.GOVERNMENT, Level.COUNTY, city, f"{short}府")
            self.staff(county, [Role.REVIEW, Role.O_LEAD])
            bureau = self.organ(
                f"江城市{name}信访局", f"{name}信访局", OrganKind.BUREAU, Level.COUNTY, county, f"{short}信", phone="0909-8320 1000", address=f"{name}政务中心一楼",
                hours="周一至周五 9:00—12:00，14:00—17:00",
            )  # fmt: skip
            self.staff(bureau, [Role.CLERK, Role.DISPATCHER, Role.B_LEAD, Role.SUPERV, Role.DISC])
            self.bureaus.append(bureau)
            for number, township in enumerate(townships, start=1):
                organ = self.organ(
                    f"江城市{name}{township}", township, OrganKind.GOVERNMENT, Level.TOWNSHIP, county, f"{short}乡{number}", phone="0909-8330 2000",
                    competences="低保 邻里 宅基地 村务 道路",
                )  # fmt: skip
                first = self.staff(organ, [Role.LIAISON])[0]
                self.duty(first.officer, organ, Role.DISPATCHER)
                self.staff(organ, [Role.HANDLER, Role.O_LEAD, Role.ARCHIVIST, Role.CLERK])
                self.townships.append(organ)

    def organ(self, name, short_name, kind, level, parent, code, **fields):
        return Organ.objects.create(name=name, short_name=short_name, kind=kind, level=level, parent=parent, code=code, **fields)

    def officer(self, username, name):
        return Officer.objects.create(username=username, name=name, password=self.hashed, email=f"{username}@jiangcheng.example")

    def duty(self, officer, organ, role):
        is_principal = role == Role.O_LEAD and (organ.pk, role) not in self.people
        duty = Duty.objects.create(officer=officer, organ=organ, role=role, since=SINCE, is_principal=is_principal)
        self.people.setdefault((organ.pk, role), []).append(duty)
        return duty

    def show(self, organ, cast):
        return [self.duty(self.officer(username, name), organ, role) for username, role, name, _words in cast]

    def staff(self, organ, roles):
        number = Officer.objects.count()
        return [self.duty(self.officer(f"u{number + place}", next(self.names)), organ, role) for place, role in enumerate(roles)]

    def who(self, organ, role):
        """Any of the organ's people in that role; None where it has none."""
        people = self.people.get((organ.pk, role))
        return self.random.choice(people) if people else None

    def _names(self):
        while True:
            yield self.random.choice(FAMILY) + self.random.choice(GIVEN)
