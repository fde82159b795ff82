"""English names, their short forms, and the slips of an English keyboard."""

from random import Random
from typing import Final

from benchmarks.linkage.invented.draw import skewed, words

_MEN: Final = words(
    "James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark "
    "Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary "
    "Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank "
    "Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Walter "
    "Keith Christian Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan Lawson "
    "Bruce Gabriel Logan Albert Willie Alan Wayne Elijah Randy Vincent Mason Roy Ralph Bobby Russell Bradley Philip "
    "Eugene Louis Oscar Callum Duncan"
)
_WOMEN: Final = words(
    "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Sandra Betty Ashley Emily "
    "Kimberly Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy "
    "Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn "
    "Janet Maria Olivia Heather Helen Catherine Diane Julie Victoria Joyce Lauren Kelly Christina Ruth Joan "
    "Virginia Judith Evelyn Hannah Andrea Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha Sara Gloria "
    "Janice Kathryn Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn "
    "Natalie Beverly Diana Brittany Theresa"
)
_SHORT: Final = {
    "James": "Jim Jimmy Jamie", "John": "Johnny Jack", "Robert": "Bob Rob Bobby", "Michael": "Mike Mick",
    "William": "Bill Will Billy Liam",
    "David": "Dave Davey", "Richard": "Rick Dick Rich", "Joseph": "Joe Joey", "Thomas": "Tom Tommy",
    "Charles": "Charlie Chuck",
    "Christopher": "Chris Kit", "Daniel": "Dan Danny", "Matthew": "Matt", "Anthony": "Tony", "Steven": "Steve",
    "Andrew": "Andy Drew",
    "Joshua": "Josh", "Kenneth": "Ken Kenny", "Timothy": "Tim", "Ronald": "Ron Ronnie", "Edward": "Ed Eddie Ted",
    "Jeffrey": "Jeff",
    "Nicholas": "Nick", "Jonathan": "Jon", "Stephen": "Steve", "Benjamin": "Ben", "Samuel": "Sam",
    "Gregory": "Greg", "Alexander": "Alex",
    "Patrick": "Pat", "Raymond": "Ray", "Nathan": "Nate", "Zachary": "Zach Zack", "Douglas": "Doug",
    "Peter": "Pete", "Gerald": "Jerry",
    "Lawrence": "Larry", "Gabriel": "Gabe", "Albert": "Al Bert", "Vincent": "Vince", "Bradley": "Brad",
    "Philip": "Phil", "Eugene": "Gene",
    "Patricia": "Pat Patty Trish", "Jennifer": "Jen Jenny", "Elizabeth": "Liz Beth Eliza Betty", "Barbara": "Barb",
    "Susan": "Sue Susie",
    "Jessica": "Jess Jessie", "Kimberly": "Kim", "Margaret": "Maggie Peggy Meg", "Deborah": "Deb Debbie",
    "Stephanie": "Steph",
    "Rebecca": "Becky", "Cynthia": "Cindy", "Kathleen": "Kathy", "Pamela": "Pam", "Samantha": "Sam",
    "Katherine": "Kate Kathy Katie",
    "Christine": "Chris Tina", "Catherine": "Cathy Cate", "Victoria": "Vicky Tori", "Christina": "Tina",
    "Judith": "Judy", "Andrea": "Andi",
    "Jacqueline": "Jackie", "Madison": "Maddie", "Teresa": "Terry Tess", "Abigail": "Abby", "Amanda": "Mandy",
    "Melissa": "Mel Missy",
    "Danielle": "Dani", "Natalie": "Nat", "Theresa": "Terry", "Sandra": "Sandy", "Frances": "Fran",
}  # fmt: skip
_SURNAMES: Final = words(
    "Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris "
    "Martin Thompson Garcia Robinson Clark Lewis Walker Hall Allen Young King Wright Scott Green Baker Adams Nelson "
    "Hill Campbell Mitchell Roberts Carter Phillips Evans Turner Parker Collins Edwards Stewart Morris Rogers Reed "
    "Cook Morgan Bell Murphy Bailey Cooper Richardson Cox Howard Ward Peterson Gray James Watson Brooks Kelly "
    "Sanders Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Washington "
    "Butler Simmons Foster Bryant Alexander Russell Griffin Hayes Myers Ford Hamilton Graham Sullivan Wallace Woods "
    "Cole West Jordan Owens Reynolds Fisher Ellis O'Brien O'Connor McDonald McCarthy MacLeod Fitzgerald Singh "
    "Nguyen Tran Patel Shah Khan Kim Lee Chen Wang Schmidt Rossi"
)
# Rarer surnames are put together: they are many, and two strangers seldom share one.
_HEADS: Final = words(
    "Ash Black Brad Carl Crow Dal East Fair Grey Hart Holm Kirk Lang Mar Nor Oak Pem Stan Thorn Whit Al Bax Birch Bram "
    "Cal Clif Col Cran Den Dray Eg Elm Farn Gold Gran Had Hamp Har Hol Hux Ing Kel Kings Lin Lock Mel Mill Mor Nash "
    "New Pax Pres Rad Red Ros Sax Sel Sher Sil Star Stock Sut Tal Thur Tip Up Wake Wal Web Wes Win Wood Wyn Yar"
)
_TAILS: Final = words(
    "ford ton ley wick ham by worth den man shaw field stone well combe more sted bury bourne brook dale gate grove "
    "hurst land low mere ridge side vale water"
)

# The commonest has two bearers in a hundred; more than half of all people have one of the composed names.
SURNAMES: Final = skewed(_SURNAMES, 0.5) + [head + tail for tail in _TAILS for head in _HEADS] * 2
_GIVEN: Final = {"m": skewed(_MEN, 0.4), "f": skewed(_WOMEN, 0.4)}

_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR: Final = {
    char: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _KEYS for place, char in enumerate(row)
}


def given_name(random: Random, sex: str) -> str:
    """Draw a first (or middle) name."""
    names = _GIVEN[sex]
    return names[int(random.random() * len(names))]


def surname(random: Random) -> str:
    """Draw a surname."""
    return SURNAMES[int(random.random() * len(SURNAMES))]


def short_form(random: Random, given: str) -> str | None:
    """Return a short form of the first name, or None where there is none."""
    forms = _SHORT.get(given)
    return random.choice(forms.split()) if forms else None


def slip(random: Random, word: str) -> str:
    """Return the word with one slip: two letters swapped, one dropped, doubled, or its neighbour on the keyboard."""
    places = [place for place, char in enumerate(word) if char.isalpha()]
    if len(places) < 3:
        return word
    while True:
        place, kind = random.choice(places[1:]), random.random()
        char = word[place]
        if kind < 0.3 and place + 1 < len(word) and word[place + 1] not in (char, " "):
            return word[:place] + word[place + 1] + char + word[place + 2 :]
        if kind < 0.55:
            return word[:place] + word[place + 1 :]
        if kind < 0.7:
            return word[:place] + char + word[place:]
        if near := _NEAR.get(char.lower()):
            return word[:place] + random.choice(near) + word[place + 1 :]
