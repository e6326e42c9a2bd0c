"""Words that say how a question is asked and not what it is about; an entry may lack them and still be found.

People ask in whole sentences: "hvordan får jeg støtte til å ansette en flyktning?". What remains without these words
is looked for. They are the closed classes of each grammar (articles, pronouns, prepositions, conjunctions, auxiliary
verbs, question words), and the words of asking itself (want, need, find, please).
"""

from collections.abc import Iterable
from typing import Final

from search_index.language.letters import fold, sound, soundings

_OF_LANGUAGE: Final = {
    "nb": """
        alle alt av at bare ble bli blir da de dem den denne der dere deres det dette din ditt du eg ei eller en enn er
        et ett for fordi fra få får gjennom gjør gjøre ha hadde han har hei hele hen her hos hun hva hvem hver hvilke
        hvilken hvilket hvis hvor hvordan hvorfor i ikke inn ja jeg kan kunne mange med meg men mer mest min mitt mot
        mye må måtte nei noe noen nå når og også om opp oss over på samt seg sin sine skal skulle slik som så takk til
        under ut uten vår våre ved vel vi vil ville være vært å lang lenge lenger man mens går tid varer forskjell
        forskjellen betyr bestemmer samtidig bruke bør finne finner finnes folk gi gir hjelp hjelpe hjelper kjenner
        komme kommer lete lurer mennesker nærheten person personer søke søker trenger trengs ta tar tilby tilbyr vet
        ønsker info informasjon før både ennå sånn én egentlig akkurat gjerne igjen mindre sitter sitte sliter strever
        orker klarer sønn sønnen datter datteren bror søster kona mannen mor moren vennen venninnen nesten litt vise
        viser
    """,
    "nl": """
        aan al alle alles als bij daar dan dat de deze die dit door doe doen dus een elke en er ge gij ik haar had hallo
        heb hebben hebt heeft hem hen het hier hij hoe hoeveel hun iemand iets in is ja je jij jou jouw jullie kan kun
        kunnen kunt maar maken me mee meer men met mij mijn moet moeten mogen na naar nee niet nog nu of om omdat ons
        onze ook op over ter te tot u uit uw van vanuit veel via voor waar waarom wanneer want was wat we welk welke wie
        wij wil willen word worden wordt zal ze zich zij zijn zo zonder zou zouden duren duurt lang lange terwijl tijd
        verschil betekent mag tegelijk bestaan bestaat bied biedt daarvoor dank geef geeft geven graag heel help helpen
        helpt hulp info informatie krijg krijgen krijgt mensen nodig personen persoon vind vinden vindt wens wenst zoek
        zoeken zoekt één vóór eens eigenlijk ben bent geweest gaan ga gaat kom komt komen hadden waren werd werden zelf
        toch wel misschien paar enkele sommige tijdens tegen zoals iedereen niemand alleen echt erg zeer zowel zodat
        laten laat liet waarvoor waarmee waarop hiervoor ervoor daarmee eerst doet deed gewoon maakt bijvoorbeeld
        eventueel precies weet weten denk denken wilt moest mocht zoal soms altijd steeds reeds ongeveer rond per zulk
        zulke uwe hoelang wiens gebruik gebruiken twee drie vier vijf zes zeven acht negen tien zit zitten staat staan
        woon woont wonen gezocht zoon dochter moeder vader ouders broer zus vriend vriendin opnieuw lukt bijna beetje
        halen haal haalt menen meen meent
    """,
    "bg": """
        а аз ако ала бе без беше би бил била били бих бъда бъде в ваш ваша ваши ви вие във върху все всеки всички всяка
        го да дали до докато е едва един една едно ето за заради защо зная и из или има имам имат как каква какви какво
        какъв като кога кого което които кой която към къде ли между ме ми мога могат може можем мой моя моята му на над
        нас нашия не него нея ние никой нито но някакъв някаква някакви някакво някого някоя няма нямам нямаме нямат о
        об обаче от още пак под по повече поради при през с са сам само се сега си след сме со съм със съществува
        съществуват също т така такава тази там те тези ти това този той тук тя у ще щом я разлика разликата означава
        значи време времето дълго колко продължава трае благодаря дай дава дават здравейте трябва трябваше колцина души
        получава получавам получават получавате ѝ всъщност използвам информация искам искаме кажете моля намеря намерим
        намиране нужда нуждая получа получи получим помага помогне помогнат помощ търся търсим търси хора хората човек
        сте бях бяха бяхме моят моите твой твоя твоят твоята твоите свой своя своят своята своите наш наши нашият нашето
        нашите вашият вашата себе защото тогава много малко някой всичко нещо бъдат бъдем нали вече винаги поне освен
        чрез около срещу според онзи онази тия негов неговия нейния тяхната техните иска искаш можеш трябват нужен нужна
        нужно нужни правя прави правим направя направим стана стане става ставам точно просто например някъде понякога
        сигурно вид два две двама три трима четири пет шест седем осем девет десет стои живея живее живеем син синът
        сина дъщеря майка баща родители брат сестра приятел отново седи дъщерята сестрата майката приятелка съпруг
        съпругът съпруга съпругата почти
    """,
    "en": """
        a about all am an and any are around as at be because been but by can could did do does for from get gets
        getting give gives had has have having he her here hers him his how i if in into is it its just let like may me
        might mine more most much must my near no not of off on one or our out over s she should so some somebody
        someone something such t than thank thanks that the their them then there these they this those to too under up
        us was we were what when where which who whom whose why will with without would yes you your difference mean
        means happens ago another last lasts long many other take takes time while anyone exist exists find finding help
        helping helps hello hi info information kind know look looking need needed needs offer offers people person
        please want wanting wants actually really again less use uses used using sit sits sitting struggle struggles
        struggling son daughter brother sister mother father mum mom dad husband wife friend almost nearly bit
    """,
}
"""Without marks they are compared, so "på" is "pa"."""

