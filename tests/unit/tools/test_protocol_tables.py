import pytest

from tools.protocol_tables import UnknownTableError, fill, render

DOCUMENT = {
    "paths": {"/api/v1/rooms": {"get": {"summary": "The LIVEs that run now"}, "post": {"summary": "Prepare a LIVE"}}},
    "components": {
        "schemas": {
            "Say": {
                "type": "object",
                "properties": {
                    "type": {"const": "comment"},
                    "text": {"type": "string", "minLength": 1, "maxLength": 150},
                },
                "required": ["type", "text"],
            },
            "Said": {
                "type": "object",
                "properties": {"comment": {"$ref": "#/components/schemas/Comment"}},
                "required": ["comment"],
            },
            "Comment": {
                "type": "object",
                "description": "What somebody said.",
                "properties": {
                    "by": {"$ref": "#/components/schemas/Card"},
                    "role": {"$ref": "#/components/schemas/Role"},
                    "at": {"type": "string", "format": "date-time"},
                    "seen": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
                },
                "required": ["by", "role", "at"],
            },
            "Card": {"type": "object", "description": "A person.", "properties": {"handle": {"type": "string"}}},
            "Role": {"enum": ["viewer", "host"]},
        }
    },
    "x-livehouse-channel": {
        "commands": [
            {
                "name": "comment",
                "payload": {"$ref": "#/components/schemas/Say"},
                "result": {"$ref": "#/components/schemas/Said"},
                "description": "Say something | to all.",
            }
        ],
        "events": [],
        "messages": [],
        "close_codes": [{"code": 4001, "name": "too_slow", "come_back": True, "meaning": "You read too slowly."}],
    },
}


def test_a_command_is_shown_with_its_fields_its_answer_and_its_limits() -> None:
    row = render(DOCUMENT)["commands"].splitlines()[-1]
    assert row == "| `comment` | `text` text (1 to 150) | `comment` Comment | Say something \\| to all. |"


def test_structures_that_fields_name_are_listed_and_those_that_they_name_in_turn() -> None:
    rows = render(DOCUMENT)["types"].splitlines()[2:]
    assert rows == [
        "| `Card` | `handle?` text | A person. |",
        '| `Comment` | `by` Card, `role` "viewer" or "host", `at` time, `seen?` integer (at least 1) or null '
        "| What somebody said. |",
    ]


def test_a_close_code_says_whether_to_come_back() -> None:
    assert "| 4001 | `too_slow` | yes | You read too slowly. |" in render(DOCUMENT)["close_codes"]


def test_only_the_text_between_the_markers_changes_and_filling_twice_changes_nothing() -> None:
    page = "# Before\n<!-- generated: http -->\nold\n<!-- end -->\nafter\n"
    filled = fill(page, DOCUMENT)
    assert filled.startswith("# Before\n<!-- generated: http -->\n")
    assert filled.endswith("<!-- end -->\nafter\n")
    assert "old" not in filled
    assert "| `POST /api/v1/rooms` | Prepare a LIVE |" in filled
    assert fill(filled, DOCUMENT) == filled


def test_a_marker_without_a_table_is_an_error() -> None:
    with pytest.raises(UnknownTableError, match="gifts"):
        fill("<!-- generated: gifts -->\n<!-- end -->", DOCUMENT)
