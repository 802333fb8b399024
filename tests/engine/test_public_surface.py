"""What others may import. A name added here is a promise; a name taken away breaks somebody."""

import nongrata


def test_the_public_surface_is_exactly_this():
    """Functions, nouns, errors."""
    assert nongrata.__all__ == sorted(
        "load_watchlist Screener Watchlist compare Policy "
        "Address Alias AliasKind Designation Evidence Feature Hit Identifier IdentifierKind Link Name Observable "
        "ObservableKind PartialDate Party PartyKind Strength Subject WatchlistVersion "
        "NongrataError InputError UnreadableFile MissingColumn ListError ListRefused ListUnknown IndexUnusable "
        "FetchFailed SettingsError".split()
    )


def test_every_public_name_can_be_had_and_says_what_it_is():
    """No dead promises."""
    for name in nongrata.__all__:
        assert getattr(nongrata, name).__doc__, name


def test_every_error_is_a_nongrata_error():
    """One except clause is enough."""
    assert all(
        issubclass(getattr(nongrata, name), nongrata.NongrataError)
        for name in nongrata.__all__
        if isinstance(getattr(nongrata, name), type) and issubclass(getattr(nongrata, name), Exception)
    )
