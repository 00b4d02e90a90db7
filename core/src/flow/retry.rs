//! How long to wait, and how often to try.

/// How long device data collection may take: EMV 3DS 2.1/2.2, requirement 315.
pub const DDC_DEADLINE_MS: u32 = 10_000;
/// How long a challenge may take, at most and by default: EMV 3DS, requirement 226.
pub const CHALLENGE_DEADLINE_MS: u32 = 600_000;
/// How often the gateway is asked while a challenge is open, in case nothing reports its end.
pub const CHALLENGE_POLL_MS: u32 = 5_000;
/// How long a request may take. Gateways wait for issuers, so this is generous.
pub const REQUEST_DEADLINE_MS: u32 = 60_000;
/// How long the answer to a question may take. No issuer is asked for it.
pub const RETRIEVE_DEADLINE_MS: u32 = 20_000;
/// How long instructions are shown while no payment comes in.
pub const SHOWING_DEADLINE_MS: u32 = 3_600_000;
/// How long a page may take to leave for another address.
pub const LEAVING_DEADLINE_MS: u32 = 30_000;

/// Lost or unreadable answers in a row before the outcome is called unknown.
pub(super) const MOST_LOST_ANSWERS: u32 = 5;
/// Times that one attempt is sent, the first included.
pub(super) const MOST_CONFIRMS: u32 = 4;
/// Times that the gateway may ask for patience.
pub(super) const MOST_LATERS: u32 = 8;
/// Times that the gateway is asked after an action that seems to have changed nothing.
pub(super) const MOST_UNDECIDED: u32 = 8;
/// Times that the gateway is asked again after the customer came back to a page, while it still waits for them.
pub(super) const MOST_RESUME_QUESTIONS: u32 = 3;
/// Actions in one payment: device data collection, a challenge, and room to spare.
pub(super) const MOST_ACTIONS: usize = 8;

const FIRST_SHOWING_POLL_MS: u32 = 2_000;
const LAST_SHOWING_POLL_MS: u32 = 30_000;
/// Polls at the first pace: two minutes, in which most people pay.
const QUICK_SHOWING_POLLS: u32 = 40;

/// The longest wait that a gateway may ask for.
const LONGEST_PAUSE_MS: u32 = 30_000;
const FIRST_PAUSE_MS: u32 = 500;
const USUAL_LONGEST_PAUSE_MS: u32 = 8_000;

/// The pause before the `count`th repetition, counted from 1: half a second, doubling up to eight.
pub(super) fn pause_ms(count: u32) -> u32 {
    FIRST_PAUSE_MS.saturating_mul(2_u32.saturating_pow(count.saturating_sub(1))).min(USUAL_LONGEST_PAUSE_MS)
}

/// The pause before the gateway is asked whether the customer has paid elsewhere, after `polls` questions.
pub(super) fn showing_poll_ms(polls: u32) -> u32 {
    let pace = FIRST_SHOWING_POLL_MS + polls.min(QUICK_SHOWING_POLLS) * 50;
    match polls.checked_sub(QUICK_SHOWING_POLLS) {
        None => pace,
        Some(more) => pace.saturating_mul(2_u32.saturating_pow(more)).min(LAST_SHOWING_POLL_MS),
    }
}

/// The pause that a gateway asked for, within reason: at least our own, as `Retry-After: 0` is no reason to hurry.
pub(super) fn asked_pause_ms(asked: Option<u64>, count: u32) -> u32 {
    let asked = asked.map_or(0, |ms| u32::try_from(ms).unwrap_or(LONGEST_PAUSE_MS));
    asked.min(LONGEST_PAUSE_MS).max(pause_ms(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_become_rarer() {
        let paces: Vec<_> = [0, 20, 40, 41, 42, 43, 44, u32::MAX].map(showing_poll_ms).to_vec();
        assert_eq!(paces, [2_000, 3_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    }

    #[test]
    fn pauses_grow_and_stop_growing() {
        let pauses: Vec<_> = (1..=6).map(pause_ms).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 8000]);
        assert_eq!(pause_ms(u32::MAX), 8000);
        assert_eq!(asked_pause_ms(Some(u64::MAX), 1), 30_000);
        assert_eq!(asked_pause_ms(Some(1000), 1), 1000);
        assert_eq!([Some(0), None].map(|asked| asked_pause_ms(asked, 3)), [2000, 2000]);
    }
}
