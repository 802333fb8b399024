"""The four files of OFAC's CSV form: rows, joins, defects; then the real files."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.csv_quartet import FORMAT
from nongrata.sources.ofac.rows import read_rows

END = b"\x1a"
SDN = (
    b'21326,"BOGACHEV, Evgeniy Mikhaylovich","individual","CYBER2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b"\"DOB 28 Oct 1983; a.k.a. 'Slavik'; a.k.a. 'Monstr'.\"\r\n"
    b'21333,"ZORSECURITY",-0- ,"CYBER2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b'"Registration ID 1127746601817 (Russia); Tax ID No. 7704813260 (Russia)."\r\n'
)
ALT = b'21326,33858,"aka","BOGACHEV, Evgeniy Mikhailovich",-0- \r\n21333,33833,"fka","ESAGE LAB",-0- \r\n'
ADD = (
    b'21326,32413,"Lermontova Str., 120-101","Anapa","Russia",-0- \r\n'
    b'21333,32425,"Luzhnetskaya Embankment 2/4, Building 17, Office 444","Moscow 119270","Russia",-0- \r\n'
)
NULLS = b"-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "


def overflowing(end: bytes) -> bytes:
    """Remarks of exactly the length at which OFAC cuts them, with this end."""
    start = b"DOB 1985; Linked To: "
    return start + b"Q" * (1000 - len(start) - len(end)) + end


def row(number: int, remarks: bytes = b"-0- ", name: bytes = b"QUILL, Zebedee") -> bytes:
    """A row of the main file."""
    return b'%d,"%s","individual","CYBER2",%s,%s\r\n' % (number, name, NULLS, remarks)


def load(folder: Path, list_id: str = "ofac-sdn", **parts: bytes):
    """The parties and the account of files with these bytes."""
    contents = {}
    for part, data in parts.items():
        path = folder / f"{part}.csv"
        path.write_bytes(data)
        contents[part] = Content(path)
    tally = Tally()
    parties = list(FORMAT.read(list_id, contents, tally))
    assert tally.balanced
    return parties, tally


def whole(folder: Path, sdn: bytes, alt: bytes = b"", add: bytes | None = None, **parts: bytes):
    """As above, with the end mark on every file and an empty address for every entry."""
    numbers = [line.partition(b",")[0] for line in sdn.splitlines()]
    empty = b"".join(b"%s,9,-0- ,-0- ,-0- ,-0- \r\n" % number for number in dict.fromkeys(numbers))
    files = {"sdn": sdn, "alt": alt, "add": empty if add is None else add, **parts}
    return load(folder, **{part: data + END for part, data in files.items()})


def reasons(tally: Tally, severity: Severity = Severity.REJECTED) -> list[tuple[str, int, str]]:
    """File, line and record of the issues of one kind."""
    return [(it.file, it.line, it.record) for it in tally.issues if it.severity is severity]


@pytest.mark.parametrize(
    ("name", "list_id", "part"),
    [
        ("sdn.csv", "ofac-sdn", "sdn"),
        ("SDN.CSV", "ofac-sdn", "sdn"),
        ("alt.csv", "ofac-sdn", "alt"),
        ("ADD.CSV", "ofac-sdn", "add"),
        ("sdn_comments.csv", "ofac-sdn", "comments"),
        ("cons_prim.csv", "ofac-cons", "sdn"),
        ("CONS_ALT.CSV", "ofac-cons", "alt"),
        ("cons_add.csv", "ofac-cons", "add"),
        ("cons_comments.csv", "ofac-cons", "comments"),
        ("before_sdn.csv", "ofac-sdn", "sdn"),
        ("after_alt.csv", "ofac-sdn", "alt"),
        ("sdn_2018-01-26.csv", "ofac-sdn", "sdn"),
    ],
)
def test_files_are_known_by_the_words_of_their_names(name, list_id, part):
    """There is no header to tell them by."""
    head = {"sdn": SDN, "alt": ALT, "add": ADD, "comments": b'21326,"more"\r\n'}[part]
    found = FORMAT.recognise(name, head)
    assert (found.list_id, found.part) == (list_id, part)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("sdn_daily_index.csv", b"captured_at,commit,bytes,entries\n2021-08-18T09:39:01+00:00,f2,1,2\n"),
        ("address.csv", ADD),
        ("add.csv", b"id,name,country\n1,Quill,GB\n"),
        ("alt.csv", ADD),
        ("sdn.xml", SDN),
        ("customers.csv", SDN),
        ("sdn.csv", b"<html>"),
        ("sdn.csv", b""),
    ],
)
def test_other_files_are_left_to_others(name, head):
    """Neither a name alone nor a look alone is enough."""
    assert FORMAT.recognise(name, head) is None


def test_four_files_make_parties(tmp_path):
    """Names, strong aliases with their numbers, weak ones without, addresses with the postcode apart."""
    (bogachev, zor), tally = whole(tmp_path, SDN, ALT, ADD)
    assert (bogachev.id, bogachev.kind, bogachev.name.family) == ("ofac-sdn:21326", PartyKind.PERSON, "BOGACHEV")
    assert [(it.name.full, it.strength, it.ref) for it in bogachev.aliases] == [
        ("BOGACHEV, Evgeniy Mikhailovich", Strength.STRONG, "33858"),
        ("Slavik", Strength.WEAK, ""),
        ("Monstr", Strength.WEAK, ""),
    ]
    assert (zor.kind, zor.aliases[0].kind) == (PartyKind.ORGANISATION, AliasKind.FORMER)
    assert (zor.addresses[0].city, zor.addresses[0].postcode, zor.countries) == ("Moscow", "119270", ("RU",))
    assert (tally.rows_in, tally.rows_used, tally.issues, tally.doubts) == (6, 6, [], [])
    assert tally.published_on is None


def test_programmes_come_without_their_outer_brackets(tmp_path):
    """OFAC writes "NPWMD] [CYBER2] [CAATSA - RUSSIA"."""
    data = b'1,"QUILL",-0- ,"NPWMD] [CYBER2] [CAATSA - RUSSIA",' + NULLS + b",-0- \r\n"
    (party,), _ = whole(tmp_path, data)
    assert [act.programme for act in party.designations] == ["NPWMD", "CYBER2", "CAATSA - RUSSIA"]
    assert party.designations[1].legal_basis == "E.O. 13694 as amended by E.O. 13757"


def test_a_vessel_keeps_its_sign_flag_tonnage_and_owner(tmp_path):
    """The columns that only vessels fill; the IMO number stands in the Remarks."""
    data = (
        b'4,"MAR QUILL","vessel","CUBA",-0- ,"CL0000","Tug","56,068","212","Cuba","Quill Line",'
        b'"Vessel Registration Identification IMO 9074729."\r\n'
    )
    (ship,), _ = whole(tmp_path, data)
    assert [it.kind for it in ship.identifiers] == [IdentifierKind.CALL_SIGN, IdentifierKind.IMO]
    assert ship.countries == ("CU",)
    assert ship.details[:2] == (("Vessel Type", "Tug"), ("Vessel Tonnage", "56,068"))
    assert [(it.relation, it.name) for it in ship.links] == [("Vessel Owner", "Quill Line")]


def test_an_unknown_type_is_read_as_unknown_with_a_warning(tmp_path):
    """A party of a new kind must still be found."""
    (party,), tally = whole(tmp_path, b'1,"QUILL","submarine","CYBER2",' + NULLS + b",-0- \r\n")
    assert party.kind is PartyKind.UNKNOWN
    assert reasons(tally, Severity.WARNING) == [("sdn.csv", 1, "1")]


def test_overflowing_remarks_go_on_without_a_blank(tmp_path):
    """They are cut at 1,000 characters in mid-word: "...PROMO RAI" + "Z S.A.S."."""
    text = overflowing(b"; DOB 11 Aug ")
    (party,), tally = whole(tmp_path, row(1, b'"%s"' % text), comments=b"1,\"1961; a.k.a. 'Zeta'.\"\r\n")
    assert str(party.born[-1]) == "1961-08-11"
    assert [it.name.full for it in party.aliases] == ["Zeta"]
    assert (tally.issues, tally.doubts) == ([], [])


def test_overflow_that_goes_on_nowhere_is_warned_of_each_time(tmp_path):
    """Half a wallet is not a wallet; what is there stays as a remark."""
    text = overflowing(b"; Digital Currency Address - XBT 1Boat")
    (party,), tally = whole(tmp_path, row(1, b'"%s"' % text), comments=b"")
    assert party.observables == ()
    assert party.remarks[-1].startswith("Digital Currency Address - XBT 1Boat")
    assert reasons(tally, Severity.WARNING)[0] == ("sdn.csv", 1, "1")
    assert tally.doubts == []


def test_the_comments_file_may_be_missing(tmp_path):
    """Most days of the past come without it; where Remarks overflow, each entry that lost its end is named."""
    _, calm = whole(tmp_path, SDN, ALT, ADD)
    assert calm.issues == calm.doubts == []
    _, lossy = whole(tmp_path, row(1, b'"%s"' % overflowing(b"")))
    assert ["continued nowhere" in reason for *_, reason in [(it.record, it.reason) for it in lossy.issues]] == [True]
    assert lossy.doubts == []


@pytest.mark.parametrize("gone", ["alt", "add"])
def test_a_missing_alias_or_address_file_is_doubted(tmp_path, gone):
    """The list would look whole and not be."""
    files = {"sdn": SDN, "alt": ALT, "add": ADD}
    del files[gone]
    _, tally = load(tmp_path, **{part: data + END for part, data in files.items()})
    assert [f"the part {gone} is missing" in doubt for doubt in tally.doubts] == [True]


def test_without_the_main_file_there_is_nothing_to_read(tmp_path):
    """The parts of August 2026 are such a set."""
    with pytest.raises(UnreadableFile, match="the main file"):
        load(tmp_path, alt=ALT + END)


def test_rows_that_belong_to_no_entry_are_rejected_one_by_one(tmp_path):
    """With their line; aliases and addresses also cast doubt on the set."""
    _, tally = whole(
        tmp_path,
        SDN,
        ALT + b'7,1,"aka","NOBODY",-0- \r\n',
        ADD + b'8,1,-0- ,"Nowhere","Cuba",-0- \r\n',
        comments=b'9,"of another day."\r\n',
    )
    assert reasons(tally) == [("alt.csv", 3, "7"), ("add.csv", 3, "8"), ("comments.csv", 1, "9")]
    assert len(tally.doubts) == 2


def test_an_entry_without_any_address_row_shows_an_old_address_file(tmp_path):
    """OFAC gives each entry at least an empty one."""
    _, tally = whole(tmp_path, SDN, ALT, ADD.splitlines(keepends=True)[0])
    assert ["1 entries, 21333 among them, have no row in add.csv" in doubt for doubt in tally.doubts] == [True]


def test_an_empty_address_row_is_used_and_gives_nothing(tmp_path):
    """All of its fields are null."""
    (party,), tally = whole(tmp_path, row(1))
    assert (party.addresses, party.countries, tally.rows_used) == ((), (), 2)


def test_what_a_row_of_the_alias_file_says_besides_is_kept(tmp_path):
    """No file of 2015 to 2026 has such a remark or another type; if one comes, it is told."""
    alt = b'21333,1,"xka","ESAGE","until 2012"\r\n21333,2,"aka",-0- ,-0- \r\n'
    parties, tally = whole(tmp_path, SDN, alt)
    assert [(it.name.full, it.kind) for it in parties[1].aliases] == [("ESAGE", AliasKind.AKA)]
    assert parties[1].remarks == ("ESAGE: until 2012",)
    assert ["new type 'xka'" in tally.issues[0].reason, "no name" in tally.issues[1].reason] == [True, True]


def test_an_entry_without_a_name_is_rejected(tmp_path):
    """There is nothing to screen against."""
    parties, tally = whole(tmp_path, row(1, name=b"-0- ") + row(2))
    assert [party.id for party in parties] == ["ofac-sdn:2"]
    assert ("sdn.csv", 1, "1") in reasons(tally)


def test_the_second_row_of_a_number_is_rejected(tmp_path):
    """The first one counts."""
    parties, tally = whole(tmp_path, row(1) + row(1, name=b"ZETA, Quill"))
    assert [party.name.full for party in parties] == ["QUILL, Zebedee"]
    assert reasons(tally) == [("sdn.csv", 2, "1")]


@pytest.mark.parametrize(
    "bad",
    [
        b'2,"QUILL","individual","CYBER2"\r\n',
        b'2,"QUILL","individual","CYBER2",' + NULLS + b',-0- ,"more"\r\n',
        b'x,"QUILL","individual","CYBER2",' + NULLS + b",-0- \r\n",
        b'2,"QUILL","individual","CYBER2",' + NULLS + b',"never closed\r\n',
    ],
)
def test_a_damaged_row_costs_itself_and_not_its_neighbours(tmp_path, bad):
    """Wrong number of columns, no number, a quote never closed: rejected by line."""
    parties, tally = whole(tmp_path, row(1) + bad + row(3))
    assert [party.id for party in parties] == ["ofac-sdn:1", "ofac-sdn:3"]
    assert [place[:2] for place in reasons(tally) if place[0] == "sdn.csv"] == [("sdn.csv", 2)]


@pytest.mark.parametrize(
    "text",
    [b'see "Quill", of Riga', b'ends in "Quill"', b'"Quill" begins', b'see "Quill","', b'an odd " quote'],
)
def test_quotes_nobody_escaped_do_not_merge_comments(tmp_path, text):
    """Comments were seen with bare quotes inside; with two columns it is plain what is meant."""
    overflow = row(1, b'"%s"' % overflowing(b"")) + row(2, b'"%s"' % overflowing(b""))
    comments = b'1,"; %s."\r\n2,"; Tribe: Noorzai."\r\n' % text
    (first, second), tally = whole(tmp_path, overflow, comments=comments)
    assert first.remarks[-1] == text.decode()
    assert second.remarks == ("Tribe: Noorzai",)
    assert reasons(tally, Severity.WARNING) == [("comments.csv", 1, "1")]


def test_latin_1_is_tolerated(tmp_path):
    """The files are ASCII; a stray byte must not cost the list."""
    (party,), _ = whole(tmp_path, row(1, name="MUÑOZ, Zebedee".encode("latin-1")))
    assert party.name.family == "MUÑOZ"


@pytest.mark.parametrize(("line", "problem"), [(b'1,"QUI\0LL"\r\n', "NUL"), (b"1," + b"x" * (1 << 20), "longer")])
def test_a_nul_or_an_endless_line_is_refused(tmp_path, line, problem):
    """With the number of the line."""
    with pytest.raises(UnreadableFile, match=f"line 2 .*{problem}"):
        load(tmp_path, sdn=row(1) + line)


def test_a_download_cut_between_two_rows_is_doubted(tmp_path):
    """Only the missing end mark shows it."""
    _, tally = load(tmp_path, sdn=SDN, alt=ALT + END, add=ADD + END)
    assert tally.doubts == ["sdn.csv ends without the byte 0x1A that OFAC puts there: the download was cut short"]


def test_comments_without_the_end_mark_are_taken(tmp_path):
    """Those of June 2021 end so, and are whole."""
    sdn = row(1, b'"%s"' % overflowing(b""))
    files = {"sdn": sdn + END, "alt": END, "add": b"1,9,-0- ,-0- ,-0- ,-0- \r\n" + END, "comments": b'1,"."\r\n'}
    _, tally = load(tmp_path, **files)
    assert tally.doubts == []
    assert reasons(tally, Severity.WARNING) == [("comments.csv", 1, "")]


def test_a_file_that_a_tool_rewrote_with_line_feeds_is_taken(tmp_path):
    """full_2018-12 has LF, no end mark, no last line end, and "-0" for "-0- " in its last field."""
    rewritten = {part: data.replace(b"\r\n", b"\n").rstrip(b" \n") for part, data in
                 {"sdn": SDN, "alt": ALT, "add": ADD[:-4]}.items()}  # fmt: skip
    assert rewritten["add"].endswith(b",-0")
    parties, tally = load(tmp_path, **rewritten)
    assert (len(parties), parties[1].remarks, tally.doubts) == (2, (), [])
    assert len(reasons(tally, Severity.WARNING)) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(cut=st.integers(1, len(SDN) - 3), feed=st.sampled_from([b"\r\n", b"\n"]))
@example(cut=SDN.rindex(b',"Registration'), feed=b"\n")  # after the last comma of the last row
def test_a_download_cut_inside_a_row_is_doubted(tmp_path, cut, feed):
    """Wherever it breaks off, in either form of line end; only an LF file cut exactly after a row cannot show it."""
    kept = SDN.replace(b"\r\n", feed)[:cut]
    path = tmp_path / "sdn.csv"
    path.write_bytes(kept)
    tally = Tally()
    for _ in read_rows(Content(path), "sdn", tally):
        tally.used()
    undetectable = feed == b"\n" and feed in kept and kept.rstrip(b"\n").endswith(b'."')
    assert bool(tally.doubts) != undetectable
    assert tally.balanced


def test_rows_after_the_end_mark_are_doubted(tmp_path):
    """Two downloads in one file."""
    _, tally = load(tmp_path, sdn=row(1) + END + b"\r\n" + row(2) + END, alt=END, add=END)
    assert any("rows after the end mark" in doubt for doubt in tally.doubts)


NAMES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=30).filter(
    lambda name: name.strip() not in {"", "-0-"}  # the form's own word for nothing
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(NAMES, min_size=1, max_size=5))
def test_any_printable_name_survives_the_form(tmp_path, names):
    """Commas and quotes included, whitespace apart."""
    lines = []
    for number, name in enumerate(names, start=1):
        quoted = name.replace('"', '""').encode()
        lines.append(b'%d,"%s",-0- ,"CYBER2",%s,-0- \r\n' % (number, quoted, NULLS))
    parties, tally = whole(tmp_path, b"".join(lines))
    assert [party.name.full for party in parties] == [" ".join(name.split()) for name in names]
    assert tally.issues == []


# ---- The real files ----


def real(shared: Path, folder: str, names: dict[str, str], list_id: str = "ofac-sdn"):
    """Parties by number, and the account, of a set of real files."""
    tally = Tally()
    parts = {part: Content(shared / "ofac" / folder / name) for part, name in names.items()}
    parties = list(FORMAT.read(list_id, parts, tally))
    assert tally.balanced
    assert len({party.id for party in parties}) == len(parties)
    return {party.id.partition(":")[2]: party for party in parties}, tally


FULL = {"sdn": "sdn.csv", "alt": "alt.csv", "add": "add.csv", "comments": "sdn_comments.csv"}
FULL_GZ = {part: f"{name}.gz" for part, name in FULL.items()}


def test_the_set_of_december_2023_has_its_three_orphans_and_seven_cut_remarks(shared):
    """13,821 entries; the comments file is older than the other three (facts 2.8)."""
    parties, tally = real(shared, "full_2023-12-28", FULL)
    assert len(parties) == 13_821
    assert tally.rows_in == 13_821 + 17_091 + 18_990 + 13
    assert reasons(tally) == [
        ("sdn_comments.csv", line, who) for line, who in ((1, "12300"), (2, "15599"), (3, "15600"))
    ]
    cut = {it.record for it in tally.issues if "continued nowhere" in it.reason}
    assert cut == {"29703", "30518", "31212", "33151", "37070", "39585", "39593"}
    assert len(tally.issues) == 10
    assert tally.doubts == []


def test_the_set_of_june_2021_is_whole(shared):
    """8,976 entries, all four parts consistent; the comments lack only their end mark."""
    parties, tally = real(shared, "full_2021-06", FULL_GZ)
    assert len(parties) == 8_976
    assert tally.doubts == []
    assert [it.file for it in tally.issues] == ["sdn_comments.csv"]
    assert [link.name for link in parties["12300"].links if link.name.startswith("PROMO")] == ["PROMO RAIZ S.A.S."]


def test_the_set_of_december_2018_lacks_its_comments(shared):
    """7,379 entries in LF form without an end mark; three Remarks break off, and each is named."""
    names = {part: name for part, name in FULL_GZ.items() if part != "comments"}
    parties, tally = real(shared, "full_2018-12", names)
    assert len(parties) == 7_379
    assert tally.doubts == []
    assert reasons(tally) == []
    assert {it.record for it in tally.issues if "continued nowhere" in it.reason} == {"12300", "15599", "15600"}


def test_the_consolidated_set_of_2025_is_whole(shared):
    """442 entries, ten continuations, no issue."""
    names = {"sdn": "cons_prim.csv", "alt": "cons_alt.csv", "add": "cons_add.csv", "comments": "cons_comments.csv"}
    parties, tally = real(shared, "cons_csv_2025-12", names, "ofac-cons")
    assert (len(parties), tally.issues, tally.doubts) == (442, [], [])
    assert parties["30930"].aliases[-1].name.full == "CCCC"


def test_the_fsb_is_a_strong_alias_before_june_2022_and_a_weak_one_after(shared):
    """The day an engine that ignores weak aliases silently loses "FSB"."""
    before, _ = real(shared, "full_2021-06", FULL_GZ)
    after, _ = real(shared, "full_2023-12-28", FULL)
    found = [[(it.strength, it.ref) for it in day["21344"].aliases if it.name.full == "FSB"] for day in (before, after)]
    assert found == [[(Strength.STRONG, "33857")], [(Strength.WEAK, "")]]


def test_the_web_site_and_mailbox_of_the_day_are_found(shared):
    """21332: the only observables of 29 December 2016."""
    parties, _ = real(shared, "full_2023-12-28", FULL)
    assert [(it.kind, it.value) for it in parties["21332"].observables] == [
        (ObservableKind.DOMAIN, "stc-spb.ru"),
        (ObservableKind.EMAIL, "stcspb1@mail.ru"),
    ]


def test_nearly_every_clause_of_the_real_remarks_is_understood(shared):
    """A floor: of more than 60,000 clauses of 2024, fewer than one in a hundred stays free text."""
    parties, _ = real(shared, "history", {"sdn": "sdn_2024-05-03.csv.gz"})
    free = sum(len(party.remarks) for party in parties.values())
    assert len(parties) == 14_965
    assert free < 600


def test_every_recorded_row_of_three_years_is_readable(shared, tmp_path):
    """All 308 days: the base, and each row that was added or changed; none is rejected."""
    path = shared / "ofac" / "history" / "sdn_daily_deltas_2021-08_2024-05.jsonl.gz"
    rows: dict[str, None] = {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            day = json.loads(line)
            rows |= dict.fromkeys((*day.get("base", ()), *day.get("added", ()), *day.get("changed", ())))
    distinct = [f"{number},{text.partition(',')[2]}" for number, text in enumerate(rows, start=1)]
    parties, tally = load(tmp_path, sdn="\r\n".join(distinct).encode() + b"\r\n" + END)
    assert len(parties) == len(rows) > 17_000
    assert reasons(tally) == []
    assert {it.reason.partition(",")[0] for it in tally.issues} == {"its Remarks break off after 1"}


def test_what_the_rows_say_of_the_eleven_is_what_a_plain_reader_finds(shared):
    """An independent look at the raw row of 2018: number of clauses in, number of values out."""
    raw = json.loads((shared / "derived" / "eo13757_entries.json").read_text())
    assert len(raw) == 11
    parties, _ = real(shared, "history", {"sdn": "sdn_2018-01-26.csv.gz"})
    with gzip.open(shared / "ofac" / "history" / "sdn_2018-01-26.csv.gz", "rt", newline="") as lines:
        plain = {fields[0]: fields for fields in csv.reader(lines) if len(fields) == 12}
    for number in raw:
        party, fields = parties[number], plain[number]
        weak = [part.split("'")[1] for part in fields[11].split("; ") if ".k.a. '" in part]
        assert [it.name.full for it in party.aliases] == weak
        assert party.name.full == fields[1]
        passports = [
            part.split("Passport ")[1].split(" (")[0] for part in fields[11].split("; ") if "Passport " in part
        ]
        assert [it.value for it in party.identifiers if it.kind is IdentifierKind.PASSPORT] == passports
