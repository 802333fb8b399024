"""What besides the name speaks for or against: birth dates, countries, gender, numbers, web sites.

Each function gives one piece of evidence, or None where one side is silent: silence is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from nongrata.index.facts import identifier_key, mail_domain_key, observable_key
from nongrata.model import (
    Evidence,
    Feature,
    Identifier,
    IdentifierKind,
    Observable,
    ObservableKind,
    PartialDate,
    Party,
    PartyKind,
    Subject,
)
from nongrata.screen.weights import WEIGHTS, Weights
from nongrata.text.identifiers import canonical_identifier, checksum_holds

_MONTH_DAYS, _YEAR_DAYS = 31, 366
_NEAR_YEARS, _OFF_YEARS = 1, 5
_TELLING_CHARS = 7


def other_evidence(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> list[Evidence]:
    """All evidence besides names, unsorted."""
    found = [
        born_evidence(subject, target, weights),
        country_evidence(subject, target, weights),
        gender_evidence(subject, target, weights),
        identifier_evidence(subject, target, weights),
        unique_number_conflict(subject, target, weights),
        observable_evidence(subject, target, weights),
    ]
    return [evidence for evidence in found if evidence is not None]


def born_evidence(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> Evidence | None:
    """The best that any pair of dates says.

    Raises and lowers, but never vetoes: KOSTYUKOV was born in 1961 for OFAC and in 1956 for Australia.
    """
    if not subject.born or not target.born:
        return None
    pairs = [(left, right) for left in subject.born for right in target.born]
    bits, sentence, left, right = max(
        ((*_date_bits(left, right, weights), left, right) for left, right in pairs), key=lambda item: item[0]
    )
    if target.kind is not PartyKind.PERSON and bits < 0:
        bits = max(bits, weights.founded_far)
    return Evidence(Feature.BORN, bits, str(left), str(right), sentence)


def _date_bits(left: PartialDate, right: PartialDate, weights: Weights) -> tuple[float, str]:
    if left.earliest <= right.latest and right.earliest <= left.latest:
        return _agreement(left, right, weights)
    years = max(abs(left.earliest.year - right.latest.year), 0)
    years = min(years, abs(right.earliest.year - left.latest.year))
    exact = not left.span_days and not right.span_days
    if exact and (left.earliest.month, left.earliest.day) == (right.earliest.month, right.earliest.day):
        return weights.born_same_day_other_year, f"the same day of the year, but {left} against {right}"
    slack = 2 if left.circa or right.circa else 0
    if years <= _NEAR_YEARS + slack:
        return weights.born_near, f"the birth dates are close but differ: {left} against {right}"
    if years <= _OFF_YEARS + slack:
        return weights.born_off, f"the birth dates differ by {years} years: {left} against {right}"
    return weights.born_far, f"another birth date, {years} years apart: {left} against {right}"


def _agreement(left: PartialDate, right: PartialDate, weights: Weights) -> tuple[float, str]:
    span_days = max(left.span_days, right.span_days)
    if left.circa or right.circa or span_days > _YEAR_DAYS:
        return weights.born_range, f"the birth dates are compatible: {left} and {right}"
    if span_days > _MONTH_DAYS:
        return weights.born_year, f"the birth year agrees: {left} and {right}"
    if span_days:
        return weights.born_month, f"the birth month agrees: {left} and {right}"
    return weights.born_day, f"the birth date agrees to the day: {left}"


def country_evidence(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> Evidence | None:
    """Any country in common, or none although both sides name some."""
    theirs = {*target.nationalities, *target.countries}
    ours = set(subject.countries)
    if not theirs or not ours:
        return None
    left, right = ", ".join(sorted(ours)), ", ".join(sorted(theirs))
    if shared := sorted(ours & theirs):
        return Evidence(Feature.COUNTRY, weights.country_agrees, left, right, f"a country agrees: {', '.join(shared)}")
    return Evidence(Feature.COUNTRY, weights.country_differs, left, right, f"no country agrees: {left} against {right}")


def gender_evidence(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> Evidence | None:
    """Same or other gender, where both are known."""
    if not subject.gender or not target.gender:
        return None
    if subject.gender == target.gender:
        return Evidence(Feature.GENDER, weights.gender_agrees, subject.gender, target.gender, "the gender agrees")
    return Evidence(Feature.GENDER, weights.gender_differs, subject.gender, target.gender, "the gender differs")


def identifier_evidence(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> Evidence | None:
    """The strongest number in common; a number of another country counts half."""
    theirs = {identifier_key(number): number for number in target.identifiers}
    best: Evidence | None = None
    for ours in subject.identifiers:
        number = theirs.get(identifier_key(ours)) if identifier_key(ours) else None
        if number is not None:
            found = _number_in_common(ours, number, weights)
            best = found if best is None or found.bits > best.bits else best
    return best


def _number_in_common(ours: Identifier, theirs: Identifier, weights: Weights) -> Evidence:
    bits, words = weights.id_agrees, f"the same {_label(theirs)}"
    if checksum_holds(theirs.kind, theirs.value, theirs.country):
        bits = weights.id_strong
        words += ", with valid check digits"
    if len(canonical_identifier(theirs.kind, theirs.value)) < _TELLING_CHARS and ours.kind is not theirs.kind:
        bits = weights.id_short
        words += ", but short and of another kind"
    if ours.country and theirs.country and ours.country != theirs.country:
        bits = weights.id_other_country
        words += f", but of {ours.country} and not of {theirs.country}"
    return Evidence(Feature.IDENTIFIER, bits, ours.value, theirs.value, f"{words}: {theirs.value}")


def _label(number: Identifier) -> str:
    return number.label or number.kind.value.replace("_", " ") + " number"


def unique_number_conflict(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> Evidence | None:
    """Different numbers of a kind of which a party has only one: IMO for ships, LEI for companies."""
    for kind, bits in ((IdentifierKind.IMO, weights.imo_differs), (IdentifierKind.LEI, weights.lei_differs)):
        ours = {canonical_identifier(kind, n.value) for n in subject.identifiers if n.kind is kind} - {""}
        theirs = {canonical_identifier(kind, n.value) for n in target.identifiers if n.kind is kind} - {""}
        if ours and theirs and not ours & theirs:
            left, right = ", ".join(sorted(ours)), ", ".join(sorted(theirs))
            sentence = f"the {kind.value.upper()} numbers differ: {left} against {right}"
            return Evidence(Feature.IDENTIFIER, bits, left, right, sentence)
    return None


def observable_evidence(subject: Subject, target: Party, weights: Weights = WEIGHTS) -> Evidence | None:
    """The strongest wallet, mailbox, web site or telephone in common."""
    theirs = dict(_keys(target.observables))
    common = [
        (_observable_bits(key, ours, theirs[key], weights), ours, theirs[key])
        for key, ours in _keys(subject.observables)
        if key in theirs
    ]
    common = [item for item in common if item[0] > 0]
    if not common:
        return None
    bits, ours, observable = max(common, key=lambda item: (item[0], item[2].value))
    words = "the same" if ours.kind is observable.kind else f"the {ours.kind.value} belongs to the same"
    sentence = f"{words} {observable.kind.value}: {observable.value}"
    return Evidence(Feature.OBSERVABLE, bits, ours.value, observable.value, sentence)


def _keys(observables: tuple[Observable, ...]) -> Iterator[tuple[str, Observable]]:
    for observable in observables:
        for key in (mail_domain_key(observable), observable_key(observable)):
            if key:
                yield key, observable


def _observable_bits(key: str, ours: Observable, theirs: Observable, weights: Weights) -> float:
    kind = ObservableKind(key.partition(":")[0])
    if kind is ObservableKind.DOMAIN and ObservableKind.EMAIL in {ours.kind, theirs.kind}:
        same_mailbox = ours.kind is theirs.kind
        return 0.0 if same_mailbox else weights.mail_domain
    return {
        ObservableKind.WALLET: weights.wallet,
        ObservableKind.EMAIL: weights.email,
        ObservableKind.DOMAIN: weights.domain,
        ObservableKind.URL: weights.domain,
        ObservableKind.PHONE: weights.phone,
    }[kind]
