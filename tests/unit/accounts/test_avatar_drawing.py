from xml.etree import ElementTree

from livehouse.accounts.avatar_drawing import draw_avatar

IDS = [f"01kmn0v6{number:018d}" for number in range(300)]


def test_the_same_account_always_has_the_same_face() -> None:
    assert [draw_avatar(account_id) for account_id in IDS[:20]] == [draw_avatar(account_id) for account_id in IDS[:20]]


def test_faces_differ() -> None:
    assert len({draw_avatar(account_id) for account_id in IDS}) > 0.95 * len(IDS)


def test_every_drawing_is_small_whole_and_harmless() -> None:
    for account_id in IDS:
        drawing = draw_avatar(account_id)
        assert len(drawing) < 4_000
        assert account_id not in drawing
        for element in ElementTree.fromstring(drawing).iter():
            name = element.tag.rpartition("}")[2]
            assert name not in ("script", "style", "image", "use", "text", "foreignObject")
            assert not any(key.startswith("on") or "href" in key for key in element.attrib)
