"""REDRESS_EMAIL_URL as Django's settings: TLS everywhere but on this machine, and no password where it is shown."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.delivery import https_or_this_machine, mail_settings

NOWHERE = Path("/nowhere")


@pytest.mark.parametrize(
    ("url", "host", "port", "ssl", "tls"),
    [
        ("smtps://mail.example.org", "mail.example.org", 465, True, False),
        ("smtp://mail.example.org", "mail.example.org", 587, False, True),
        ("smtp://mail.example.org:25", "mail.example.org", 25, False, True),
        ("smtp://localhost:1025", "localhost", 1025, False, False),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, False, False),
        ("smtps://[::1]", "::1", 465, True, False),
    ],
)
def test_a_mail_server(url, host, port, ssl, tls):
    made = mail_settings(url, NOWHERE)
    assert (made.host, made.port, made.use_ssl, made.use_tls) == (host, port, ssl, tls)
    assert made.timeout


def test_user_and_password_may_hold_any_character_and_are_not_shown():
    made = mail_settings("smtps://us%40er:p%2Fw%3A@mail.example.org", NOWHERE)
    assert (made.user, made.password) == ("us@er", "p/w:")
    assert "p/w" not in repr(made)


def test_without_a_server_mails_are_files():
    made = mail_settings("", NOWHERE)
    assert made.backend.endswith("filebased.EmailBackend")
    assert made.file_path == "/nowhere"


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp:", "smtps://:587"])
def test_what_is_no_mail_server_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="REDRESS_EMAIL_URL"):
        mail_settings(url, NOWHERE)


@pytest.mark.parametrize("url", ["", "https://sms.example.com/send", "http://127.0.0.1:8080/", "http://localhost/"])
def test_a_gateway_by_https_or_on_this_machine(url):
    assert https_or_this_machine("GATEWAY", url) == url


@pytest.mark.parametrize("url", ["http://sms.example.com/", "ftp://sms.example.com/", "sms.example.com"])
def test_a_gateway_that_others_read_along_with_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="GATEWAY"):
        https_or_this_machine("GATEWAY", url)
