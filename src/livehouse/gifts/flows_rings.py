"""Rings: value that comes back to whom it came from, over one to three others. Pure.

A ring is a circle of 2 to 4 accounts, each of which gives to the next. Along it, each one passes on some share of what
came from the one before; the smallest of these shares says how much of a circle it is. (Who begins puts in more than
comes back and so passes on more than everything.) Friends give to each other as well: what tells them apart is that
most of what they are given comes from others.

Circles can only be found inside strongly connected components, which Tarjan's algorithm gives in linear time (R.
Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1, 1972). Within one, paths are
followed from each account to those behind it in order, so that each circle is met once, and given up where too little
is passed on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from livehouse.gifts.flows_model import ACCOUNTS_MAX, FlowPart, FlowRules, Given, Suspicion, strongest, totals

MEMBERS_MAX: Final = 4
# How much smaller than the whole ring one gift in it may be and still matter.
EDGE_PART: Final = 20
# From one account, those to whom it gave most.
SUCCESSORS_MAX: Final = 24
# Steps of the search in all, about a second. A platform on which they do not suffice has larger worries.
STEPS_MAX: Final = 500_000
RINGS_MAX: Final = 10_000


class Rings(msgspec.Struct, frozen=True):
    """What was found; `is_whole` if the search did not have to end early."""

    found: list[Suspicion]
    is_whole: bool = True


class _Ring(msgspec.Struct, frozen=True):
    """A circle: each gave to the next, and the last to the first."""

    edges: tuple[Given, ...]
    coins: int
    returned_percent: int


def edge_coins_min(rules: FlowRules) -> int:
    """What one account must have given another to be looked at."""
    return max(1, rules.ring_coins_min // EDGE_PART)


def find_rings(given: Collection[Given], received: Mapping[str, int], rules: FlowRules) -> Rings:
    """Groups of rings that share accounts.

    Args:
        given: who gave whom, `edge_coins_min` or more.
        received: all that these recipients were given in the same time, by anybody.
    """
    edges: dict[str, dict[str, Given]] = {}
    for each in sorted(given, key=lambda one: (-one.coins, one.sender_id, one.recipient_id)):
        if each.coins >= edge_coins_min(rules) and each.sender_id != each.recipient_id:
            successors = edges.setdefault(each.sender_id, {})
            if len(successors) < SUCCESSORS_MAX:
                successors[each.recipient_id] = each
    search = _Search(edges, rules)
    rings = [ring for part in components(edges) if len(part) > 1 for ring in search.within(part)]
    groups = []
    for group in _grouped(rings):
        if _is_closed(group, received, rules):
            groups.append(group)
        else:
            # Where some of them have to do with many others as well, the rest may not.
            groups += _grouped([ring for ring in group if _is_closed([ring], received, rules)])
    return Rings([_suspicion(group, received, rules) for group in groups], search.steps <= STEPS_MAX)


def components(edges: Mapping[str, Collection[str]]) -> list[set[str]]:
    """The strongly connected components, without recursion: a chain of gifts may be longer than Python's stack."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    is_open: set[str] = set()
    found: list[set[str]] = []
    for root in edges:
        if root in index:
            continue
        path: list[tuple[str, Iterator[str]]] = [(root, iter(edges.get(root, ())))]
        index[root] = low[root] = len(index)
        open_.append(root)
        is_open.add(root)
        while path:
            account, ways = path[-1]
            for successor in ways:
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    open_.append(successor)
                    is_open.add(successor)
                    path.append((successor, iter(edges.get(successor, ()))))
                    break
                if successor in is_open:
                    low[account] = min(low[account], index[successor])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[account])
                if low[account] == index[account]:
                    component: set[str] = set()
                    while account not in component:
                        component.add(last := open_.pop())
                        is_open.discard(last)
                    found.append(component)
    return found


