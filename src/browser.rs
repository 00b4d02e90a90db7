//! The browser's own doors, as handles that close themselves when dropped.

pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod device;
pub(crate) mod extras;
pub(crate) mod fetch;
pub(crate) mod intl;
pub(crate) mod port;
pub(crate) mod promise;
pub(crate) mod random;
pub(crate) mod resize;
pub(crate) mod visibility;
