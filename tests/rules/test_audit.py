"""Where a chain of audit entries breaks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from onyx_app.rules.audit import Chain, Link, follow, hash_of


def _chain(length: int) -> list[Link]:
    links: list[Link] = []
    for seq in range(1, length + 1):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=seq)
        link = Link(seq, at, "", "did", str(seq), "{}", links[-1].hash if links else b"", b"")
        links.append(replace(link, hash=hash_of(link)))
    return links


def test_an_untouched_chain_holds() -> None:
    assert follow(_chain(5)) == Chain(5)
    assert follow([]).holds


def test_an_altered_entry_breaks_the_chain_at_itself() -> None:
    links = _chain(5)
    links[2] = replace(links[2], subject="something else")

    assert follow(links) == Chain(2, broken_at=3)


def test_an_altered_entry_with_a_fitting_hash_breaks_the_next_one() -> None:
    links = _chain(5)
    forged = replace(links[2], subject="something else")
    links[2] = replace(forged, hash=hash_of(forged))

    assert follow(links) == Chain(3, broken_at=4)


def test_a_missing_entry_is_named() -> None:
    links = _chain(5)
    del links[1]

    assert follow(links) == Chain(1, broken_at=2)


def test_a_missing_beginning_is_noticed() -> None:
    assert follow(_chain(3)[1:]) == Chain(0, broken_at=1)


def test_an_entry_put_in_twice_is_noticed() -> None:
    links = _chain(3)

    assert follow([*links, links[-1]]).broken_at == 3


def test_a_chain_is_followed_in_parts() -> None:
    links = _chain(6)
    altered = [*links[:4], replace(links[4], action="undid"), links[5]]

    assert follow(links[3:], after=links[2]) == Chain(6)
    assert follow(altered[3:], after=links[2]) == Chain(4, broken_at=5)
