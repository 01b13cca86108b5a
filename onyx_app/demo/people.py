"""Who is in the sample agencies. Names are invented; e-mails end in a domain that cannot exist."""

from dataclasses import dataclass

from onyx_app.roles import Role


@dataclass(frozen=True)
class SamplePerson:
    """`starts_at` is the local hour their usual shift begins; None for people who keep no clock."""

    name: str
    role: Role
    starts_at: int | None = None
    hours: int = 8
    days_off: tuple[int, ...] = (5, 6)  # weekday numbers, Monday 0
    creators: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@sample.test"


@dataclass(frozen=True)
class SampleCreator:
    """`sales_a_day` is the mean; `typical` the median gross of a sale in minor units."""

    name: str
    handle: str
    tagline: str
    sales_a_day: int
    typical: int
    share_bp: int
    person: str = ""


@dataclass(frozen=True)
class SampleAgency:
    name: str
    currency: str
    zone: str
    country: str
    accent: str
    people: tuple[SamplePerson, ...]
    creators: tuple[SampleCreator, ...]


NORTHLIGHT = SampleAgency(
    name="Northlight Agency",
    currency="EUR",
    zone="Europe/Bucharest",
    country="RO",
    accent="",
    people=(
        SamplePerson("Mona Oprea", Role.OWNER),
        SamplePerson("Adrian Stan", Role.ADMIN, 9, 8),
        SamplePerson("Mara Ilie", Role.MANAGER, 10, 8, (0, 1)),
        SamplePerson("Tudor Pavel", Role.MANAGER, 16, 8, (0, 1)),
        SamplePerson("Ada Marin", Role.CHATTER, 11, 8, (2, 3), ("Luna",)),
        SamplePerson("Sam Costa", Role.CHATTER, 12, 8, (1, 2), ("Vera", "Iris")),
        SamplePerson("Jon Bailey", Role.CHATTER, 18, 8, (3, 4), ("Luna", "Vera")),
        SamplePerson("Ela Dumitru", Role.CHATTER, 20, 8, (2, 3), ("Iris", "Luna")),
        SamplePerson("Nico Weber", Role.CHATTER, 2, 7, (4, 5), ("Vera", "Luna")),
        SamplePerson("Cora Lindt", Role.CONTENT, 9, 6),
        SamplePerson("Luna Vale", Role.CREATOR),
        SamplePerson("Vera North", Role.CREATOR),
    ),
    creators=(
        SampleCreator("Luna", "lunavale", "Slow mornings, loud music, long walks.", 22, 1400, 7000, "Luna Vale"),
        SampleCreator("Vera", "veranorth", "Film cameras and cold water swimming.", 16, 1100, 6500, "Vera North"),
        SampleCreator("Iris", "irisbloom", "Plants, tattoos and terrible puns.", 9, 900, 6000),
    ),
)

BLUE_HARBOR = SampleAgency(
    name="Blue Harbor Talent",
    currency="USD",
    zone="America/New_York",
    country="US",
    accent="#0f9d8a",
    people=(
        SamplePerson("Grace Hall", Role.OWNER),
        SamplePerson("Ada Marin", Role.MANAGER, 9, 4, (5, 6)),  # the one person who works for both
        SamplePerson("Ben Ortiz", Role.CHATTER, 12, 8, (0, 1), ("Nova",)),
        SamplePerson("Zoe Kim", Role.CHATTER, 18, 6, (2, 3), ("Nova", "Skye")),
    ),
    creators=(
        SampleCreator("Nova", "novastarr", "Night shifts and neon.", 14, 1900, 7500),
        SampleCreator("Skye", "skyeharbor", "Boats, books, bad weather.", 6, 1200, 7000),
    ),
)

AGENCIES = (NORTHLIGHT, BLUE_HARBOR)
