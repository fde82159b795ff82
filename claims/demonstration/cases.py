"""The demonstration's cases as data: what the public reads about them, and the sums that may be sought.

Fees are samples that counsel must replace. The range is what courts awarded in earlier leaks: card companies (2014)
and Interpark (2016) 100,000 won; Yeogi Eottae (2017) 50,000 won for an e-mail address alone, 200,000 with bookings,
400,000 with messages; SK Telecom (2025), a mediation proposal of 300,000 won that was refused.
"""

from typing import Any, Final

from claims.demonstration.prose import prose

SLUG: Final = "coupang-2025"

JOINT_ACTION: Final[dict[str, Any]] = {
    "case_type": "joint_action",
    "title_ko": "쿠팡 개인정보 유출 손해배상 공동소송",
    "title_en": "Joint action for damages over the Coupang data leak",
    "summary_ko": prose("""
2025년 쿠팡에서 약 3,370만 개 계정의 개인정보가 유출되었습니다. 이 공동소송은 유출 피해를 입은 분들이 함께 쿠팡
주식회사를 상대로 손해배상을 청구하는 절차입니다. 회원뿐 아니라 탈퇴한 분, 회원이 아니지만 배송지 주소록에
정보가 있던 분, 미성년자의 법정대리인, 상속인도 신청할 수 있습니다.

쿠팡이 보낸 유출 통지를 옆에 두고 시작하시면 편합니다. 성명과 생년월일, 연락처와 주소, 유출된 계정, 받은 통지와
유출된 항목, 공동현관 출입번호를 저장했는지, 청구할 금액, 다른 소송이나 조정에 참여했는지를 여쭙습니다.
주민등록번호와 출입번호 자체는 묻지 않습니다. 5분에서 10분 정도 걸립니다.

신청만으로 변호사에게 사건이 위임되지는 않습니다. 신청 내용을 확인한 뒤 위임계약서와 위임장에 서명하시면 소송에
참여하게 됩니다.
"""),
    "summary_en": prose("""
In 2025 the personal data of about 33.7 million accounts leaked from Coupang. In this joint action the people
affected claim damages from Coupang Corp. together. Besides members, former members may join, and people who are
no members but were in someone's delivery address book, legal representatives of minors, and heirs.

It helps to have Coupang's notice of the leak at hand. You will be asked for your name and date of birth,
contact and address, the leaked account, the notices you received and the items that leaked, whether you had
stored a shared-entrance code, the sum you seek, and whether you take part in another suit or mediation. You are
never asked for your resident registration number or for the code itself. It takes five to ten minutes.

Filing a claim does not yet retain a lawyer. Once your claim has been checked, you sign a fee agreement and a
power of attorney, and then you are part of the suit.
"""),
    "costs_ko": prose("""
[견본 – 실제로 쓰기 전에 담당 변호사가 확정한 내용으로 바꾸어야 합니다]

신청에는 비용이 들지 않습니다. 소송에 참여할 때 착수금 10,000원(부가가치세, 인지대, 송달료 포함)을 내시고,
배상금을 실제로 받은 경우에만 받은 금액의 20%(부가가치세 별도)를 성공보수로 내십니다. 그 밖의 비용을 나중에 더
청구하지 않습니다. 전부 패소하면 법원이 상대방의 소송비용 일부를 원고들에게 나누어 부담하게 할 수 있습니다.

비슷한 사건에서 법원이 인정한 금액은 한 사람당 50,000원에서 400,000원이었고, 유출된 항목에 따라 달랐습니다.
2025년 SK텔레콤 사건의 조정안은 300,000원이었으나 성립하지 않았습니다. 이번 사건의 결과를 보장하는 금액은
아닙니다.
"""),
    "costs_en": prose("""
[Sample – counsel must replace this text before use]

Filing a claim is free. When you join the suit you pay a retainer of 10,000 won (value added tax, court stamps
and service fees included). Only if you actually receive damages do you pay a success fee of 20% of what you
receive (plus value added tax). Nothing else is charged later. If the suit is lost entirely, the court may
divide part of the other side's costs among the plaintiffs.

In similar cases courts awarded 50,000 to 400,000 won a person, depending on what had leaked. The mediation
proposal in the SK Telecom case of 2025 was 300,000 won, but it was not accepted. None of this promises a result
in this case.
"""),
    "contact": "help@redress.example",
    "damages_minimum": 100_000,
    "damages_standard": 200_000,
    "damages_maximum": 1_000_000,
}

SETTLEMENT_SLUG: Final = "hanbit-2024-settlement"

CLASS_SETTLEMENT: Final[dict[str, Any]] = {
    "case_type": "class_settlement",
    "title_ko": "한빛가상몰 개인정보 유출 집단 합의(가상의 사건)",
    "title_en": "Hanbit Sample Mall data leak class settlement (an invented case)",
    "summary_ko": prose("""
집단 합의 사건이 어떻게 진행되는지 보여 주기 위해 지어낸 사건입니다. 한빛가상몰이라는 회사도, 이 유출도 실제로
존재하지 않습니다. 청구 접수는 끝났고 지급이 진행되고 있습니다.
"""),
    "summary_en": prose("""
This case is invented, to show how a class settlement goes. Neither the company nor the leak exists. Claims have
closed and payment is under way.
"""),
    "costs_ko": "비용이 들지 않습니다.",
    "costs_en": "There is no cost.",
    "contact": "settlement@redress.example",
    "damages_minimum": 10_000,
    "damages_standard": 30_000,
    "damages_maximum": 300_000,
}
