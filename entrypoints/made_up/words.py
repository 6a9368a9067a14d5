"""Names, streets, towns and numbers to combine; nobody in particular."""

from collections.abc import Iterator
from itertools import islice


def _each(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _each(
    """Maria James Linda Robert Patricia Michael Jennifer David Elizabeth William Susan Richard Jessica Joseph Sarah
    Thomas Karen Charles Nancy Daniel Lisa Matthew Margaret Anthony Sandra Mark Ashley Donald Kimberly Steven Emily
    Paul Donna Andrew Michelle Joshua Carol Kenneth Amanda Kevin Dorothy Brian Melissa George Deborah Edward Stephanie
    Ronald Rebecca Timothy Laura Jason Sharon Jeffrey Cynthia Ryan Kathleen Jacob Amy Gary Angela Nicholas Shirley Eric
    Anna Jonathan Brenda Stephen Pamela Larry Emma Justin Nicole Scott Helen Brandon Samantha Benjamin Katherine Samuel
    Christine Gregory Debra Frank Rachel Alexander Carolyn Raymond Janet Patrick Catherine Jack Heather Dennis Diane
    José Ana Luis Rosa Carlos Elena Juan Lucía Miguel Sofía Jorge Carmen Priya Anil Wei Mei Minh Linh Omar Layla Seán
    Siobhán Björn Zoë Renée Noor Tariq Ingrid Olga Ivan Hiroshi Yuki"""
)
NICKNAMES = {
    "Robert": "Bob", "William": "Bill", "Richard": "Rick", "Elizabeth": "Liz", "Margaret": "Peggy",
    "Michael": "Mike", "James": "Jim", "Jennifer": "Jen", "David": "Dave", "Joseph": "Joe", "Thomas": "Tom",
    "Charles": "Chuck", "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Kimberly": "Kim",
    "Steven": "Steve", "Andrew": "Andy", "Kenneth": "Ken", "Edward": "Ed", "Stephanie": "Steph",
    "Ronald": "Ron", "Rebecca": "Becky", "Timothy": "Tim", "Jeffrey": "Jeff", "Katherine": "Kate",
    "Nicholas": "Nick", "Stephen": "Steve", "Lawrence": "Larry", "Benjamin": "Ben", "Samuel": "Sam",
    "Samantha": "Sam", "Gregory": "Greg", "Deborah": "Deb", "Alexander": "Alex", "Patrick": "Pat",
    "Patricia": "Pat", "Catherine": "Cathy", "Raymond": "Ray", "Susan": "Sue", "José": "Pepe",
    "Christine": "Chris", "Jonathan": "Jon", "Donald": "Don", "Pamela": "Pam", "Jacob": "Jake",
}  # fmt: skip
LAST_NAMES = _each(
    """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
    Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson
    Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell
    Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales
    Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson
    Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross
    Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons
    Jordan Patterson Alexander Hamilton Graham Reynolds Griffin Wallace West Cole Hayes Bryant Herrera Gibson Ellis Tran
    Medina Aguilar Stevens Murray Ford Castro Marshall Owens Harrison Fernandez Woods Washington Kennedy Wells Vargas
    Henry Chen Freeman Webb Tucker Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder
    Mason Dixon Munoz Hunt Hicks Holmes Palmer Wagner Black Robertson Boyd Rose Stone Salazar Fox Warren Mills Meyer
    Rice Schmidt Daniels Ferguson Nichols Stephens Soto Weaver Ryan Gardner Payne Grant Dunn Kelley Spencer Hawkins
    Arnold Pierce Hansen Peters Santos Hart Bradley Knight Elliott Cunningham Duncan Armstrong Hudson Carroll Lane Riley
    Andrews Alvarado Ray Delgado Berry Perkins Hoffman Johnston Matthews Pena Richards Contreras Willis Carpenter
    Lawrence Sandoval O'Brien O'Connor McCarthy Núñez Müller Østergaard Dvořák Kowalski Rossi Haddad Okafor Singh Khan
    Yamamoto Petrov Lindqvist D'Angelo"""
)
STREETS = _each(
    """Oak Elm Pine Cedar Maple Walnut Pecan Willow Ridge Lake Hill Park River Spring Meadow Sunset Lamar Bluff Mesquite
    Juniper Bonnet Creek Canyon Valley Mission Chapel Mill Quarry Ranch Prairie Dove Heron Falcon Fawn Laurel Magnolia
    Hickory Sycamore Cypress Aspen Birch Church School Market Station Bridge Garden Orchard Vine Summit"""
)
STREET_KINDS = ("St", "Ave", "Dr", "Ln", "Rd", "Ct", "Blvd", "Way", "Trl", "Cir")
TOWNS = ("Austin, TX", "Austin, TX", "Austin, TX", "Round Rock, TX", "Cedar Park, TX", "Pflugerville, TX", "Buda, TX",
         "Kyle, TX", "Leander, TX", "Lakeway, TX", "Manor, TX", "Dripping Springs, TX")  # fmt: skip
FIRM_NAMES = _each(
    "Sunrise Bluebonnet Oakwood Hilltop Lonestar Riverside Cedar Mission Barton Pecan Westlake Tejas Capitol"
)
FIRM_KINDS = (
    ("Diner", "business"), ("Apartments", "business"), ("Dental", "business"), ("HOA", "nonprofit"),
    ("Property Management", "business"), ("Bakery", "business"), ("Montessori School", "nonprofit"),
    ("Community Church", "nonprofit"), ("Car Wash", "business"), ("Laundry", "business"),
    ("Veterinary Clinic", "business"), ("Brewing", "business"), ("Fire Station", "government"),
    ("Yoga Studio", "business"), ("Realty", "business"), ("Builders", "business"),
)  # fmt: skip
MAIL_DOMAINS = ("example.com", "example.net", "example.org")

LOCAL_AREA_CODES = (512, 737, 830, 254, 210, 361, 726, 979)
OTHER_AREA_CODES = tuple(
    int(code)
    for code in _each(
        """214 281 325 346 409 430 432 469 682 713 806 817 832 903 915 936 940 956 972 945 201 202 203 205 206 207 208
    209 212 213 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 256 260 262 267 269 270 276 301
    302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 330 334 336 337 347 351 352 360 386 401
    402 404 405 406 407 408 410 412 413 414 415 417 419 423 424 425 440 443 478 479 480 484 501 502 503 504 505 507 508
    509 510 513 515 516 517 518 520 530 540 541 559 561 562 563 567 570 571 573 574 580 585 586 601 602 603 605 606 607
    608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 701 702 703 704 706
    707 708 712 714 715 716 717 718 719 720 724 727 731 732 734 740 754 757 760 763 765 770 772 773 774 775 781 785 786
    801 802 803 804 805 808 810 812 813 814 815 816 818 828 831 843 845 847 848 850 856 857 858 859 860 862 863 864 865
    901 904 906 907 908 909 910 912 913 914 916 917 918 919 920 925 928 931 937 941 947 949 951 952 954 970 971 973 978
    980 985 989"""
    )
)
DIRECTORY_ASSISTANCE = 1212


def _every_number() -> Iterator[str]:
    """Yield numbers kept for fiction first (555-0100 to 0199), near ones before far ones; then the rest of 555."""
    codes = (*LOCAL_AREA_CODES, *OTHER_AREA_CODES)
    for code in codes:
        yield from (f"+1{code}555{line:04d}" for line in range(100, 200))
    for line in range(200, 10_000):
        if line != DIRECTORY_ASSISTANCE:
            yield from (f"+1{code}555{line:04d}" for code in codes)


def numbers(count: int) -> list[str]:
    """Return so many different phone numbers, E.164, that can exist and are nobody's.

    Args:
        count: at most two million.
    """
    return list(islice(_every_number(), count))
