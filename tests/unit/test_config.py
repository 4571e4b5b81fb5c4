from pathlib import Path

import pytest

from livehouse.config import Settings, SettingsInvalid, load_settings, unknown_variables


def test_every_setting_is_described() -> None:
    undescribed = [name for name, field in Settings.model_fields.items() if not field.description]
    assert undescribed == []


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEHOUSE_PORT", "9000")
    assert load_settings().port == 9000
    assert load_settings(port=9001).port == 9001
    assert load_settings(port=None).port == 9000


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "livehouse.env"
    file.write_text("LIVEHOUSE_PORT=7000\nLIVEHOUSE_NAME=Our house\n")
    monkeypatch.setenv("LIVEHOUSE_ENV_FILE", str(file))
    monkeypatch.setenv("LIVEHOUSE_PORT", "9000")
    settings = load_settings()
    assert (settings.port, settings.name) == (9000, "Our house")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("LIVEHOUSE_PORT", "eighty", "LIVEHOUSE_PORT"),
        ("LIVEHOUSE_PORT", "70000", "LIVEHOUSE_PORT"),
        ("LIVEHOUSE_TLS_KEY", "/tmp/key.pem", "LIVEHOUSE_TLS_CERTIFICATE"),
        ("LIVEHOUSE_HANDLE_MIN", "90", "LIVEHOUSE_HANDLE_MAX"),
        ("LIVEHOUSE_DATABASE_URL", "mysql://somewhere/db", "postgresql://"),
        ("LIVEHOUSE_TRUSTED_PROXIES", "nginx", "LIVEHOUSE_TRUSTED_PROXIES"),
        ("LIVEHOUSE_RELAY_NAMES", "bücher.example", "LIVEHOUSE_RELAY_NAMES"),
        ("LIVEHOUSE_ENV_FILE", "/nowhere/at.all", "not a file"),
        ("LIVEHOUSE_WORKERS", "0", "LIVEHOUSE_WORKERS"),
        ("LIVEHOUSE_WORKERS", "4", "LIVEHOUSE_BROKER_URL"),
        ("LIVEHOUSE_RELAY", "off", "LIVEHOUSE_BROKER_URL"),
        ("LIVEHOUSE_RELAY_URL", "http://media.example.org:8000", "https://"),
        ("LIVEHOUSE_RTMP_URL", "https://live.example.org", "rtmps://"),
        ("LIVEHOUSE_RELAY_KEY", "secret", "openssl rand -hex 32"),
        ("LIVEHOUSE_SMTP_URL", "mail.example", "smtps://"),
        ("LIVEHOUSE_SMTP_URL", "smtp://a@b@mail.example", "%40"),
        ("LIVEHOUSE_SMTP_URL", "smtp://mail.example", "LIVEHOUSE_MAIL_FROM"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsInvalid, match=said):
        load_settings()


def test_a_password_of_the_database_is_not_shown() -> None:
    settings = load_settings(database_url="postgresql://house:s3cret@db.internal/house")
    assert settings.shown("database_url") == "postgresql://house:***@db.internal/house"


MAIL = {
    "smtp_url": "smtp://me:s3cret@mail.example",
    "mail_from": "Livehouse <hello@live.example>",
    "public_url": "https://live.example",
}


def test_a_mail_server_is_named_with_all_that_it_needs() -> None:
    settings = load_settings(**MAIL)
    assert settings.shown("smtp_url") == "smtp://me:***@mail.example"
    for change, said in (
        ({"mail_from": "Evil <a@b.example>\nBcc: all@example.org"}, "LIVEHOUSE_MAIL_FROM"),
        ({"mail_from": "nobody"}, "LIVEHOUSE_MAIL_FROM"),
        # Links in mails must not lead to where whoever asked for them pretends to be.
        ({"public_url": None}, "LIVEHOUSE_PUBLIC_URL"),
        # And nobody else reads them.
        ({"show_outbox": True}, "LIVEHOUSE_SHOW_OUTBOX"),
    ):
        with pytest.raises(SettingsInvalid, match=said):
            load_settings(**{**MAIL, **change})
    assert load_settings(**{**MAIL, "mail_from": "ライブハウス <hello@live.example>"}).mail_from is not None


def test_the_secret_of_the_tickets_is_not_shown() -> None:
    settings = load_settings(relay_key="ab" * 32)
    assert "ab" not in str(settings.shown("relay_key"))
    assert "ab" * 32 not in repr(settings)


def test_a_database_behind_a_socket_can_be_named() -> None:
    url = "postgresql:///house?host=/run/postgresql"
    assert load_settings(database_url=url).sqlalchemy_url == "postgresql+psycopg:///house?host=/run/postgresql"


def test_a_variable_that_is_no_setting_is_told_with_the_one_that_may_be_meant() -> None:
    told = unknown_variables(
        [
            "LIVEHOUSE_PRT",
            "livehouse_port",
            "LIVEHOUSE_DATABASE_URI",
            "LIVEHOUSE_FOO",
            "HOME",
            "LIVEHOUSE_TEST_POSTGRES",
        ]
    )
    assert told == [
        ("LIVEHOUSE_DATABASE_URI", "LIVEHOUSE_DATABASE_URL"),
        ("LIVEHOUSE_FOO", None),
        ("LIVEHOUSE_PRT", "LIVEHOUSE_PORT"),
    ]
