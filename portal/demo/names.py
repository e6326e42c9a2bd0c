"""Names of fictional firms: no real firm has them, because they join words that nobody joins.

A name is a beginning, an end and a trade, as "Tåkegrevling Bakeri AS". Every number gives another name.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class WordList:
    """The words that the names of one country are made of."""

    language: str
    form: str
    """The legal form that ends a name."""
    pattern: str
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]
    trades: Mapping[str, str]
    """The word for each trade, by the trade's key in `TRADES`."""


@dataclass(frozen=True)
class FirmName:
    """A fictional firm's name, and what goes with it."""

    text: str
    latin: str
    """The name in Latin letters."""
    slug: str
    trade: str


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


TRADES: Final = {
    "bakery": "nace2-c",
    "cleaning": "nace2-n",
    "transport": "nace2-h",
    "building": "nace2-f",
    "cafe": "nace2-i",
    "software": "nace2-j",
    "care": "nace2-q",
    "shop": "nace2-g",
    "garden": "nace2-a",
    "recycling": "nace2-e",
    "school": "nace2-p",
    "bookkeeping": "nace2-m",
    "theatre": "nace2-r",
    "laundry": "nace2-s",
}
"""The trades of fictional firms: each with the id of its term in the vocabulary "industries"."""

WORDS: Final = {
    "NO": WordList(
        language="nb",
        form="AS",
        pattern="{beginning}{end} {trade}",
        beginnings=_listed(
            "Tåke Mose Lyng Yr Kvist Rim Snø Tyri Sump Hagl Kvae Dugg Torv Skodde Siv Bark Kongle Blåbær Multe Tang "
            "Skum Sludd Einer Bregne Grus Gnist Sopp Skare Drypp Løv Myr Knopp Aske Fjær Skjell Rusk"
        ),
        ends=_listed(
            "grevling spissmus flaggermus snegle humle padde frosk rugde lemen piggsvin maur edderkopp øgle oter "
            "røyskatt ugle lomvi alke krabbe brosme steinbit hornugle veps bille gresshoppe tusenbein meitemark "
            "tiur orrhane bjørnebær mår snok lake mort skate kveite"
        ),
        trades={
            "bakery": "Bakeri",
            "cleaning": "Renhold",
            "transport": "Transport",
            "building": "Bygg",
            "cafe": "Kafé",
            "software": "Programvare",
            "care": "Omsorg",
            "shop": "Butikk",
            "garden": "Gartneri",
            "recycling": "Gjenvinning",
            "school": "Kursskole",
            "bookkeeping": "Regnskap",
            "theatre": "Scene",
            "laundry": "Vaskeri",
        },
    ),
    "BE": WordList(
        language="nl",
        form="BV",
        pattern="{trade} {beginning}{end}",
        beginnings=_listed(
            "Nevel Mos Heide Motregen Twijg Rijp Sneeuw Hars Moeras Hagel Dauw Turf Mist Riet Schors Dennen Bosbes "
            "Wier Schuim Jenever Varen Grind Vonk Paddo Druppel Loof Veen Knop As Veer Schelp Klei Krijt Distel "
            "Klaver Zilt"
        ),
        ends=_listed(
            "das spitsmuis vleermuis slak hommel pad kikker snip lemming egel mier spin hagedis otter wezel uil "
            "zeekoet alk krab kabeljauw zeewolf ransuil wesp kever sprinkhaan duizendpoot regenworm auerhaan "
            "korhoen braam marter ringslang kwabaal voorn rog heilbot"
        ),
        trades={
            "bakery": "Bakkerij",
            "cleaning": "Schoonmaak",
            "transport": "Vervoer",
            "building": "Bouw",
            "cafe": "Koffiehuis",
            "software": "Software",
            "care": "Thuiszorg",
            "shop": "Winkel",
            "garden": "Kwekerij",
            "recycling": "Kringloop",
            "school": "Leerhuis",
            "bookkeeping": "Boekhouding",
            "theatre": "Podium",
            "laundry": "Wasserij",
        },
    ),
    "BG": WordList(
        language="bg",
        form="ЕООД",
        pattern="{trade} {beginning} {end}",
        beginnings=_listed(
            "Мъглив Мъхест Росен Скрежен Смолист Блатен Торфен Шумолящ Боровинков Пенест Искрящ Гъбест Капещ Листат "
            "Пъпчив Пепелив Перест Миден Глинест Тебеширен Бодлив Детелинов Солен Облачен Градушков Снежинков "
            "Папратов Камъчест Хвойнов Тръстиков Шишарков Лишеен Кехлибарен Къпинов Ръждив Дъждовит"
        ),
        ends=_listed(
            "Таралеж Прилеп Охлюв Земляк Бръмбар Скакалец Гущер Бухал Рак Язовец Хамстер Лалугер Пор Кос Кълвач Щъркел "
            "Пеликан Сом Шаран Скорпион Паяк Стършел Пъдпъдък Глухар Смок Молец Комар Бекас Корморан Кашалот Лос Тюлен "
            "Паун Тритон Калкан Кефал"
        ),
        trades={
            "bakery": "Пекарна",
            "cleaning": "Почистване",
            "transport": "Транспорт",
            "building": "Строеж",
            "cafe": "Кафене",
            "software": "Софтуер",
            "care": "Грижа",
            "shop": "Магазин",
            "garden": "Разсадник",
            "recycling": "Рециклиране",
            "school": "Школа",
            "bookkeeping": "Счетоводство",
            "theatre": "Сцена",
            "laundry": "Пералня",
        },
    ),
}
"""The words of each country."""

_CYRILLIC: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфъь", "abvgdeziyklmnoprstufay", strict=True))
    | {"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya"}
)
_NORDIC: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
_STEP: Final = 7919
"""A prime that divides no product of the words' counts, so that its multiples visit every combination once."""


def firm_name(country: str, number: int, shift: int = 0) -> FirmName:
    """Give the name of a country's fictional firm with this number, from 0. Another number, another name and slug.

    Another `shift` gives the same names in another order.
    """
    words = WORDS[country]
    trades = tuple(words.trades)
    combinations = len(words.beginnings) * len(words.ends) * len(trades)
    again, place = divmod(number, combinations)
    place, trade = divmod((place * _STEP + shift) % combinations, len(trades))
    beginning, end = divmod(place, len(words.ends))
    core = words.pattern.format(
        beginning=words.beginnings[beginning], end=words.ends[end], trade=words.trades[trades[trade]]
    )
    core = f"{core} {again + 1}" if again else core
    text = f"{core} {words.form}"
    return FirmName(text, latin(text), slug(core), trades[trade])


def latin(text: str) -> str:
    """Give a text with its Cyrillic letters in Latin ones, as the Bulgarian Transliteration Act of 2009 has them."""
    written = []
    for word in text.split(" "):
        changed = re.sub("ия$", "ia", word.lower()).translate(_CYRILLIC)
        if word.isupper():
            changed = changed.upper()
        elif word[:1].isupper():
            changed = changed[:1].upper() + changed[1:]
        written.append(changed if changed.lower() != word.lower() else word)
    return " ".join(written)


def slug(text: str) -> str:
    """Give the text as a part of an address: lower-case Latin letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", latin(text).lower().translate(_NORDIC))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
