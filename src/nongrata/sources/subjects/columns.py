"""Which column of a customer file means what: by its name, in the languages that companies export in.

Names are compared blind to case, blanks, punctuation and a number at the end ("Customer No." is
"customer_no", "Alias 2" is "alias"), and a word for whose data it is may stand in front ("client_dob").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from nongrata.errors import MissingColumn
from nongrata.model import IdentifierKind, ObservableKind, PartyKind

# Field → column names that mean it, best first. Where several columns mean one field that has room for one
# value, the best is used; fields with room for many use them all.
_SYNONYMS: dict[str, str] = {
    "id": "id customerid customerno customernumber customernr clientid clientno clientnumber partyid entityid"
    " subjectid supplierid vendorid supplierno vendorno kundennummer kundennr recordid uid key ref reference"
    " customerref accountid accountno accountnumber account",
    "name": "name fullname customername clientname suppliername vendorname partyname entityname subjectname"
    " counterpartyname beneficiaryname accountname legalname registeredname companyname company businessname"
    " organisationname organizationname organisation organization firma firmenname kundenname vollername"
    " nomcomplet nom raisonsociale nombre nombrecompleto razonsocial nome ragionesociale naam имя фио полноеимя"
    " название наименование vesselname shipname ship vessel nameofindividualorentity names customer client supplier"
    " vendor counterparty beneficiary contactname",
    "first_name": "firstname givenname givennames forename forenames fname vorname prenom prénom primernombre",
    "middle_name": "middlename middlenames secondname patronymic fathername отчество",
    "last_name": "lastname surname familyname lname nachname familienname nomdefamille apellido apellidos cognome"
    " achternaam фамилия",
    "kind": "kind type customertype clienttype partytype entitytype subjecttype persontype schema typ",
    "born": "born dob dateofbirth birthdate datebirth birthday birth yearofbirth birthyear yob geburtsdatum geboren"
    " datedenaissance fechadenacimiento fechanacimiento datadinascita датарождения dateofincorporation"
    " incorporationdate incorporated founded foundationdate established builddate yearbuilt",
    "country": "country countries nationality nationalities citizenship citizenships residence countrycode"
    " countrycodes nation land staatsangehörigkeit nationalität pays nationalité pais país nacionalidad"
    " страна гражданство flagstate vesselflag jurisdiction domicile",
    "gender": "gender sex geschlecht sexe genre пол",
    "alias": "alias aliases aka akas alsoknownas othername othernames maidenname birthname geburtsname formername"
    " formernames previousname previousnames tradingname tradingas tradename dba doingbusinessas nickname"
    " originalname nameoriginalscript originalscript localname nativename latinname псевдоним",
    "passport": "passport passports passportno passportnumber passportnr passnummer reisepass reisepassnummer"
    " numerodepasseport passeport pasaporte паспорт",
    "national_id": "nationalid nationalidno nationalidnumber nationalidentitynumber idcard idcardno idcardnumber"
    " identitycard identitynumber idnumber idnr personalid personalnumber nin ssn socialsecuritynumber cedula dni nie",
    "tax": "tax taxid taxno taxnumber taxidno taxidnumber tin inn vat vatid vatno vatnumber ein fein nif nit rfc"
    " cnpj cpf steuernummer steuerid ustid инн",
    "registration": "registration registrationno registrationnumber registrationid regno regnumber companyno"
    " companynumber companyregno companyregistrationno companyregistrationnumber crn ogrn handelsregister"
    " handelsregisternummer hrb siren siret огрн",
    "lei": "lei leicode legalentityidentifier",
    "bic": "bic swift swiftbic bicswift swiftcode biccode",
    "imo": "imo imono imonumber",
    "mmsi": "mmsi mmsinumber",
    "call_sign": "callsign",
    "aircraft_tail": "tailnumber tailno aircraftregistration",
    "aircraft_serial": "serialnumber msn manufacturerserialnumber",
    "iban": "iban bankaccount bankaccountnumber",
    "wallet": "wallet wallets walletaddress cryptowallet cryptoaddress btc btcaddress bitcoinaddress eth"
    " ethaddress ethereumaddress",
    "email": "email emails emailaddress mail",
    "domain": "domain domains website websites web url homepage site webseite",
    "phone": "phone phones phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cell telefon",
}
FIELDS = tuple(_SYNONYMS)
"""What `--map FIELD=COLUMN` may name."""

_IDENTIFIERS = {
    "passport": IdentifierKind.PASSPORT,
    "national_id": IdentifierKind.NATIONAL_ID,
    "tax": IdentifierKind.TAX,
    "registration": IdentifierKind.REGISTRATION,
    "lei": IdentifierKind.LEI,
    "bic": IdentifierKind.BIC,
    "imo": IdentifierKind.IMO,
    "mmsi": IdentifierKind.MMSI,
    "call_sign": IdentifierKind.CALL_SIGN,
    "aircraft_tail": IdentifierKind.AIRCRAFT_TAIL,
    "aircraft_serial": IdentifierKind.AIRCRAFT_SERIAL,
    "iban": IdentifierKind.ACCOUNT,
}
_OBSERVABLES = {
    "wallet": ObservableKind.WALLET,
    "email": ObservableKind.EMAIL,
    "domain": ObservableKind.DOMAIN,
    "phone": ObservableKind.PHONE,
}
_WHOSE = (
    "customer", "client", "party", "subject", "counterparty", "beneficiary", "supplier", "vendor", "holder",
    "accountholder", "applicant", "contact", "person", "company", "entity",
)  # fmt: skip
_NOT_LETTERS = re.compile(r"[\W_]+")
_NUMBER_AT_END = re.compile(r"\d+$")
_SPLIT_NAME_WORDS = {"nom": "last_name", "имя": "first_name"}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which columns give which fields of a subject.

    Args:
        names: Full-name columns, best first; a row's further names are screened as aliases.
        parts: Columns of a name in parts, in the order in which they are joined.
        id, kind, gender: One column each, or none.
        aliases, born, countries: Any number of columns.
        identifiers, observables: Any number of columns, each with its kind.
        unused: Columns that no field takes, as the file names them.
    """

    names: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    id: str | None = None
    kind: str | None = None
    gender: str | None = None
    aliases: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[tuple[IdentifierKind, str], ...] = ()
    observables: tuple[tuple[ObservableKind, str], ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """Every column that some field takes."""
        single = tuple(column for column in (self.id, self.kind, self.gender) if column)
        kinds = (column for _, column in (*self.identifiers, *self.observables))
        many = (*self.names, *self.parts, *self.aliases, *self.born, *self.countries, *kinds)
        return tuple(dict.fromkeys((*single, *many)))


@dataclass(slots=True)
class _Found:
    """Columns by field while they are sorted, each with the rank of the synonym that it matched."""

    by_field: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    def put(self, field_name: str, rank: int, column: str) -> None:
        self.by_field.setdefault(field_name, []).append((rank, column))

    def all(self, field_name: str) -> tuple[str, ...]:
        """Columns of a field, best first, else in the order of the file."""
        return tuple(column for _, column in sorted(self.by_field.get(field_name, []), key=lambda it: it[0]))

    def one(self, field_name: str) -> str | None:
        """The best column of a field; the others are of no use."""
        columns = self.all(field_name)
        self.unused += columns[1:]
        return columns[0] if columns else None


def map_columns(header: Iterable[str], given: Mapping[str, str] | None = None, *, file: str) -> ColumnMap:
    """The meaning of a file's columns.

    Args:
        header: The column names as the file has them.
        given: What the user says: field → column. It goes before what the names suggest.
        file: Name for errors.

    Raises:
        MissingColumn: No column holds a name, the user names a column that is not there, or a field that
            there is not.

    >>> found = map_columns(["Customer No.", "First name", "Surname", "client_dob", "Notes"], file="x.csv")
    >>> found.id, found.parts, found.born, found.unused
    ('Customer No.', ('First name', 'Surname'), ('client_dob',), ('Notes',))
    """
    columns = list(header)
    found = _Found()
    chosen = _chosen(columns, given or {}, file)
    for field_name, column in chosen.items():
        found.put(field_name, -1, column)
    suggested = {column: _meaning(column) for column in columns if column not in chosen.values()}
    fields_there = {meaning[0] for meaning in suggested.values() if meaning}
    for column, meaning in suggested.items():
        if meaning is None:
            found.unused.append(column)
            continue
        field_name, rank = meaning
        if field_name == "name" and _completes(column, fields_there):
            field_name = _SPLIT_NAME_WORDS[_folded(column)]
        found.put(field_name, rank, column)
    mapped = _assembled(found)
    if not mapped.names and not mapped.parts:
        raise _no_name(columns, file)
    return mapped


def _completes(column: str, fields_there: set[str]) -> bool:
    """Whether a word for "name" means one part of it here, because the other part has a column: nom + prénom."""
    other = {"last_name": "first_name", "first_name": "last_name"}
    part = _SPLIT_NAME_WORDS.get(_folded(column))
    return part is not None and other[part] in fields_there


def _assembled(found: _Found) -> ColumnMap:
    parts = [found.one(part) for part in ("first_name", "middle_name", "last_name")]
    return ColumnMap(
        names=found.all("name"),
        parts=tuple(column for column in parts if column),
        id=found.one("id"),
        kind=found.one("kind"),
        gender=found.one("gender"),
        aliases=found.all("alias"),
        born=found.all("born"),
        countries=found.all("country"),
        identifiers=tuple((kind, it) for name, kind in _IDENTIFIERS.items() for it in found.all(name)),
        observables=tuple((kind, it) for name, kind in _OBSERVABLES.items() for it in found.all(name)),
        unused=tuple(found.unused),
    )


def _chosen(columns: list[str], given: Mapping[str, str], file: str) -> dict[str, str]:
    """What the user said, each column under the name that the file gives it."""
    by_fold = {_folded(column): column for column in reversed(columns)}
    chosen = {}
    for field_name, wanted in given.items():
        if field_name not in _SYNONYMS:
            raise MissingColumn(
                f"there is no field {field_name!r} to map a column to",
                item=file,
                expected="one of " + ", ".join(FIELDS),
                remedy="--map FIELD=COLUMN, e.g. --map name=Company",
            )
        column = wanted if wanted in columns else by_fold.get(_folded(wanted))
        if column is None:
            raise MissingColumn(
                f"has no column {wanted!r}",
                item=file,
                expected="one of its columns: " + _listed(columns),
                remedy=f"--map {field_name}=COLUMN with one of these",
            )
        chosen[field_name] = column
    return chosen


def _no_name(columns: list[str], file: str) -> MissingColumn:
    return MissingColumn(
        "no column looks like a name",
        item=file,
        expected="a column called name, full name, company, or first name and last name; it has " + _listed(columns),
        remedy="say which column holds the name: --map name=COLUMN",
    )


def _listed(columns: list[str]) -> str:
    return ", ".join(repr(column) for column in columns) or "none"


@lru_cache(maxsize=1)
def _by_word() -> dict[str, tuple[str, int]]:
    """Folded column name → field and rank; a word that two fields claim belongs to the first."""
    table: dict[str, tuple[str, int]] = {}
    for field_name, words in _SYNONYMS.items():
        for rank, word in enumerate(words.split()):
            table.setdefault(word, (field_name, rank))
    return table


def _folded(column: str) -> str:
    return _NOT_LETTERS.sub("", column.casefold())


def _meaning(column: str) -> tuple[str, int] | None:
    """The field that a column name means, and how good a name for it that is."""
    folded = _folded(column)
    for word in (folded, _NUMBER_AT_END.sub("", folded)):
        if word in _by_word():
            return _by_word()[word]
        if word.startswith("countryof") or word.endswith("country"):
            return "country", 100
        for whose in _WHOSE:
            rest = word.removeprefix(whose)
            if rest != word and rest in _by_word() and rest not in {"id", "name"}:
                field_name, rank = _by_word()[rest]
                return field_name, rank + 100
    return None


_KINDS: dict[PartyKind, str] = {
    PartyKind.PERSON: "p person persons individual individuals natural naturalperson physicalperson privateperson"
    " private human ind i np pf personnephysique persona personafisica privatperson privat natürlicheperson"
    " физлицо физическоелицо",
    PartyKind.ORGANISATION: "o org organisation organization company entity legal legalentity legalperson corporate"
    " corporation business firm enterprise institution bank publicbody trust foundation c e le l juridical"
    " juridicalperson pm personnemorale unternehmen firma juristischeperson empresa юрлицо юридическоелицо",
    PartyKind.VESSEL: "v vessel vessels ship boat schiff navire судно",
    PartyKind.AIRCRAFT: "a aircraft airplane plane helicopter flugzeug avion",
    PartyKind.UNKNOWN: "unknown u other na none undetermined",
}


@lru_cache(maxsize=4096)
def kind_of(text: str) -> PartyKind | None:
    """What a value of a kind column means; UNKNOWN for nothing, None for a word that we do not know.

    >>> kind_of("Natural Person"), kind_of("LEGAL_ENTITY"), kind_of("ship")
    (<PartyKind.PERSON: 'person'>, <PartyKind.ORGANISATION: 'organisation'>, <PartyKind.VESSEL: 'vessel'>)
    >>> kind_of(""), kind_of("gold tier")
    (<PartyKind.UNKNOWN: 'unknown'>, None)
    """
    folded = _folded(text)
    if not folded:
        return PartyKind.UNKNOWN
    return next((kind for kind, words in _KINDS.items() if folded in words.split()), None)


_GENDERS = {
    "male": "m male man mr männlich mann homme masculin masculino hombre м муж мужской",
    "female": "f female woman w mrs ms weiblich frau femme féminin femenino mujer ж жен женский",
}


@lru_cache(maxsize=1024)
def gender_of(text: str) -> str:
    """The gender that a word of a gender column means: "male", "female", or "" for anything else.

    >>> gender_of("M"), gender_of("Weiblich"), gender_of("x")
    ('male', 'female', '')
    """
    folded = _folded(text)
    return next((gender for gender, words in _GENDERS.items() if folded in words.split()), "")
