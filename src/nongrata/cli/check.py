"""`nongrata check`: one subject, explained."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nongrata.cli.edge import (
    FOUND_ALERTS,
    FOUND_NOTHING,
    cutoff_option,
    guarded,
    home_of,
    home_option,
    json_option,
    now,
    policy_for,
    say_against,
    say_json,
    screened_lists,
    threshold_option,
    watchlist_in_use,
)
from nongrata.model import Identifier, IdentifierKind, Observable, ObservableKind, PartyKind, Subject
from nongrata.model.hit import score_text

if TYPE_CHECKING:
    from nongrata.model import Hit, PartialDate

_KINDS = click.Choice([kind.value for kind in PartyKind])


@click.command("check", short_help="Screen one name and explain what is found.")
@click.argument("name")
@click.option("--kind", type=_KINDS, default="unknown", help="What it is; unknown meets every kind.")
@click.option("--alias", multiple=True, help="Another name of the same subject.")
@click.option("--born", multiple=True, help="Birth, foundation or build date: 1983, 1983-10-28, 28 Oct 1983.")
@click.option("--country", multiple=True, help="Country by name or code.")
@click.option("--gender", type=click.Choice(["male", "female"]), default=None)
@click.option("--id", "identifier", multiple=True, metavar="[KIND:]VALUE", help="A number, e.g. tax:7802170553.")
@click.option("--email", multiple=True)
@click.option("--domain", multiple=True)
@click.option("--wallet", multiple=True)
@click.option("--phone", multiple=True)
@cutoff_option
@threshold_option
@home_option
@json_option
@guarded
def command(
    name: str,
    home: Path | None,
    cutoff: float | None,
    threshold: float | None,
    *,
    as_json: bool,
    **facts: tuple[str, ...] | str | None,
) -> None:
    """Screen NAME against the lists in use and explain every hit.

    Exit code 0: no alert. 1: at least one. 3: it was not screened.
    """
    from nongrata.engine import Screener

    place = home_of(home)
    watchlist, notes = watchlist_in_use(place)
    screener = Screener(watchlist, policy_for(place, cutoff, threshold))
    subject = _subject(name, facts)
    hits = screener.screen(subject)
    lists = screened_lists(screener.against, now().date())
    if as_json:
        say_json(
            {
                "screened_against": lists,
                "cutoff": screener.against.cutoff,
                "threshold": screener.against.threshold,
                "notes": notes,
                "subject": subject,
                "hits": hits,
                "alerts": sum(hit.alert for hit in hits),
            }
        )
    else:
        say_against(lists, screener.against, notes)
        _say_hits(hits)
    sys.exit(FOUND_ALERTS if any(hit.alert for hit in hits) else FOUND_NOTHING)


def _subject(name: str, facts: dict[str, tuple[str, ...] | str | None]) -> Subject:
    many = {key: tuple(value) for key, value in facts.items() if isinstance(value, tuple)}
    return Subject(
        id="check",
        name=name,
        kind=PartyKind(str(facts["kind"])),
        aliases=many["alias"],
        born=tuple(_date(value) for value in many["born"]),
        countries=tuple(_country(value) for value in many["country"]),
        gender=str(facts["gender"] or ""),
        identifiers=tuple(_identifier(value) for value in many["identifier"]),
        observables=tuple(
            _observable(kind, value)
            for kind in (
                ObservableKind.EMAIL,
                ObservableKind.DOMAIN,
                ObservableKind.WALLET,
                ObservableKind.PHONE,
            )
            for value in many[kind.value]
        ),
    )


def _date(value: str) -> PartialDate:
    from nongrata.text.dates import parse_date

    found = parse_date(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no date; use 1983, 1983-10 or 1983-10-28", param_hint="--born")
    return found


def _country(value: str) -> str:
    from nongrata.text.countries import country_code

    code = country_code(value)
    if not code:
        raise click.BadParameter(f"{value!r} is no country that we know", param_hint="--country")
    return code


def _identifier(value: str) -> Identifier:
    from nongrata.text.identifiers import canonical_identifier, checksum_holds

    name, _, number = value.partition(":") if ":" in value else ("other", "", value)
    try:
        kind = IdentifierKind(name)
    except ValueError:
        known = ", ".join(kind.value for kind in IdentifierKind)
        raise click.BadParameter(f"{name!r} is no kind of number; use one of {known}", param_hint="--id") from None
    if not canonical_identifier(kind, number):
        raise click.BadParameter(f"{number!r} is too short to tell anybody apart", param_hint="--id")
    if checksum_holds(kind, number) is False:
        click.secho(f"note: the check digits of {number} do not agree; compared as given", fg="yellow", err=True)
    return Identifier(kind, number)


def _observable(kind: ObservableKind, value: str) -> Observable:
    from nongrata.text.observables import canonical_observable

    if not canonical_observable(kind, value):
        raise click.BadParameter(f"{value!r} cannot be compared as {kind.value}", param_hint=f"--{kind.value}")
    return Observable(kind, value)


def _say_hits(hits: list[Hit]) -> None:
    if not hits:
        click.echo("no hit: nothing on these lists reaches the cutoff")
    for hit in hits:
        verdict = click.style("ALERT", fg="red", bold=True) if hit.alert else click.style("hit  ", fg="yellow")
        click.echo(f"\n{verdict} {score_text(hit.score)}  {hit.target_name}  ({hit.target_id})")
        click.echo(f"      {hit.matched_strength.value} name “{hit.matched_name}”; {hit.reason}")
        for piece in hit.evidence:
            click.echo(f"      {piece.bits:+6.1f} bits  {piece.sentence}")
        click.echo(f"      {hit.bits:+6.1f} bits together")
