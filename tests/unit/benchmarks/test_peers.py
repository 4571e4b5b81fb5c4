"""The peers' descriptions; none of them is installed or run by a test."""

from benchmarks._dialects import dialect_for
from benchmarks.peers.__main__ import all_peers, describe


def test_every_peer_says_how_it_is_installed_and_spoken_to() -> None:
    peers = all_peers()
    assert {"aiohttp", "centrifugo", "nchan", "picows", "socket.io", "websockets", "ws"} <= set(peers)
    for name, peer in peers.items():
        assert peer.name == name
        assert peer.installed_by.split()[0] in {"pip", "npm", "apt-get", "go"}
        assert dialect_for(peer.dialect, room="room", path=peer.path).path.startswith(peer.path)


def test_the_best_stands_first_and_the_missing_are_named() -> None:
    line = {
        "version": "1.0",
        "deliveries_per_s": 10,
        "latency_p50_ms": 1.0,
        "latency_p99_ms": 2.0,
        "lost": 0,
        "doubled": 0,
        "disconnected": 0,
        "late_share": 0.25,
        "load_cpu_s_per_s": 0.5,
    }
    servers = {"slow": {**line, "deliveries_per_core_s": 5}, "fast": {**line, "deliveries_per_core_s": 50}}
    lines = describe({"messages_per_s": 10.0, "servers": servers, "missing": {"absent": "no registry"}}).splitlines()
    assert [words[0] for words in map(str.split, lines[2:4])] == ["fast", "slow"]
    assert "25%" in lines[2]
    assert lines[-1] == "not measured: absent: no registry"
