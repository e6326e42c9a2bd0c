"""Texts of the fictional register in four languages. Each says that it is invented, and none speaks of a real firm."""

from typing import Final

from portal.words import LANGUAGES, DecisionKind, LocalText, Provenance, Reason


def said(nb: str, nl: str, bg: str, en: str) -> LocalText:
    """Give a text in the portal's four languages."""
    return LocalText({"nb": nb, "nl": nl, "bg": bg, "en": en})


def filled(pattern: LocalText, **values: LocalText | str | int) -> LocalText:
    """Fill the places of a pattern in each language; a value that is itself a text goes in in that language."""
    return LocalText(
        {
            language: text.format(
                **{
                    name: value.pick(language).text if isinstance(value, LocalText) else value
                    for name, value in values.items()
                }
            )
            for language, text in pattern.texts.items()
        }
    )


def together(first: LocalText, second: LocalText) -> LocalText:
    """Join two sentences in each language."""
    return LocalText({language: f"{first.texts[language]} {second.texts[language]}" for language in LANGUAGES})


def provenance(own: str) -> LocalText:
    """Say where a made text comes from: the original in its own language, and by machine in every other one."""
    return LocalText(
        {language: Provenance.ORIGINAL if language == own else Provenance.MACHINE for language in LANGUAGES}
    )


WHAT_A_FIRM_DOES: Final = {
    "bakery": said(
        "Et oppdiktet bakeri som baker brød og kaker.",
        "Een verzonnen bakkerij die brood en gebak maakt.",
        "Измислена пекарна, която пече хляб и сладкиши.",
        "An invented bakery that bakes bread and cakes.",
    ),
    "cleaning": said(
        "Et oppdiktet firma som vasker kontorer og skoler.",
        "Een verzonnen bedrijf dat kantoren en scholen schoonmaakt.",
        "Измислена фирма, която почиства офиси и училища.",
        "An invented firm that cleans offices and schools.",
    ),
    "transport": said(
        "Et oppdiktet firma som kjører varer og pakker.",
        "Een verzonnen bedrijf dat goederen en pakjes vervoert.",
        "Измислена фирма, която превозва стоки и пратки.",
        "An invented firm that carries goods and parcels.",
    ),
    "building": said(
        "Et oppdiktet firma som bygger og pusser opp hus.",
        "Een verzonnen bedrijf dat huizen bouwt en renoveert.",
        "Измислена фирма, която строи и обновява къщи.",
        "An invented firm that builds and renovates houses.",
    ),
    "cafe": said(
        "En oppdiktet kafé med varm lunsj og selskapslokale.",
        "Een verzonnen koffiehuis met warme lunch en een feestzaal.",
        "Измислено кафене с топъл обяд и зала за празници.",
        "An invented café with hot lunches and a room for parties.",
    ),
    "software": said(
        "Et oppdiktet firma som lager programvare og nettsider.",
        "Een verzonnen bedrijf dat software en websites maakt.",
        "Измислена фирма, която прави софтуер и уебсайтове.",
        "An invented firm that makes software and websites.",
    ),
    "care": said(
        "Et oppdiktet firma som gir hjelp og omsorg hjemme.",
        "Een verzonnen bedrijf dat hulp en zorg aan huis geeft.",
        "Измислена фирма, която дава помощ и грижи у дома.",
        "An invented firm that gives help and care at home.",
    ),
    "shop": said(
        "En oppdiktet butikk med dagligvarer og post.",
        "Een verzonnen winkel met voeding en een postpunt.",
        "Измислен магазин с хранителни стоки и пощенски услуги.",
        "An invented shop with groceries and a post counter.",
    ),
    "garden": said(
        "Et oppdiktet gartneri som dyrker blomster og grønnsaker.",
        "Een verzonnen kwekerij die bloemen en groenten teelt.",
        "Измислен разсадник, който отглежда цветя и зеленчуци.",
        "An invented nursery that grows flowers and vegetables.",
    ),
    "recycling": said(
        "Et oppdiktet firma som sorterer avfall og reparerer møbler.",
        "Een verzonnen bedrijf dat afval sorteert en meubels herstelt.",
        "Измислена фирма, която сортира отпадъци и поправя мебели.",
        "An invented firm that sorts waste and repairs furniture.",
    ),
    "school": said(
        "Et oppdiktet kurssted for språk og fag.",
        "Een verzonnen leerhuis voor taal en vakken.",
        "Измислена школа за езици и занаяти.",
        "An invented school for languages and trades.",
    ),
    "bookkeeping": said(
        "Et oppdiktet firma som fører regnskap for små bedrifter.",
        "Een verzonnen bedrijf dat de boekhouding doet voor kleine ondernemingen.",
        "Измислена фирма, която води счетоводство на малки предприятия.",
        "An invented firm that keeps the books of small businesses.",
    ),
    "theatre": said(
        "En oppdiktet scene for teater, dans og musikk.",
        "Een verzonnen podium voor theater, dans en muziek.",
        "Измислена сцена за театър, танци и музика.",
        "An invented stage for theatre, dance and music.",
    ),
    "laundry": said(
        "Et oppdiktet vaskeri for hoteller og sykehjem.",
        "Een verzonnen wasserij voor hotels en woonzorgcentra.",
        "Измислена пералня за хотели и домове за възрастни хора.",
        "An invented laundry for hotels and nursing homes.",
    ),
}
"""The first sentence of a firm's profile, by its trade."""

