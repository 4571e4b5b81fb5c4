from livehouse.platform.networks import HASH_LENGTH, Networks


def test_addresses_of_one_network_have_one_hash_under_one_key() -> None:
    networks = Networks(b"a secret")
    home = networks.hash("2001:db8:1:1::10")
    assert networks.hash("2001:db8:1:1:ffff::1") == home
    assert networks.hash("2001:db8:1:2::10") != home
    assert Networks(b"a secret").hash("2001:db8:1:1::10") == home
    assert Networks(b"another").hash("2001:db8:1:1::10") != home
    assert len({networks.hash(f"203.0.113.{last}") for last in range(256)}) == 256
    assert len(home) == HASH_LENGTH
    # What cannot be an address (a socket without one) is a network of its own, and no fault.
    assert networks.hash("unknown") != home
