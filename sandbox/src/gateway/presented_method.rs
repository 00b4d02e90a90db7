//! The payment method of a confirm that is no card: read by its row of the core's table, which says what has to be
//! there, where, and how it is checked. The sandbox has no list of its own.

use serde_json::{Map, Value};
use tillkit_core::method::{Ending, Field, PaymentMethod, Place};

use super::dialect::Dialect;
use super::error::ApiError;
use super::parameters::Params;
use super::settings::{Codes, MadeUp};
use super::stripe;
use super::transfer_details::TransferDetails;

/// Options that an intent shows again. The others are the customer's own.
const SHOWN_OPTIONS: &[&str] = &["terminal_type", "os_type", "app_type", "bank"];

/// A method with a row, or one that a test made up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row {
    Listed(&'static PaymentMethod),
    MadeUp(MadeUp),
}

/// A payment method that was presented for a payment, and found complete.
#[derive(Clone, Debug)]
pub(crate) struct PresentedMethod {
    pub(crate) payment_method: String,
    /// The type string as it was sent.
    pub(crate) kind: String,
    pub(crate) row: Row,
    /// The name of the bank that was chosen in the form.
    pub(crate) bank: Option<&'static str>,
    /// The options that the intent shows.
    pub(crate) options: Map<String, Value>,
}

/// Where the fields of a method are in a request.
struct Places {
    billing: Params,
    address: Params,
    options: Params,
    acceptance: Params,
    /// The method's type, at Stripe: two fields have places of their own there.
    stripe_kind: Option<String>,
}

impl PresentedMethod {
    /// Reads the method `kind`. `data` is `payment_method_data`, `params` the whole request.
    pub(crate) fn read(
        kind: String,
        row: Row,
        params: &Params,
        data: &Params,
        (payment_method, dialect): (String, Dialect),
    ) -> Result<Self, ApiError> {
        let billing = data.object_or_empty("billing_details")?;
        let places = Places {
            address: billing.object_or_empty("address")?,
            billing,
            options: match dialect {
                Dialect::WooshPay => {
                    params.object_or_empty("payment_method_options")?.object_or_empty(&kind)?
                }
                Dialect::Stripe => data.object_or_empty(&kind)?,
            },
            acceptance: params.object_or_empty("mandate_data")?.object_or_empty("customer_acceptance")?,
            stripe_kind: if dialect == Dialect::Stripe { Some(kind.clone()) } else { None },
        };
        match dialect {
            Dialect::WooshPay => {
                places.options.word("terminal_type", &["WEB", "APP"])?;
                places.options.word("os_type", &["IOS", "ANDROID"])?;
            }
            Dialect::Stripe if kind == "wechat_pay" => check_wechat_client(params)?,
            Dialect::Stripe => {}
        }
        let mut bank = None;
        if let Row::Listed(row) = row {
            let stripe = if dialect == Dialect::Stripe { stripe::find(row.kind) } else { None };
            let required = stripe.map_or(row.required, |method| method.required);
            for field in row.required.iter().chain(row.optional).filter(|field| !required.contains(field)) {
                places.check(row, *field, false)?;
            }
            for field in required {
                places.check(row, *field, true)?;
            }
            // Nobody is asked for the only country, and WooshPay is told all the same.
            if dialect == Dialect::WooshPay && row.only_country().is_some() {
                places.check(row, Field::Country, true)?;
            }
            let chosen = places.options.text("bank")?;
            let banks = row.banks.map(|list| list.banks()).unwrap_or_default();
            bank = banks.iter().find(|(id, _)| chosen.as_deref() == Some(id)).map(|(_, name)| *name);
        }
        let options = match dialect {
            Dialect::WooshPay => params.object_or_empty("payment_method_options")?.map(&kind)?,
            Dialect::Stripe => data.map(&kind)?,
        };
        let options = options.unwrap_or_default();
        let options =
            options.into_iter().filter(|(name, _)| SHOWN_OPTIONS.contains(&name.as_str())).collect();
        Ok(Self { payment_method, kind, row, bank, options })
    }