class _Search:
    """Follows gifts around circles, within bounds."""

    def __init__(self, edges: Mapping[str, Mapping[str, Given]], rules: FlowRules) -> None:
        self._edges = edges
        self._rules = rules
        self.steps = 0

    def within(self, component: set[str]) -> list[_Ring]:
        """The circles among these accounts, each once."""
        found: list[_Ring] = []
        for start in sorted(component):
            paths: list[tuple[Given, ...]] = [
                (edge,) for to, edge in self._edges[start].items() if to in component and to > start
            ]
            while paths:
                path = paths.pop()
                last = path[-1]
                for to, edge in self._edges.get(last.recipient_id, {}).items():
                    self.steps += 1
                    if self.steps > STEPS_MAX or len(found) >= RINGS_MAX:
                        return found
                    if not self._is_passed_on(last, edge):
                        continue
                    if to == start:
                        ring = self._closed((*path, edge))
                        found.extend(() if ring is None else (ring,))
                    elif len(path) < MEMBERS_MAX - 1 and to in component and to > start and _is_new(path, to):
                        paths.append((*path, edge))
        return found

    def _is_passed_on(self, came: Given, went: Given) -> bool:
        return went.coins * 100 >= came.coins * self._rules.ring_returned_percent

    def _closed(self, edges: tuple[Given, ...]) -> _Ring | None:
        coins = sum(edge.coins for edge in edges)
        if coins < self._rules.ring_coins_min or not self._is_passed_on(edges[-1], edges[0]):
            return None
        steps = zip(edges, (*edges[1:], edges[0]), strict=True)
        return _Ring(edges, coins, min(went.coins * 100 // came.coins for came, went in steps))


def _is_new(path: tuple[Given, ...], to: str) -> bool:
    return all(to != before.recipient_id for before in path)


def _is_closed(group: Collection[_Ring], received: Mapping[str, int], rules: FlowRules) -> bool:
    return _inside_percent(_edges_of(group).values(), received) >= rules.ring_inside_percent


def _edges_of(group: Iterable[_Ring]) -> dict[tuple[str, str], Given]:
    return {(edge.sender_id, edge.recipient_id): edge for ring in group for edge in ring.edges}


def _inside_percent(edges: Collection[Given], received: Mapping[str, int]) -> int:
    """How much of all that the members were given came from inside."""
    inside = sum(edge.coins for edge in edges)
    everything = sum(received.get(account_id, 0) for account_id in {edge.recipient_id for edge in edges})
    return inside * 100 // max(inside, everything)


def _grouped(rings: list[_Ring]) -> list[list[_Ring]]:
    """Rings that share an account belong together, as long as there are not too many members."""
    groups: list[tuple[set[str], list[_Ring]]] = []
    for ring in sorted(rings, key=lambda one: (-one.coins, one.edges[0].sender_id)):
        members = {edge.sender_id for edge in ring.edges}
        joined = [group for group in groups if group[0] & members]
        together = members.union(*(group[0] for group in joined))
        if joined and len(together) <= ACCOUNTS_MAX:
            groups = [group for group in groups if group not in joined]
            groups.append((together, [*(one for group in joined for one in group[1]), ring]))
        elif not joined:
            groups.append((members, [ring]))
    return [group[1] for group in groups]


def _suspicion(group: list[_Ring], received: Mapping[str, int], rules: FlowRules) -> Suspicion:
    best = max(group, key=lambda ring: ring.coins)
    edges = _edges_of(group)
    coins, diamonds, since, until = totals(edges.values())
    gave: dict[str, int] = {}
    for edge in edges.values():
        gave[edge.sender_id] = gave.get(edge.sender_id, 0) + edge.coins
    accounts: dict[str, FlowPart] = dict.fromkeys(strongest(gave, ACCOUNTS_MAX), "member")
    return Suspicion(
        kind="ring",
        accounts=accounts,
        coins=coins,
        diamonds=diamonds,
        since=since,
        until=until,
        numbers={
            "members": len(gave),
            "coins": coins,
            "days": rules.ring_days,
            "returned_percent": min(100, best.returned_percent),
            "inside_percent": _inside_percent(edges.values(), received),
        },
    )
