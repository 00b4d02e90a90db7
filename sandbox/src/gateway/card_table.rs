//! The test cards: which number behaves how. Numbers and behaviour are Stripe's where Stripe has them, so that
//! hands and documents that know those find the same here; `4111111111111111` and `4761344136141390` are the
//! numbers of WooshPay's examples. `4000000000003527` is the sandbox's own, for 3-D Secure without a challenge.

/// When a card is authenticated, and how that goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ThreeDSecure {
    /// The card knows no 3-D Secure: it is charged without, even under `any`.
    Unsupported,
    /// Authenticated under `any` only.
    Optional(Authentication),
    /// Authenticated always.
    Required(Authentication),
    /// Authenticated until it is saved for charges without its holder.
    UntilSetUp(Authentication),
    /// Authenticated whenever its holder is there.
    OnSession(Authentication),
}

/// How an authentication goes on after the device data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authentication {
    /// The bank asks nothing.
    Frictionless,
    /// The bank asks the customer.
    Challenge,
    /// The authentication itself breaks: the payment fails with `processing_error`.
    Fails,
}

/// How a charge ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Succeeds,
    Declines(Decline),
    /// Can be saved, but not charged.
    DeclinesCharges(Decline),
}

/// Why a charge is declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decline {
    Generic,
    InsufficientFunds,
    LostCard,
    StolenCard,
    ExpiredCard,
    IncorrectCvc,
    ProcessingError,
}

impl Decline {
    /// `code`, `decline_code` and the message for the customer.
    pub(crate) fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Generic => ("card_declined", "generic_decline", "The card was declined."),
            Self::InsufficientFunds => {
                ("card_declined", "insufficient_funds", "The card does not have enough funds.")
            }
            Self::LostCard => ("card_declined", "lost_card", "The card was declined."),
            Self::StolenCard => ("card_declined", "stolen_card", "The card was declined."),
            Self::ExpiredCard => ("expired_card", "expired_card", "The card has expired."),
            Self::IncorrectCvc => {
                ("incorrect_cvc", "incorrect_cvc", "The card's security code is not right.")
            }
            Self::ProcessingError => {
                ("processing_error", "processing_error", "The card could not be processed. Try again soon.")
            }
        }
    }
}

/// What a number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Behaviour {
    pub(crate) three_d_secure: ThreeDSecure,
    pub(crate) outcome: Outcome,
}

/// A valid number that is not in the table: succeeds, and passes 3-D Secure unasked when that is requested.
pub(crate) const UNLISTED: Behaviour = Behaviour {
    three_d_secure: ThreeDSecure::Optional(Authentication::Frictionless),
    outcome: Outcome::Succeeds,
};

/// One row: number, brand, behaviour, and the behaviour in words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    pub(crate) brand: &'static str,
    pub(crate) behaviour: Behaviour,
    pub(crate) description: &'static str,
}

const fn card(
    number: &'static str,
    brand: &'static str,
    three_d_secure: ThreeDSecure,
    outcome: Outcome,
    description: &'static str,
) -> TestCard {
    TestCard { number, brand, behaviour: Behaviour { three_d_secure, outcome }, description }
}

const CHALLENGED: ThreeDSecure = ThreeDSecure::Required(Authentication::Challenge);
const CHALLENGED_UNDER_ANY: ThreeDSecure = ThreeDSecure::Optional(Authentication::Challenge);
const FRICTIONLESS_UNDER_ANY: ThreeDSecure = ThreeDSecure::Optional(Authentication::Frictionless);

const fn plain(number: &'static str, brand: &'static str) -> TestCard {
    card(number, brand, FRICTIONLESS_UNDER_ANY, Outcome::Succeeds, "succeeds")
}

const fn declining(number: &'static str, decline: Decline, description: &'static str) -> TestCard {
    card(number, "visa", ThreeDSecure::Unsupported, Outcome::Declines(decline), description)
}

