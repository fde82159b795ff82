"""One normal form per kind of value, so that what is the same matches however it was typed.

What a person typed is stored as typed; the normal form is only what the blind indexes are made of and what
duplicates are compared by. Each function returns None for what has no normal form, never raises, and gives back
a normal form unchanged.
"""

from claims.rules.normalise.addresses import read_address
from claims.rules.normalise.addresses_parts import Address
from claims.rules.normalise.births import birth_forms
from claims.rules.normalise.emails import normal_email
from claims.rules.normalise.mailboxes import mailbox
from claims.rules.normalise.name_agreement import certainly_same_given, same_name
from claims.rules.normalise.names import normal_name
from claims.rules.normalise.person_names import PersonName, read_name
from claims.rules.normalise.phones import normal_phone

#: The version of these rules. A blind key is only comparable with one of the same version: raise it with any
#: change that alters a result, and say in `claims.crypto.blind_forms` what its keys are made of. The workers then make
#: all keys anew.
NORMAL_FORM = 2

__all__ = [
    "NORMAL_FORM",
    "Address",
    "PersonName",
    "birth_forms",
    "certainly_same_given",
    "mailbox",
    "normal_email",
    "normal_name",
    "normal_phone",
    "read_address",
    "read_name",
    "same_name",
]
