//! Countries and regions: codes from ISO 3166-1, names from the browser in the customer's language.

use crate::browser::intl;
use std::cmp::Ordering;
use wasm_bindgen::prelude::*;
use yew::AttrValue;

const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH \
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT \
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS \
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI \
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG \
    UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Countries with their names in the customer's language, by name: those of `only`, or all if that is empty.
pub(crate) fn countries(locale: &str, only: &[&'static str]) -> Vec<(AttrValue, AttrValue)> {
    let name_of = intl::formatter("DisplayNames", locale, &[("type", "region".into())], "of");
    let all: Vec<_> = CODES.split(' ').collect();
    let mut countries: Vec<_> = if only.is_empty() { all.as_slice() } else { only }
        .iter()
        .map(|code| {
            let name = name_of
                .as_ref()
                .and_then(|(names, of)| of.call1(names, &JsValue::from_str(code)).ok()?.as_string())
                .unwrap_or_else(|| (*code).to_owned());
            (AttrValue::from(*code), AttrValue::from(name))
        })
        .collect();
    // Umlauts and accents stand where the customer looks for them.
    let collator = intl::formatter("Collator", locale, &[], "compare");
    countries.sort_by(|(_, a), (_, b)| {
        let order = collator.as_ref().and_then(|(collator, compare)| {
            compare.call2(collator, &a.as_str().into(), &b.as_str().into()).ok()?.as_f64()
        });
        // Without one: what calls itself a locale may be none, such as "c".
        order.map_or_else(|| a.cmp(b), |order| order.partial_cmp(&0.0).unwrap_or(Ordering::Equal))
    });
    countries
}
