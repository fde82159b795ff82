"""Sample consent texts for the demonstration case, in the form that PIPA 15 (2), 17 (2) and 22 ask for.

Each says for what, which data, until when, that it may be refused and what follows. Consents are given one by one;
an optional one blocks nothing. Counsel must replace every text before a real person sees it, and each text says so.
`{controller}` stands for the opposing party's name.
"""

from dataclasses import dataclass
from typing import Final

from claims.demonstration.prose import prose

VERSION: Final = "1"

_SAMPLE_KO: Final = "[견본 – 실제로 쓰기 전에 담당 변호사가 확정한 문안으로 바꾸어야 합니다]"
_SAMPLE_EN: Final = "[Sample – counsel must replace this text before use]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleConsent:
    """One consent in both languages."""

    code: str
    required: bool
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str


def _sample(text: str, note: str) -> str:
    return f"{note}\n\n{prose(text)}"


_COLLECTION: Final = SampleConsent(
    code="collection",
    required=True,
    title_ko="개인정보 수집·이용 동의",
    title_en="Collection and use of personal data",
    text_ko=_sample(
        """
수집·이용 목적: 손해배상 청구 참여 신청의 접수와 본인 확인, 유출 사실의 확인, 중복 신청의 확인, 소송 수행과 진행
상황 안내

수집 항목: 성명, 생년월일, 연락처(휴대전화·이메일), 주소, 유출 계정의 이메일·전화번호, 가입·탈퇴 시기, 받은 유출
통지, 유출 항목, 공동현관 출입번호 저장 여부(출입번호 자체는 수집하지 않습니다), 청구 금액, 다른 절차 참여 여부,
미성년자인 경우 법정대리인의 성명·생년월일·관계

보유·이용 기간: 소송에 참여하지 않게 된 신청은 모집이 끝난 날부터 90일, 참여한 신청은 사건이 끝난 날부터 3년.
기간이 지나면 복구할 수 없게 파기하며, 다른 법령이 보관하도록 정한 정보는 따로 보관합니다.

동의를 거부할 권리: 동의하지 않으실 수 있습니다. 다만 위 정보가 없으면 신청을 접수하고 소송을 진행할 수
없습니다.

주민등록번호는 수집하지 않습니다.
""",
        _SAMPLE_KO,
    ),
    text_en=_sample(
        """
Purpose: to take in your claim for damages and confirm who you are, to verify the leak, to find claims filed
twice, to conduct the suit and to tell you how it stands

Data: legal name, date of birth, contact (mobile phone, e-mail), address, e-mail and phone of the leaked
account, when you joined and withdrew, notices received, leaked items, whether an entrance code was stored (the
code itself is not collected), damages sought, other proceedings; for a minor, the legal representative's name,
date of birth and relation

Kept until: 90 days after recruiting closes for a claim that does not join the suit, three years after the case
closes for one that does. Then it is destroyed beyond recovery; what other laws order to be kept is stored
apart.

Your right to refuse: you may refuse. Without this data, however, your claim cannot be accepted or pursued.

Resident registration numbers are not collected.
""",
        _SAMPLE_EN,
    ),
)

_PROVISION: Final = SampleConsent(
    code="provision_to_court",
    required=True,
    title_ko="소송 수행을 위한 개인정보 제공 동의",
    title_en="Provision of personal data for the suit",
    text_ko=_sample(
        """
제공받는 자: 사건이 계속 중인 법원, 소송의 상대방({controller})과 그 소송대리인, 조정이 이루어지는 경우
개인정보 분쟁조정위원회

제공받는 자의 이용 목적: 재판과 조정, 원고 여부와 유출 여부의 확인, 판결과 조정의 이행

제공 항목: 성명, 생년월일, 주소, 유출 계정의 이메일·전화번호, 받은 유출 통지, 유출 항목, 청구 금액

보유·이용 기간: 제공받는 자가 법령에 따라 보관하는 기간

동의를 거부할 권리: 동의하지 않으실 수 있습니다. 다만 소장에는 원고의 성명과 주소를 적어야 하므로, 동의하지
않으면 소송에 참여할 수 없습니다.
""",
        _SAMPLE_KO,
    ),
    text_en=_sample(
        """
Recipients: the court that hears the case, the opposing party ({controller}) and its counsel and, if there is
mediation, the Personal Information Dispute Mediation Committee

Their purpose: trial and mediation, to confirm who is a plaintiff and whether the account leaked, to carry out a
judgment or settlement

Data: legal name, date of birth, address, e-mail and phone of the leaked account, notices received, leaked
items, damages sought

Kept until: as long as the law has each recipient keep it

Your right to refuse: you may refuse. A complaint must name each plaintiff and their address, however, so
without this consent you cannot join the suit.
""",
        _SAMPLE_EN,
    ),
)

_NEWS: Final = SampleConsent(
    code="news",
    required=False,
    title_ko="다른 공동소송 소식 수신 동의 (선택)",
    title_en="News about other joint actions (optional)",
    text_ko=_sample(
        """
이용 목적: 다른 개인정보 침해 사건의 공동소송과 관련 소식 안내

이용 항목: 성명, 이메일, 휴대전화번호

보유·이용 기간: 동의를 철회할 때까지, 길어도 사건이 끝난 날부터 3년

동의를 거부할 권리: 동의하지 않아도 신청과 소송 참여에 아무런 불이익이 없습니다. 동의한 뒤에도 언제든지 철회할
수 있습니다. 이 사건의 진행 상황은 동의 여부와 관계없이 안내해 드립니다.
""",
        _SAMPLE_KO,
    ),
    text_en=_sample(
        """
Purpose: to tell you about joint actions over other privacy incidents, and related news

Data: legal name, e-mail, mobile phone

Kept until: you withdraw this consent, at most three years after the case closes

Your right to refuse: refusing has no effect on your claim or on the suit, and you can withdraw your consent at
any time. You are told how this case goes in any event.
""",
        _SAMPLE_EN,
    ),
)

# In the order in which they are asked.
CONSENTS: Final = (_COLLECTION, _PROVISION, _NEWS)
