//! Brazilian tax numbers: CPF for people, CNPJ for companies, both with two check digits modulo 11.

const CPF_DIGITS: usize = 11;
const CNPJ_DIGITS: usize = 14;

/// The code of what is wrong with a CPF or CNPJ, written with points or without.
///
/// ```
/// use tillkit_core::method::tax_id;
///
/// assert_eq!(tax_id::fault("529.982.247-25"), None);
/// assert_eq!(tax_id::fault("11.222.333/0001-81"), None);
/// assert_eq!(tax_id::fault("529.982.247"), Some("incomplete_tax_id"));
/// assert_eq!(tax_id::fault("529.982.247-26"), Some("invalid_tax_id"));
/// ```
#[must_use]
pub fn fault(text: &str) -> Option<&'static str> {
    let written = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | '-' | '/');
    if !text.chars().all(written) {
        return Some("invalid_tax_id");
    }
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let heaviest = match digits.len() {
        CPF_DIGITS => CPF_DIGITS,
        CNPJ_DIGITS => 9,
        count if count > CNPJ_DIGITS => return Some("invalid_tax_id"),
        _ => return Some("incomplete_tax_id"),
    };
    let all_the_same = digits.windows(2).all(|pair| pair.first() == pair.last());
    let right = !all_the_same
        && (digits.len() - 2..digits.len()).all(|place| {
            digits
                .get(..place)
                .is_some_and(|before| digits.get(place) == Some(&check_digit(before, heaviest)))
        });
    (!right).then_some("invalid_tax_id")
}

/// Weights count from 2 at the right up to `heaviest`, and begin again.
fn check_digit(digits: &[u32], heaviest: usize) -> u32 {
    let weights = (2..=u32::try_from(heaviest).unwrap_or(2)).cycle();
    let sum: u32 = digits.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_one_digit_is_no_number() {
        assert_eq!(fault("111.111.111-11"), Some("invalid_tax_id"));
        assert_eq!(fault("00000000000000"), Some("invalid_tax_id"));
    }

    #[test]
    fn a_cpf_on_the_way_to_a_cnpj_is_incomplete() {
        assert_eq!(fault("112223330001"), Some("incomplete_tax_id"));
        assert_eq!(fault("11222333000181"), None);
        assert_eq!(fault("112223330001811"), Some("invalid_tax_id"));
        assert_eq!(fault("1122233300018x"), Some("invalid_tax_id"));
    }
}
