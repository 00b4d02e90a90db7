//! What the loader and the engine say to each other over their one `MessagePort`.
//!
//! These types are the only description of the protocol: `www/sdk/protocol.ts` is generated from them, and
//! a test fails when the two differ (`cargo test -p tillkit protocol`, with `TILLKIT_WRITE_PROTOCOL=1` to
//! write the file anew).
//!
//! Messages are externally tagged: `{ "confirm": { … } }`, and a message without content is a plain string,
//! `"focus"`. Names are camelCase, except in the objects that a merchant sees ([`PaymentIntentObject`],
//! [`ErrorObject`], [`BillingDetails`]), which have Stripe's snake_case.

mod from_engine;
mod merchant;
mod read;
mod to_engine;

pub use from_engine::{
    ActionEnd, ActionStart, CallResult, ClearAttempt, FormChange, Navigate, OpenSurface, RemoveSaved, Resize,
    SurfaceName,
};
pub use merchant::{
    Address, BillingDetails, ErrorObject, NextActionObject, PaymentIntentObject, SetupIntentObject,
};
pub use to_engine::{
    Call, ChallengeOptions, ConfirmCall, FormOptions, Init, Layout, Look, SavedMethod, SecretCall,
    SurfaceEvent, SurfaceReport, Truth,
};

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// The protocol spoken here. A loader and a frame of different versions refuse each other with
/// `version_mismatch`.
pub const PROTOCOL_VERSION: u32 = 1;

/// A message from the loader to the engine.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub enum ToEngine {
    /// The first message, exactly once.
    Init(Box<Init>),
    /// Options of the element changed.
    Update(FormOptions),
    /// How every element of the group looks and speaks changed.
    Look(Look),
    /// Check the form and show its errors; answered by [`FromEngine::Result`].
    Submit(Call),
    /// Pay with what the form holds; answered by [`FromEngine::Result`].
    Confirm(ConfirmCall),
    /// Carry on a payment that a reload or a redirect interrupted; answered by [`FromEngine::Result`].
    Resume(SecretCall),
    /// Carry out the intent's pending next action; answered by [`FromEngine::Result`].
    HandleNextAction(SecretCall),
    /// Take the place of a confirm whose engine was lost; answered by [`FromEngine::Result`].
    Recover(ConfirmCall),
    /// Ask the gateway for the intent; answered by [`FromEngine::Result`].
    Retrieve(SecretCall),
    /// Something happened to a surface that the engine opened.
    Surface(SurfaceReport),
    /// A [`Navigate`] to the bank was prevented: the customer stays on the page.
    NavigationPrevented,
    /// Are you alive? Answered by [`FromEngine::Pong`].
    Ping,
    /// Put the focus into the first field.
    Focus,
    /// Take the focus away.
    Blur,
    /// Empty every field.
    Clear,
    /// The element is going away: stop everything, answer nothing more.
    Destroy,
}

/// A message from the engine to the loader.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "sent at once, never kept")]
pub enum FromEngine<'a> {
    /// The form can be used (or, without a form, calls can be made).
    Ready,
    /// The engine refuses to work, for a reason in its [`Init`].
    LoadError(ErrorObject<'a>),
    /// What the form holds changed.
    Change(FormChange),
    /// The focus came into the form.
    Focus,
    /// The focus left the form.
    Blur,
    /// Escape was pressed in the form.
    Escape,
    /// Enter was pressed in the form: the merchant's own form wants submitting.
    Submit,
    /// The customer wants a saved payment method removed, which the merchant's server does.
    SavedPaymentMethodRemove(RemoveSaved),
    /// The form needs this much room.
    Resize(Resize),
    /// The answer to a call.
    Result(CallResult<'a>),
    /// Open a surface.
    OpenSurface(OpenSurface),
    /// Close a surface.
    CloseSurface(SurfaceName),
    /// Take the whole page to an address.
    Navigate(Navigate),
    /// The attempt is over: forget it.
    ClearAttempt(ClearAttempt),
    /// The customer is being asked for something.
    ActionStart(ActionStart<'a>),
    /// That is over.
    ActionEnd(ActionEnd<'a>),
    /// Alive.
    Pong,
    /// The engine panicked. Said by its page: a panicked engine says nothing more.
    Crashed,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use ts_rs::Config;

    const HEAD: &str = "// Made from src/protocol.rs by its test, which fails when the two differ. Do not edit: see there.\n\n";

    /// Every type, each once, in the order of the file.
    fn typescript() -> String {
        let config = Config::default();
        let mut text = HEAD.to_owned();
        text += &format!(
            "/** The protocol spoken here. */\nexport const PROTOCOL_VERSION = {PROTOCOL_VERSION};\n\n"
        );
        macro_rules! write_types {
            ($($name:ty),*) => {
                $(
                    let exported = <$name>::export_to_string(&config).unwrap();
                    let from = exported.find("/**").unwrap();
                    text += exported.get(from..).unwrap().trim_end();
                    text += "\n\n";
                )*
            };
        }
        write_types!(
            ToEngine,
            FromEngine<'_>,
            Init,
            ChallengeOptions,
            FormOptions,
            Look,
            Call,
            SecretCall,
            ConfirmCall,
            SurfaceReport,
            SurfaceEvent,
            OpenSurface,
            SurfaceName,
            Navigate,
            FormChange,
            Resize,
            CallResult<'_>,
            RemoveSaved,
            ClearAttempt,
            ActionStart<'_>,
            ActionEnd<'_>,
            BillingDetails,
            Address,
            PaymentIntentObject<'_>,
            SetupIntentObject<'_>,
            NextActionObject<'_>,
            ErrorObject<'_>
        );
        // ts-rs leaves blanks at the ends of lines.
        let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }

    #[test]
    fn members_are_read_by_the_names_that_loaders_write() {
        let typescript = typescript();
        for (name, members) in read::NAMES {
            let (_, body) = typescript.split_once(&format!("export type {name} = {{")).unwrap();
            let (body, _) = body.split_once("};").unwrap();
            for member in *members {
                let has = |mark: &str| body.contains(&format!("\n{member}{mark}: "));
                assert!(has("") || has("?"), "{name}.{member}");
            }
            let count =
                body.lines().filter(|line| !line.starts_with([' ', '/']) && line.contains(": ")).count();
            assert_eq!(count, members.len(), "{name} has other members");
        }
    }

    #[test]
    fn every_message_of_loaders_is_read() {
        let typescript = typescript();
        let (_, line) = typescript.split_once("export type ToEngine = ").unwrap();
        let (line, _) = line.split_once(';').unwrap();
        let reader = include_str!("protocol/read.rs");
        for name in line.split('"').skip(1).step_by(2) {
            assert!(reader.contains(&format!("\"{name}\" =>")), "{name}");
        }
    }

    #[test]
    fn the_typescript_types_are_these() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/sdk/protocol.ts");
        let made = typescript();
        if std::env::var_os("TILLKIT_WRITE_PROTOCOL").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == made,
            "www/sdk/protocol.ts differs from src/protocol.rs; write it anew with\n  \
             TILLKIT_WRITE_PROTOCOL=1 cargo test -p tillkit protocol"
        );
    }
}