/// Every number with a behaviour of its own, and the usual numbers that just succeed.
pub(crate) const TEST_CARDS: &[TestCard] = &[
    card(
        "4111111111111111",
        "visa",
        CHALLENGED_UNDER_ANY,
        Outcome::Succeeds,
        "succeeds; under any: device data, then a challenge",
    ),
    card(
        "4242424242424242",
        "visa",
        FRICTIONLESS_UNDER_ANY,
        Outcome::Succeeds,
        "succeeds; not enrolled, so under any: device data and no challenge",
    ),
    card(
        "4000000000003527",
        "visa",
        ThreeDSecure::Required(Authentication::Frictionless),
        Outcome::Succeeds,
        "3DS required, frictionless: device data, no challenge, succeeds",
    ),
    card(
        "4000000000003220",
        "visa",
        CHALLENGED,
        Outcome::Succeeds,
        "3DS required with a challenge, then succeeds",
    ),
    card(
        "4000002500003155",
        "visa",
        ThreeDSecure::UntilSetUp(Authentication::Challenge),
        Outcome::Succeeds,
        "challenged unless set up for later use, then succeeds",
    ),
    card(
        "4000002760003184",
        "visa",
        CHALLENGED,
        Outcome::Succeeds,
        "challenged on every payment, then succeeds",
    ),
    card(
        "4000003800000446",
        "visa",
        ThreeDSecure::OnSession(Authentication::Challenge),
        Outcome::Succeeds,
        "challenged when the customer is there, then succeeds",
    ),
    card("4761344136141390", "visa", CHALLENGED, Outcome::Succeeds, "challenged, then succeeds"),
    card(
        "4000008260003178",
        "visa",
        CHALLENGED,
        Outcome::Declines(Decline::InsufficientFunds),
        "challenged, then insufficient_funds",
    ),
    card(
        "4000008400001629",
        "visa",
        CHALLENGED,
        Outcome::Declines(Decline::Generic),
        "3DS required with a challenge, then card_declined",
    ),
    card(
        "4000008400001280",
        "visa",
        ThreeDSecure::Required(Authentication::Fails),
        Outcome::Declines(Decline::ProcessingError),
        "3DS required, but its lookup fails after the device data: processing_error",
    ),
    card(
        "4000000000003055",
        "visa",
        CHALLENGED_UNDER_ANY,
        Outcome::Succeeds,
        "3DS supported, not required: succeeds; under any: a challenge",
    ),
    card(
        "4000000000003097",
        "visa",
        ThreeDSecure::Optional(Authentication::Fails),
        Outcome::Succeeds,
        "3DS supported, but attempting it fails: succeeds; under any: processing_error",
    ),
    card(
        "378282246310005",
        "amex",
        ThreeDSecure::Unsupported,
        Outcome::Succeeds,
        "succeeds; no 3DS, even under any",
    ),
    card(
        "4000000000000341",
        "visa",
        ThreeDSecure::Unsupported,
        Outcome::DeclinesCharges(Decline::Generic),
        "can be saved; every charge is declined",
    ),
    declining("4000000000000002", Decline::Generic, "card_declined, generic_decline"),
    declining("4000000000009995", Decline::InsufficientFunds, "card_declined, insufficient_funds"),
    declining("4000000000009987", Decline::LostCard, "card_declined, lost_card"),
    declining("4000000000009979", Decline::StolenCard, "card_declined, stolen_card"),
    declining("4000000000000069", Decline::ExpiredCard, "expired_card"),
    declining("4000000000000127", Decline::IncorrectCvc, "incorrect_cvc"),
    declining(
        "4000000000000101",
        Decline::IncorrectCvc,
        "the check of the security code fails: incorrect_cvc",
    ),
    declining("4000000000000119", Decline::ProcessingError, "processing_error"),
    plain("4000056655665556", "visa"),
    plain("5555555555554444", "mastercard"),
    plain("5200828282828210", "mastercard"),
    plain("5105105105105100", "mastercard"),
    plain("371449635398431", "amex"),
    plain("6011111111111117", "discover"),
    plain("6011000990139424", "discover"),
    plain("30569309025904", "diners"),
    plain("38520000023237", "diners"),
    plain("3566002020360505", "jcb"),
    plain("3530111333300000", "jcb"),
    plain("6200000000000005", "unionpay"),
];

/// The behaviour of a valid number.
pub(crate) fn behaviour_of(number: &str) -> Behaviour {
    TEST_CARDS.iter().find(|card| card.number == number).map_or(UNLISTED, |card| card.behaviour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::card::passes_luhn;

    #[test]
    fn every_listed_number_is_valid_and_listed_once() {
        for (index, card) in TEST_CARDS.iter().enumerate() {
            assert!(passes_luhn(card.number), "{}", card.number);
            assert!(
                TEST_CARDS[index + 1..].iter().all(|other| other.number != card.number),
                "{}",
                card.number
            );
        }
    }

    #[test]
    fn an_unlisted_number_succeeds() {
        assert_eq!(behaviour_of("4000000000003063").outcome, Outcome::Succeeds);
        assert_eq!(behaviour_of("4000000000000002").outcome, Outcome::Declines(Decline::Generic));
    }
}