    pub(crate) fn row(&self) -> Option<&'static PaymentMethod> {
        match self.row {
            Row::Listed(row) => Some(row),
            Row::MadeUp(_) => None,
        }
    }

    /// What customers call it.
    pub(crate) fn name(&self) -> &str {
        self.row().map_or(&self.kind, |row| row.name)
    }

    pub(crate) fn ending(&self) -> Ending {
        self.row().map_or(Ending::Redirect, |row| row.ending)
    }

    /// Whether the answer sends the customer away, who has to come back somewhere.
    pub(crate) fn leaves(&self, codes: Codes) -> bool {
        match (self.row, self.ending()) {
            (Row::MadeUp(made_up), _) => made_up == MadeUp::Redirect,
            (_, Ending::Redirect) => true,
            (_, Ending::InPage | Ending::Sheet | Ending::Debit) => false,
            (_, Ending::Transfer) if !TransferDetails::can_be_data(&self.kind) => true,
            (_, Ending::Code | Ending::Transfer | Ending::Voucher | Ending::App) => codes == Codes::Hosted,
        }
    }

    /// Whether the money is under way for some time after the customer's approval.
    pub(crate) fn settles_later(&self) -> bool {
        // Sofort's transfers take days (gateway-facts 4.3).
        matches!(self.ending(), Ending::Transfer | Ending::Voucher | Ending::Debit) || self.kind == "sofort"
    }

    /// Whether it can pay this sum.
    pub(crate) fn check_amount(&self, currency: &str, amount: u64) -> Result<(), ApiError> {
        let Some(row) = self.row() else { return Ok(()) };
        if row.amounts.is_empty() {
            return Ok(());
        }
        let Some(limits) = row.amounts.iter().find(|limits| limits.currency.eq_ignore_ascii_case(currency))
        else {
            let currencies: Vec<_> = row.amounts.iter().map(|limits| limits.currency).collect();
            return Err(ApiError::parameter(
                "payment_method_currency_mismatch",
                "payment_method_data[type]",
                format!(
                    "{} pays in {}, and this PaymentIntent is in {currency}.",
                    row.name,
                    currencies.join(", ")
                ),
            ));
        };
        let amount = i64::try_from(amount).unwrap_or(i64::MAX);
        let (code, bound, limit) = if amount < limits.least {
            ("amount_too_small", "least", limits.least)
        } else if amount > limits.most {
            ("amount_too_large", "most", limits.most)
        } else {
            return Ok(());
        };
        Err(ApiError::parameter(
            code,
            "amount",
            format!("{} pays at {bound} {limit} in minor units of {currency}.", row.name),
        ))
    }
}

/// Stripe wants to know where the code is shown.
fn check_wechat_client(params: &Params) -> Result<(), ApiError> {
    let options = params.object_or_empty("payment_method_options")?.object_or_empty("wechat_pay")?;
    let client = options.word("client", &["web", "ios", "android", "mobile_web"])?;
    client.map(drop).ok_or_else(|| options.missing("client", "WeChat Pay needs it, such as web"))
}

impl Places {
    fn check(&self, row: &PaymentMethod, field: Field, required: bool) -> Result<(), ApiError> {
        let (path, text) = self.text(field)?;
        let Some(text) = text else {
            return if required {
                Err(ApiError::missing(&path, format!("Missing {path}: {} needs it.", row.name)))
            } else {
                Ok(())
            };
        };
        let known = match field {
            Field::Bank => row.banks.is_some_and(|list| list.banks().iter().any(|(id, _)| *id == text)),
            Field::Country => {
                let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
                is_code && (row.countries.is_empty() || row.countries.contains(&text.as_str()))
            }
            _ => field.choices().is_empty() || field.choices().iter().any(|(value, _)| *value == text),
        };
        match field.fault(&text) {
            None if known => Ok(()),
            fault => Err(ApiError::parameter(
                "parameter_invalid",
                &path,
                format!(
                    "{path} is not what {} takes ({}).",
                    row.name,
                    fault.unwrap_or("it is none of the known values")
                ),
            )),
        }
    }

    /// The full name of a field, and its text.
    fn text(&self, field: Field) -> Result<(String, Option<String>), ApiError> {
        let (level, name) = match (self.stripe_kind.as_deref(), field) {
            (Some("sofort"), Field::Country) => (&self.options, "country"),
            (Some("pix"), Field::TaxId) => (&self.billing, "tax_id"),
            _ => return self.usual_text(field),
        };
        Ok((level.path(name), level.text(name)?))
    }

    fn usual_text(&self, field: Field) -> Result<(String, Option<String>), ApiError> {
        let (level, name) = match field.place() {
            Place::Card => (&self.options, "card"),
            Place::Billing(name) => (&self.billing, name),
            Place::Address(name) => (&self.address, name),
            Place::Options("dob") => return Ok((self.options.path("dob"), self.birth_date()?)),
            Place::Options(name) => (&self.options, name),
            Place::Mandate => {
                let accepted = self.acceptance.word("type", &["online"])?.map(|_| "yes".to_owned());
                return Ok((self.acceptance.path("type"), accepted));
            }
        };
        Ok((level.path(name), level.text(name)?))
    }

    fn birth_date(&self) -> Result<Option<String>, ApiError> {
        let Some(dob) = self.options.object("dob")? else { return Ok(None) };
        let part = |name: &str| {
            let path = dob.path(name);
            dob.text_or_number(name)?.ok_or_else(|| {
                ApiError::missing(&path, format!("Missing {path}: a date of birth has day, month and year."))
            })
        };
        Ok(Some(format!("{:0>4}-{:0>2}-{:0>2}", part("year")?, part("month")?, part("day")?)))
    }
}