HOW_A_FIRM_WORKS: Final = (
    said(
        "Nye kolleger får en fadder den første tiden.",
        "Nieuwe collega’s krijgen in het begin een peter of meter.",
        "Новите колеги имат наставник в началото.",
        "New colleagues have a mentor at the start.",
    ),
    said(
        "Oppgavene tilpasses den som skal gjøre dem.",
        "De taken worden aangepast aan wie ze doet.",
        "Задачите се съобразяват с човека, който ги изпълнява.",
        "Tasks are adapted to the person who does them.",
    ),
    said(
        "Vi samarbeider med skoler og arbeidskontorer i nærheten.",
        "We werken samen met scholen en arbeidsbemiddelaars in de buurt.",
        "Работим с училищата и бюрата по труда наблизо.",
        "We work with schools and job centres nearby.",
    ),
    said(
        "Lange pauser i arbeidslivet er ikke noe hinder hos oss.",
        "Een lange pauze in de loopbaan is bij ons geen hindernis.",
        "Дългото прекъсване на работата не е пречка при нас.",
        "A long break from work is no obstacle with us.",
    ),
    said(
        "Vi lærer opp folk på arbeidsplassen.",
        "We leiden mensen op de werkvloer op.",
        "Обучаваме хората на самото работно място.",
        "We train people in the workplace.",
    ),
    said(
        "Alle får en plan for å lære språket på jobb.",
        "Iedereen krijgt een plan om de taal op het werk te leren.",
        "Всеки получава план за учене на езика в работата.",
        "Everyone gets a plan for learning the language at work.",
    ),
)
"""The second sentence of a firm's profile."""

REASON_CODES: Final = {
    DecisionKind.GRANTED: Reason.REQUIREMENTS_MET,
    DecisionKind.RENEWED: Reason.ASSESSED_AGAIN,
    DecisionKind.SUSPENDED: Reason.REPORT_MISSING,
    DecisionKind.RESTORED: Reason.REMEDIED,
    DecisionKind.WITHDRAWN: Reason.REQUIREMENTS_NOT_MET,
    DecisionKind.CORRECTED: Reason.RECORDED_WRONGLY,
}
REASONS: Final = {
    DecisionKind.GRANTED: said(
        "Alle krav er oppfylt (oppdiktet).",
        "Aan alle eisen is voldaan (verzonnen).",
        "Всички изисквания са изпълнени (измислено).",
        "All criteria are met (invented).",
    ),
    DecisionKind.RENEWED: said(
        "Kravene er vurdert på nytt og oppfylt (oppdiktet).",
        "De eisen zijn opnieuw beoordeeld en vervuld (verzonnen).",
        "Изискванията са оценени отново и са изпълнени (измислено).",
        "The criteria were assessed again and are met (invented).",
    ),
    DecisionKind.SUSPENDED: said(
        "Årsrapporten mangler (oppdiktet).",
        "Het jaarverslag ontbreekt (verzonnen).",
        "Липсва годишният отчет (измислено).",
        "The yearly report is missing (invented).",
    ),
    DecisionKind.RESTORED: said(
        "Årsrapporten er levert (oppdiktet).",
        "Het jaarverslag is ingediend (verzonnen).",
        "Годишният отчет е подаден (измислено).",
        "The yearly report was handed in (invented).",
    ),
    DecisionKind.WITHDRAWN: said(
        "Et krav er ikke lenger oppfylt (oppdiktet).",
        "Aan een eis is niet langer voldaan (verzonnen).",
        "Едно изискване вече не е изпълнено (измислено).",
        "One of the criteria is no longer met (invented).",
    ),
    DecisionKind.CORRECTED: said(
        "Et tidligere vedtak var ført feil (oppdiktet).",
        "Een eerdere beslissing was verkeerd ingevoerd (verzonnen).",
        "По-ранно решение е било вписано погрешно (измислено).",
        "An earlier decision was recorded wrongly (invented).",
    ),
}
"""Why a decision was made, by its kind."""

COMMITMENT: Final = said(
    "Et oppdiktet løfte om {amount} plasser.",
    "Een verzonnen belofte voor {amount} plaatsen.",
    "Измислено обещание за {amount} места.",
    "An invented promise of {amount} places.",
)

UNCOUNTED_COMMITMENT: Final = said(
    "Et oppdiktet løfte uten tall.",
    "Een verzonnen belofte zonder aantal.",
    "Измислено обещание без брой.",
    "An invented promise without a number.",
)
