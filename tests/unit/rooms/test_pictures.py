import xml.etree.ElementTree as ET

from livehouse.platform.qr import QUIET_ZONE_MODULES, draw_qr
from livehouse.rooms.cover_drawing import draw_cover

SVG = "{http://www.w3.org/2000/svg}"


def test_a_drawn_cover_is_the_same_for_the_same_room_and_another_for_another() -> None:
    first = draw_cover("01kkpyyag0arqyarkhtt7g4xvg")
    assert first == draw_cover("01kkpyyag0arqyarkhtt7g4xvg")
    covers = {draw_cover(f"01kkpyyag0arqyarkhtt7g4{number:03}") for number in range(100)}
    assert len(covers) == 100


def test_a_drawn_cover_is_an_upright_picture_without_anything_active() -> None:
    drawing = ET.fromstring(draw_cover("room"))
    assert (drawing.get("width"), drawing.get("height")) == ("720", "1280")
    names = {element.tag.removeprefix(SVG) for element in drawing.iter()}
    assert names <= {"svg", "defs", "linearGradient", "radialGradient", "stop", "rect", "path", "ellipse"}
    assert not {name for element in drawing.iter() for name in element.attrib} & {"style", "href", "onload"}


def test_nothing_that_is_typed_reaches_the_drawing() -> None:
    assert "<script" not in draw_cover('"><script>alert(1)</script>')


def test_a_qr_code_is_dark_on_light_with_its_quiet_zone() -> None:
    drawing = ET.fromstring(draw_qr("http://localhost:8000/live/01kkpyyag0arqyarkhtt7g4xvg"))
    left, top, width, height = (int(number) for number in drawing.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    modules = width - 2 * QUIET_ZONE_MODULES
    assert width == height
    assert (modules - 17) % 4 == 0  # version v has 17 + 4 v modules (ISO/IEC 18004)
    light, dark = drawing.iter(f"{SVG}path")
    assert (light.get("fill"), dark.get("stroke")) == ("#fff", "#0d0a12")
