//! EMV challenge window sizes.

/// A window size of EMV 3DS (`challengeWindowSize`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowSize {
    /// 250 × 400
    W250,
    /// 390 × 400
    W390,
    /// 500 × 600
    W500,
    /// 600 × 400
    W600,
    /// The whole window.
    FullScreen,
}

impl WindowSize {
    /// Reads the EMV code, `01` to `05`.
    ///
    /// ```
    /// use tillkit_core::flow::WindowSize;
    ///
    /// assert_eq!(WindowSize::from_code("03"), Some(WindowSize::W500));
    /// assert_eq!(WindowSize::from_code("6"), None);
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "01" => Some(Self::W250),
            "02" => Some(Self::W390),
            "03" => Some(Self::W500),
            "04" => Some(Self::W600),
            "05" => Some(Self::FullScreen),
            _ => None,
        }
    }

    /// The size that suits a page of this width in CSS pixels: everything on phones, the middle one on
    /// tablets, the one that issuers design for elsewhere.
    #[must_use]
    pub fn for_page_width(width: u32) -> Self {
        match width {
            0..=499 => Self::FullScreen,
            600..=1024 => Self::W500,
            _ => Self::W390,
        }
    }

    /// Width and height in CSS pixels; zeros for the whole window.
    #[must_use]
    pub fn pixels(self) -> ChallengeWindow {
        let (width, height) = match self {
            Self::W250 => (250, 400),
            Self::W390 => (390, 400),
            Self::W500 => (500, 600),
            Self::W600 => (600, 400),
            Self::FullScreen => (0, 0),
        };
        ChallengeWindow { width, height }
    }
}

/// A size in CSS pixels; zeros for the whole window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengeWindow {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}