_WEAK_OF_LANGUAGE: Final = {
    "nb": """
        antall betale betaler betales betalt bør burde dekke dekker dekkes dekket gjelder koster kreve krever kreves
        mottar motta måtte skjer slipper beholde beholder jobbe jobber jobbet
    """,
    "nl": """
        aannemen aanneem aanneemt aanwerven aanwerf aanwerft klein kleine groot grote aantal betaal betaald betaalt
        betalen dekt dekken gedekt geldt gelden hoef hoeft hoeven kost ontvang ontvangen ontvangt vereist vergoed
        vergoedt vergoeden verplicht behoud behouden behoudt werken werkt
    """,
    "bg": """
        наема наемам наемем наеме наемат назнача назначавам назначи назначим назначаваме приема приемам приемем взема
        вземам вземем малък малка малки голям голяма големи броят брой важи дължа заплаща заплащат изисква изискват
        плаща плащам плащаме плащат плати платя платят покрива покриват полага полагат следва струва запазвам запазя
        запази запазва работя работи работим работят
    """,
    "en": """
        cost costs cover covered covers entitled number ought owe paid pay paying pays receive receives require required
        requires keep keeping keeps working works
    """,
}
_WEAK: Final = frozenset(fold(word) for words in _WEAK_OF_LANGUAGE.values() for word in words.split())
"""Verbs of paying, getting, keeping, hiring, working, having to, numbers, sizes: asked of a thing, seldom it."""

_HOW: Final = frozenset(("hvordan", "hoe", "как", "how"))
_FINDING: Final = frozenset(("finne", "finner", "vind", "vinden", "намеря", "намерим", "find", "finding"))

_WORKING: Final = """
    arbeidstaker arbeidstakere arbeidstakeren medarbeider medarbeidere medarbeideren werknemer werknemers medewerker
    medewerkers personeelslid personeelsleden служител служителка служители служителите работник работници работниците
    employee employees worker workers staff kollega kolleger kollegaer collega колега колеги колегата колегите колежка
    colleague colleagues coworker coworkers ansatt ansatte werkneemster medewerkster служителя служителят
"""
_WORKERS: Final = frozenset(map(fold, _WORKING.split()))
"""Whoever works somewhere, of whom it is asked what else is said of them: "deaf employee" is about being deaf."""

_OWNERS_BEHIND: Final = frozenset(("min", "mitt", "mine", "vår", "vårt", "våre", "ми", "ни", "си"))
_OWNERS: Final = _OWNERS_BEHIND | {"mijn", "ons", "onze", "my", "our", "моя", "моят", "моята", "наш", "нашия", "нашата"}

_WRITTEN: Final = frozenset(word for words in _OF_LANGUAGE.values() for word in words.split())
_EVERY: Final = frozenset(fold(word) for words in _OF_LANGUAGE.values() for word in words.split())

_BY_SOUND: Final = {sound(fold(word)): fold(word) for word in reversed(_OF_LANGUAGE["bg"].split())}

_LONGEST_IN_LATIN: Final = max(map(len, _BY_SOUND)) + 1

_TURNING_WORDS: Final = (
    "uten ikke ingen over under lang lenge zonder geen niet onder boven lange без няма не над под дълго "
    "нямам нямаме without no not out long time"
)
_TURNING: Final = frozenset(_TURNING_WORDS.split())
"""Stop words that turn the meaning of what they stand by: "without work", "over 50"."""


def is_stop_word(word: str) -> bool:
    """Say whether a word of a question says nothing of what is looked for, in whichever language it is.

    :param word: in small letters. Without its marks it is a stop word when one is written so but for its marks; with
        them only when one has the same: "pa" is "på", but "søm" is not "som". A question may be in another language
        than the page, so the words of all languages count. Measured on the vocabularies: no word of a label or a
        synonym is a stop word of another language, but for "it".
    """
    plain = fold(word)
    return plain in _EVERY and (plain == word or word in _WRITTEN)


def is_weak(word: str) -> bool:
    """Say whether a word of a question in words, as "who pays for an interpreter", only helps to order the answers.

    :param word: folded
    """
    return word in _WEAK


def is_owned(before: str, behind: str) -> bool:
    """Say whether a word between two others belongs to whoever asks: "our company", "фирмата ми"."""
    return before in _OWNERS or behind in _OWNERS_BEHIND


def names_a_worker(word: str) -> bool:
    """Say whether a word only says that somebody works: beside other words it helps to order the answers.

    :param word: folded
    """
    return word in _WORKERS


def asks_how(words: Iterable[str]) -> bool:
    """Say whether a question asks how something comes about, and not how something is found.

    :param words: folded
    """
    asked = frozenset(words)
    return bool(asked & _HOW) and not asked & _FINDING


def in_cyrillic(word: str) -> str:
    """Give the Bulgarian stop word that one in Latin letters is, as "без" for "bez"; "" for any other word.

    So short a word is also one of other languages: it is for the caller to know that Bulgarian is written.

    :param word: folded, Latin
    """
    if len(word) > _LONGEST_IN_LATIN:
        return ""
    return next((_BY_SOUND[key] for key in (sound(word), *soundings(word)) if key in _BY_SOUND), "")


def is_needed_in_name(word: str) -> bool:
    """Say whether a word of a label or synonym must be in a question that names it: "without work" is not "work".

    :param word: folded
    """
    return word not in _EVERY or word in _TURNING
