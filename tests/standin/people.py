"""Made-up people: the same ones for the same number, many at once."""

FIRST = ["Ada", "Zoë", "Omar", "Jürgen", "Siobhán", "小明", "Олена", "José",
         "Ngọc", "Fatima", "Piet", "Grace", "Łukasz", "Aiko", "Kwame", "Ines",
         "Sven", "Chidi", "Marta", "Liam"]
LAST = ["Müller-O'Brien", "Haddad", "Ó Súilleabháin", "王", "Шевченко",
        "García Márquez", "Nguyễn", "van der Berg", "Smith", "Østergård",
        "Kowalski", "Tanaka", "Mensah", "da Silva", "Eriksson", "Okafor",
        "Novák", "Murphy", "Brown", "Rossi", "Dubois"]


def name(number):
    """Given and family name of person NUMBER."""
    return (FIRST[number % len(FIRST)],
            LAST[(number // len(FIRST) + number) % len(LAST)])


def email(number):
    return "person%d@standin.example" % number


def phone(number):
    return "(540) 555-%04d" % (number % 10000)


def has_left(number):
    """One in fifty is no longer there."""
    return number % 50 == 49
