"""Texts of the fictional schemes and of the organisations behind them, in four languages."""

from typing import Final

from portal.demo.texts import said
from portal.words import SchemeKind

SCHEME_NAMES: Final = {
    SchemeKind.CERTIFICATION: said(
        "Demosertifikatet {name}",
        "Democertificaat {name}",
        "Демо сертификат „{name}“",
        "Demo certificate {name}",
    ),
    SchemeKind.MEMBERSHIP: said(
        "Demomedlemskap i {name}",
        "Demolidmaatschap van {name}",
        "Демо членство в „{name}“",
        "Demo membership of {name}",
    ),
    SchemeKind.CHARTER: said(
        "Democharteret {name}",
        "Democharter {name}",
        "Демо харта „{name}“",
        "Demo charter {name}",
    ),
}

OWNER_NAMES: Final = {
    SchemeKind.CERTIFICATION: said(
        "Demosertifisering {name}",
        "Democertificering {name}",
        "Демо сертификация „{name}“",
        "Demo certification {name}",
    ),
    SchemeKind.MEMBERSHIP: said(
        "Demoforeningen {name}",
        "Demovereniging {name}",
        "Демо сдружение „{name}“",
        "Demo association {name}",
    ),
    SchemeKind.CHARTER: said(
        "Demonettverket {name}",
        "Demonetwerk {name}",
        "Демо мрежа „{name}“",
        "Demo network {name}",
    ),
}

SHORT: Final = {
    SchemeKind.CERTIFICATION: said(
        "En oppdiktet sertifisering for forsøk med portalen.",
        "Een verzonnen certificering om het portaal te proberen.",
        "Измислена сертификация за изпробване на портала.",
        "An invented certification for trying out the portal.",
    ),
    SchemeKind.MEMBERSHIP: said(
        "Et oppdiktet medlemskap for forsøk med portalen.",
        "Een verzonnen lidmaatschap om het portaal te proberen.",
        "Измислено членство за изпробване на портала.",
        "An invented membership for trying out the portal.",
    ),
    SchemeKind.CHARTER: said(
        "Et oppdiktet løfte for forsøk med portalen.",
        "Een verzonnen belofte om het portaal te proberen.",
        "Измислено обещание за изпробване на портала.",
        "An invented promise for trying out the portal.",
    ),
}
"""A scheme in one sentence."""

WHAT: Final = {
    SchemeKind.CERTIFICATION: said(
        "Bedriften deltar på tre samlinger og blir vurdert etter faste krav.",
        "Het bedrijf volgt drie bijeenkomsten en wordt beoordeeld op vaste eisen.",
        "Фирмата участва в три срещи и се оценява по постоянни изисквания.",
        "A firm takes part in three gatherings and is assessed against fixed criteria.",
    ),
    SchemeKind.MEMBERSHIP: said(
        "Medlemmene møtes og deler erfaringer.",
        "De leden komen samen en delen ervaringen.",
        "Членовете се срещат и споделят опит.",
        "The members meet and share what they have learned.",
    ),
    SchemeKind.CHARTER: said(
        "Bedriften lover noe den skal gjøre før en bestemt dag.",
        "Het bedrijf belooft iets te doen voor een bepaalde dag.",
        "Фирмата обещава да направи нещо до определен ден.",
        "A firm promises to do something before a certain day.",
    ),
}
"""What one does in a scheme."""

WHO: Final = said(
    "Ordningen gjelder alle arbeidsgivere i det oppdiktede registeret.",
    "De regeling geldt voor alle werkgevers in het verzonnen register.",
    "Схемата е за всички работодатели в измисления регистър.",
    "The scheme is for all employers in the invented register.",
)
WHY: Final = said(
    "Den gjør det mulig å prøve portalen uten ekte bedrifter.",
    "Zo kan iedereen het portaal proberen zonder echte bedrijven.",
    "Тя позволява порталът да се изпробва без истински фирми.",
    "It lets people try the portal without real firms.",
)
LIMITS: Final = said(
    "Ingenting her er ekte, og ingenting her er bevis.",
    "Niets hier is echt en niets hier is een bewijs.",
    "Нищо тук не е истинско и нищо тук не е доказателство.",
    "Nothing here is real, and nothing here is proof.",
)
UNKNOWN: Final = said("prisen", "de prijs", "цената", "the price")
WHO_CAN_APPLY: Final = said("Hvem kan søke", "Wie zich kan aanmelden", "Кой може да кандидатства", "Who can apply")
OPEN_TO: Final = said(
    "alle bedrifter i landet (oppdiktet)", "elk bedrijf in het land (verzonnen)",
    "всяка фирма в страната (измислено)", "every firm in the country (invented)",
)  # fmt: skip
COMPLETE: Final = said(
    "Alle vedtak er lagt inn (oppdiktet).", "Alle beslissingen zijn ingevoerd (verzonnen).",
    "Всички решения са въведени (измислено).", "All decisions are entered (invented).",
)  # fmt: skip
NOT_COMPLETE: Final = said(
    "Noen vedtak kan mangle (oppdiktet).", "Sommige beslissingen kunnen ontbreken (verzonnen).",
    "Някои решения може да липсват (измислено).", "Some decisions may be missing (invented).",
)  # fmt: skip
