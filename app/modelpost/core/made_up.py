"""Short lists of words from which made-up values are drawn."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


FIRST_NAMES = _words(
    "Ada Alan Amara Anders Bao Carla Chen Dina Elias Emma Farid Grace Hana Ines Ivan Jun Karim Lena Mei Noah Olga Omar "
    "Priya Rosa Sofia Tariq Uma Wei Yuki Zoe"
)
LAST_NAMES = _words(
    "Adeyemi Berg Chen Costa Dubois Fischer Garcia Haddad Ito Jansen Kim Kowalski Li Lopez Meyer Nakamura Novak Okafor "
    "Patel Rossi Santos Silva Smith Tanaka Wang Weber Yilmaz Zhang"
)
WORDS = _words(
    "amber apple arrow bamboo basin birch bridge candle canyon cedar circle cloud copper coral delta ember falcon "
    "feather forest garden glacier harbor hazel island jade lantern lemon maple marble meadow mirror ocean olive "
    "orchid pebble pepper prairie quartz raven ribbon river saffron silver sparrow summit sunset thistle timber valley "
    "velvet willow winter"
)
COLORS = _words("amber azure black blue brown cyan gold gray green indigo lime magenta olive orange pink purple teal")
CITIES = _lines("Berlin, Bogotá, Cairo, Chengdu, Dublin, Hanoi, Kyoto, Lagos, Lima, Lisbon, Lyon, Nairobi, Oslo, Porto")
COUNTRIES = _lines("Brazil, Canada, China, Egypt, France, Germany, India, Italy, Japan, Kenya, Mexico, Norway, Peru")
COUNTRY_CODES = _words("BR CA CN EG FR DE IN IT JP KE MX NO PE")
STREETS = _lines("Bridge Street, Cedar Lane, Hill Road, Lake View, Market Square, Mill Lane, Park Avenue, River Road")
COMPANY_FORMS = _lines("and Sons, Group, Inc, Labs, LLC, Partners, Works")
JOBS = _lines("Analyst, Architect, Designer, Engineer, Librarian, Nurse, Operator, Researcher, Teacher, Translator")
PRODUCTS = _lines("Bicycle, Chair, Clock, Gloves, Keyboard, Lamp, Mug, Notebook, Shoes, Table, Towels, Umbrella")
FILE_ENDINGS = _words("csv gif html jpg json mp3 mp4 pdf png txt wav webp xml zip")
MEDIA_TYPES = _words("application/json application/pdf audio/mpeg image/jpeg image/png text/csv text/plain video/mp4")
WEEKDAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTHS = _words("January February March April May June July August September October November December")
