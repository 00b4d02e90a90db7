use crate::flow::WindowSize;

/// What a gateway's risk check wants to know of the customer's browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Browser {
    /// The browser's own name for itself.
    pub user_agent: String,
    /// A BCP 47 language tag.
    pub language: String,
    /// Bits per pixel.
    pub color_depth: u32,
    /// The screen's width in CSS pixels.
    pub screen_width: u32,
    /// The screen's height in CSS pixels.
    pub screen_height: u32,
    /// The IANA name of the time zone.
    pub time_zone: String,
}

/// The depths that EMV 3-D Secure knows (`browserColorDepth`), the largest first.
const COLOR_DEPTHS: [u32; 8] = [48, 32, 24, 16, 15, 8, 4, 1];

/// The longest `browserLanguage` of EMV 3-D Secure.
const LONGEST_LANGUAGE_BYTES: usize = 8;

impl Browser {
    /// The largest depth that EMV 3-D Secure knows and the screen has: phones say 30, for instance.
    pub(super) fn emv_color_depth(&self) -> u32 {
        COLOR_DEPTHS.into_iter().find(|depth| *depth <= self.color_depth).unwrap_or(1)
    }

    /// The language without the parts at its end that make it longer than EMV 3-D Secure allows.
    pub(super) fn emv_language(&self) -> &str {
        let mut end = self.language.len();
        while end > LONGEST_LANGUAGE_BYTES {
            end = self.language.bytes().take(end).rposition(|byte| byte == b'-').unwrap_or_default();
        }
        self.language.get(..end).unwrap_or_default()
    }
}

/// The EMV number of a challenge window's size, without the zero that EMV writes before it.
pub(super) fn window_number(size: WindowSize) -> &'static str {
    match size {
        WindowSize::W250 => "1",
        WindowSize::W390 => "2",
        WindowSize::W500 => "3",
        WindowSize::W600 => "4",
        WindowSize::FullScreen => "5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_are_those_that_banks_know() {
        let depth = |color_depth| Browser { color_depth, ..Browser::default() }.emv_color_depth();
        assert_eq!([0, 1, 24, 30, 48, 64].map(depth), [1, 1, 24, 24, 48, 48]);
    }

    #[test]
    fn languages_are_cut_between_their_parts() {
        let language =
            |tag: &str| Browser { language: tag.into(), ..Browser::default() }.emv_language().to_owned();
        assert_eq!(language("en-GB"), "en-GB");
        assert_eq!(language("zh-Hant-TW"), "zh-Hant");
        assert_eq!(language("de-DE-u-co-phonebk"), "de-DE-u");
        assert_eq!(language("far-too-long-"), "far-too");
        assert_eq!(language("verylongword"), "");
    }
}
