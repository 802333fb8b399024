"""The EU's Financial Sanctions Files in XML 1.1.

Source: https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1, file of 13 May 2024.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nongrata.model import Party
from nongrata.sources.eu.account import EntityAccount
from nongrata.sources.eu.party import EuDetail, EuEntity
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, line, local, stream
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.free_text import tidy
from nongrata.text.dates import parse_date

LIST_ID = "eu-fsf"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?export\s[^>]*(?:generationDate|europa\.eu/fpi/fsd)")
_RECORDS = frozenset({"sanctionEntity"})
_DETAILS = {
    "nameAlias": "names",
    "citizenship": "citizenships",
    "birthdate": "births",
    "address": "addresses",
    "identification": "identifications",
}


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    return Recognised(LIST_ID, "list") if _ROOT.search(head) else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    account = EntityAccount(list_id, content.name, tally)
    with content.open() as source:
        for record in stream(source, content.name, _RECORDS):
            if tally.published_on is None:
                generated = record.getroottree().getroot().get("generationDate", "")
                stated = parse_date(generated[:10])
                tally.published_on = stated.earliest if stated else None
            tally.row()
            if party := account.party(_entity(record), (line(record),)):
                yield party


def _entity(record: Element) -> EuEntity:
    entity = EuEntity(_detail(record), EuDetail({}))
    for node in record:
        name = local(node)
        if name in _DETAILS:
            getattr(entity, _DETAILS[name]).append(_detail(node))
        elif name == "subjectType":
            entity.subject = node.get("code", "")
        elif name == "regulation":
            entity.regulation = _detail(node)
            entity.url = next((tidy(one.text) for one in node if local(one) == "publicationUrl"), "")
    return entity


def _detail(node: Element) -> EuDetail:
    remarks = tuple(tidy(one.text) for one in node if local(one) == "remark" and tidy(one.text))
    more = tuple((one.get("key", ""), one.get("value", "")) for one in node if local(one) == "additionalInformation")
    contacts = tuple((one.get("key", ""), one.get("value", "")) for one in node if local(one) == "contactInfo")
    told = tuple(tidy(f"{key}: {value}") for key, value in more)
    return EuDetail({str(name): str(value) for name, value in node.attrib.items()}, remarks + told, contacts)


FORMAT = Format("eu-xml", _recognise, _read)
