//! The banks that some methods let the customer choose from (gateway-facts 4.4).

/// A list of banks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankList {
    /// Malaysia.
    Fpx,
    /// The Netherlands.
    Ideal,
    /// Austria.
    Eps,
    /// Poland.
    P24,
}

impl BankList {
    /// Every list.
    pub const ALL: [Self; 4] = [Self::Fpx, Self::Ideal, Self::Eps, Self::P24];

    /// The list's name: the type string of its method.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fpx => "fpx",
            Self::Ideal => "ideal",
            Self::Eps => "eps",
            Self::P24 => "p24",
        }
    }

    /// The banks: the identifier that goes on the wire, and the name to show. A browser loads a list as a
    /// file once its method is chosen; this is what that file is made from.
    ///
    /// ```
    /// use tillkit_core::method::BankList;
    ///
    /// assert!(BankList::Fpx.banks().contains(&("maybank2u", "Maybank2U")));
    /// ```
    #[must_use]
    pub fn banks(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Fpx => FPX,
            Self::Ideal => IDEAL,
            Self::Eps => EPS,
            Self::P24 => P24,
        }
    }
}

const FPX: &[(&str, &str)] = &[
    ("affin_bank", "Affin Bank"),
    ("agrobank", "AgroBank"),
    ("alliance_bank", "Alliance Bank"),
    ("ambank", "AmBank"),
    ("bank_islam", "Bank Islam"),
    ("bank_muamalat", "Bank Muamalat"),
    ("bank_of_china", "Bank of China"),
    ("bank_rakyat", "Bank Rakyat"),
    ("bnp_paribas", "BNP Paribas"),
    ("bsn", "BSN"),
    ("cimb", "CIMB"),
    ("citibank", "Citibank"),
    ("deutsche_bank", "Deutsche Bank"),
    ("hong_leong_bank", "Hong Leong Bank"),
    ("hsbc", "HSBC"),
    ("kfh", "KFH"),
    ("maybank2e", "Maybank2E"),
    ("maybank2u", "Maybank2U"),
    ("mbsb_bank", "MBSB Bank"),
    ("ocbc", "OCBC"),
    ("pb_enterprise", "PB Enterprise"),
    ("public_bank", "Public Bank"),
    ("rhb", "RHB"),
    ("standard_chartered", "Standard Chartered"),
    ("uob", "UOB"),
];

const IDEAL: &[(&str, &str)] = &[
    ("abn_amro", "ABN AMRO"),
    ("adyen", "Adyen"),
    ("asn_bank", "ASN Bank"),
    ("bunq", "bunq"),
    ("buut", "Buut"),
    ("finom", "Finom"),
    ("handelsbanken", "Handelsbanken"),
    ("ing", "ING"),
    ("knab", "Knab"),
    ("mollie", "Mollie"),
    ("moneyou", "Moneyou"),
    ("n26", "N26"),
    ("nn", "NN"),
    ("rabobank", "Rabobank"),
    ("regiobank", "RegioBank"),
    ("revolut", "Revolut"),
    ("sns_bank", "SNS Bank"),
    ("triodos_bank", "Triodos Bank"),
    ("van_lanschot", "Van Lanschot"),
    ("yoursafe", "Yoursafe"),
];

const EPS: &[(&str, &str)] = &[
    ("arzte_und_apotheker_bank", "Ärzte- und Apothekerbank"),
    ("austrian_anadi_bank_ag", "Austrian Anadi Bank AG"),
    ("bank_austria", "Bank Austria"),
    ("bankhaus_carl_spangler", "Bankhaus Carl Spängler"),
    ("bankhaus_schelhammer_und_schattera_ag", "Bankhaus Schelhammer & Schattera AG"),
    ("bawag_psk_ag", "BAWAG P.S.K. AG"),
    ("bks_bank_ag", "BKS Bank AG"),
    ("brull_kallmus_bank_ag", "Brüll Kallmus Bank AG"),
    ("btv_vier_lander_bank", "BTV VIER LÄNDER BANK"),
    ("capital_bank_grawe_gruppe_ag", "Capital Bank Grawe Gruppe AG"),
    ("deutsche_bank_ag", "Deutsche Bank AG"),
    ("dolomitenbank", "Dolomitenbank"),
    ("easybank_ag", "easybank AG"),
    ("erste_bank_und_sparkassen", "Erste Bank und Sparkassen"),
    ("hypo_alpeadriabank_international_ag", "Hypo Alpe-Adria-Bank International AG"),
    ("hypo_bank_burgenland_aktiengesellschaft", "HYPO-BANK BURGENLAND Aktiengesellschaft"),
    ("hypo_noe_lb_fur_niederosterreich_u_wien", "HYPO NOE LB für Niederösterreich u. Wien"),
    ("hypo_oberosterreich_salzburg_steiermark", "HYPO Oberösterreich, Salzburg, Steiermark"),
    ("hypo_tirol_bank_ag", "Hypo Tirol Bank AG"),
    ("hypo_vorarlberg_bank_ag", "Hypo Vorarlberg Bank AG"),
    ("marchfelder_bank", "Marchfelder Bank"),
    ("oberbank_ag", "Oberbank AG"),
    ("raiffeisen_bankengruppe_osterreich", "Raiffeisen Bankengruppe Österreich"),
    ("schoellerbank_ag", "Schoellerbank AG"),
    ("sparda_bank_wien", "Sparda-Bank Wien"),
    ("volksbank_gruppe", "Volksbank Gruppe"),
    ("volkskreditbank_ag", "Volkskreditbank AG"),
    ("vr_bank_braunau", "VR-Bank Braunau"),
];

const P24: &[(&str, &str)] = &[
    ("alior_bank", "Alior Bank"),
    ("bank_millennium", "Bank Millennium"),
    ("bank_nowy_bfg_sa", "Bank Nowy BFG S.A."),
    ("bank_pekao_sa", "Bank Pekao S.A."),
    ("banki_spbdzielcze", "Banki Spółdzielcze"),
    ("blik", "BLIK"),
    ("bnp_paribas", "BNP Paribas"),
    ("boz", "BOŻ"),
    ("citi_handlowy", "Citi Handlowy"),
    ("credit_agricole", "Crédit Agricole"),
    ("envelobank", "EnveloBank"),
    ("etransfer_pocztowy24", "e-Transfer Pocztowy24"),
    ("getin_bank", "Getin Bank"),
    ("ideabank", "Idea Bank"),
    ("ing", "ING"),
    ("inteligo", "Inteligo"),
    ("mbank_mtransfer", "mBank mTransfer"),
    ("nest_przelew", "Nest Przelew"),
    ("noble_pay", "Noble Pay"),
    ("pbac_z_ipko", "Płacę z iPKO"),
    ("plus_bank", "Plus Bank"),
    ("santander_przelew24", "Santander Przelew24"),
    ("tmobile_usbugi_bankowe", "T-Mobile Usługi Bankowe"),
    ("toyota_bank", "Toyota Bank"),
    ("velobank", "VeloBank"),
    ("volkswagen_bank", "Volkswagen Bank"),
];
