"""Handing mails to the mail server, and knowing for each whether it was taken.

Django's own backend says "an error" for a server that could not be reached and for one that took the mail and then
fell silent. Here the steps are taken one by one, because a mail of the second kind must not be sent again.
"""

import smtplib
from email.utils import make_msgid, parseaddr
from pathlib import Path
from types import TracebackType

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from claims.services.providers.outcomes import NotSent, Unclear

_TAKEN = 250
_FORWARDED = 251
#: A server may look through a mail before it answers for it.
_LAST_ANSWER_SECONDS = 40


class Mailer:
    """One connection to the mail server, opened with the first mail. Use it as a context manager."""

    def __init__(self) -> None:
        if settings.EMAIL_FILE_PATH:
            Path(settings.EMAIL_FILE_PATH).mkdir(mode=0o700, parents=True, exist_ok=True)  # for its owner alone
        self._backend = get_connection()

    def __enter__(self) -> "Mailer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def send(self, *, to: str, subject: str, body: str) -> None:
        """Hand over one mail in plain text. Returns once the server has taken it. Raises NotSent, Unclear."""
        message = EmailMessage(
            subject,
            body,
            settings.DEFAULT_FROM_EMAIL,
            [to],
            headers={
                "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence notice answers it
                # Django would put this machine's name there.
                "Message-ID": make_msgid(domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]),
            },
        )
        if isinstance(self._backend, EmailBackend):
            self._hand_over(self._backend, message)
            return
        try:
            self._backend.send_messages([message])
        except OSError as error:
            raise NotSent(type(error).__name__, temporary=True) from error

    def _hand_over(self, backend: EmailBackend, message: EmailMessage) -> None:
        try:
            sender, recipient = (sanitize_address(each, "utf-8") for each in (message.from_email, message.to[0]))
            content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # of Django's own class
        except ValueError as error:
            raise NotSent("address", temporary=False) from error
        try:
            server = self._address(backend, sender, recipient)
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise NotSent(type(error).__name__, temporary=True) from error
        try:
            assert server.sock is not None  # it answered just now
            server.sock.settimeout(_LAST_ANSWER_SECONDS)
            answer, _ = server.data(content)
            server.sock.settimeout(backend.timeout)
        except smtplib.SMTPDataError as error:
            self._close()
            raise NotSent(f"smtp {error.smtp_code}", temporary=error.smtp_code < 500) from error
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise Unclear(type(error).__name__) from error
        if answer != _TAKEN:
            self._close()
            raise NotSent(f"smtp {answer}", temporary=answer < 500)

    def _address(self, backend: EmailBackend, sender: str, recipient: str) -> smtplib.SMTP:
        """The server, told from whom a mail comes and for whom it is."""
        backend.open()
        server = backend.connection
        assert server is not None
        answer, _ = server.mail(sender)
        if answer != _TAKEN:
            # It does not want our mail at all: the operator can change that.
            self._close()
            raise NotSent(f"smtp {answer}", temporary=True)
        answer, _ = server.rcpt(recipient)
        if answer not in (_TAKEN, _FORWARDED):
            self._close()
            raise NotSent(f"smtp {answer}", temporary=answer < 500)
        return server

    def _close(self) -> None:
        """End the connection; the next mail opens another."""
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            if isinstance(self._backend, EmailBackend):
                self._backend.connection = None
