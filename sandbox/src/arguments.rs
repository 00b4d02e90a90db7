//! The command line of the `tillkit-sandbox` program.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::config::Config;
use crate::gateway::Codes;

/// The text that `--help` prints.
pub const HELP: &str = "\
A payment gateway, a bank and a shop on this machine, for developing with Tillkit.

Usage: tillkit-sandbox [options]

  --shop-port N      port of the shop     (4240; 0 takes a free one)
  --gateway-port N   port of the gateway  (4241; 0 takes a free one)
  --bank-port N      port of the bank     (4242; 0 takes a free one)
  --assets DIR       folder of the built files, holding v1/ and shop/  (dist)
  --codes HOW        codes and account details: hosted (a page) or in_place  (hosted)
  --help             this text

Ctrl-C ends it.
";

/// What the command line asks for.
#[derive(Debug)]
pub enum Arguments {
    /// Start with this configuration.
    Run(Config),
    /// Print [`HELP`].
    Help,
}

/// A command line that can't be followed. Its text names the flag and says what is accepted.
#[derive(Debug)]
pub struct ArgumentError {
    message: String,
}

impl ArgumentError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ArgumentError {}

impl Arguments {
    /// Reads the arguments that follow the program's name.
    ///
    /// # Errors
    /// An unknown flag, a flag without its value, a port that is no number from 0 to 65535.
    pub fn parse<I>(arguments: I) -> Result<Self, ArgumentError>
    where
        I: IntoIterator,
        I::Item: Into<OsString>,
    {
        let mut config = Config::default();
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| ArgumentError::new(error.to_string()))? {
            match argument {
                Arg::Long("shop-port") => config.shop.set_port(port(&mut parser, "--shop-port")?),
                Arg::Long("gateway-port") => config.gateway.set_port(port(&mut parser, "--gateway-port")?),
                Arg::Long("bank-port") => config.bank.set_port(port(&mut parser, "--bank-port")?),
                Arg::Long("assets") => {
                    config.assets = PathBuf::from(value(&mut parser, "--assets", "a folder")?);
                }
                Arg::Long("codes") => config.codes = codes(&mut parser)?,
                Arg::Long("help") | Arg::Short('h') => return Ok(Self::Help),
                other => {
                    let shown = match other {
                        Arg::Long(name) => format!("unknown flag --{name}"),
                        Arg::Short(name) => format!("unknown flag -{name}"),
                        Arg::Value(text) => format!("unexpected argument {}", text.display()),
                    };
                    return Err(ArgumentError::new(format!(
                        "{shown}: the flags are --shop-port, --gateway-port, --bank-port, --assets, --codes \
                         and --help"
                    )));
                }
            }
        }
        Ok(Self::Run(config))
    }
}

fn value(parser: &mut Parser, flag: &str, what: &str) -> Result<OsString, ArgumentError> {
    parser.value().map_err(|_| ArgumentError::new(format!("{flag} needs {what} after it")))
}

fn codes(parser: &mut Parser) -> Result<Codes, ArgumentError> {
    let given = value(parser, "--codes", "hosted or in_place")?;
    given
        .to_str()
        .and_then(Codes::from_name)
        .ok_or_else(|| ArgumentError::new(format!("--codes {}: it is hosted or in_place", given.display())))
}

fn port(parser: &mut Parser, flag: &str) -> Result<u16, ArgumentError> {
    let given = value(parser, flag, "a port")?;
    given.parse::<u16>().map_err(|_| {
        ArgumentError::new(format!("{flag} {}: a port is a number from 0 to 65535", given.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &[&str]) -> Config {
        match Arguments::parse(arguments) {
            Ok(Arguments::Run(config)) => config,
            other => panic!("not a run: {other:?}"),
        }
    }

    fn refused(arguments: &[&str]) -> String {
        Arguments::parse(arguments).expect_err("refused").to_string()
    }

    #[test]
    fn no_flags_mean_the_development_ports() {
        let config = run(&[]);
        assert_eq!((config.shop.port(), config.gateway.port(), config.bank.port()), (4240, 4241, 4242));
        assert_eq!(config.assets, PathBuf::from("dist"));
    }

    #[test]
    fn each_flag_is_taken_in_both_spellings() {
        let config = run(&["--shop-port", "5000", "--gateway-port=5001", "--bank-port=0", "--assets", "out"]);
        assert_eq!((config.shop.port(), config.gateway.port(), config.bank.port()), (5000, 5001, 0));
        assert_eq!(config.assets, PathBuf::from("out"));
        assert_eq!(run(&["--codes", "in_place"]).codes, Codes::InPlace);
    }

    #[test]
    fn help_wins() {
        assert!(matches!(Arguments::parse(["--help"]), Ok(Arguments::Help)));
    }

    #[test]
    fn mistakes_name_the_flag() {
        assert!(refused(&["--shop-prot", "1"]).contains("--shop-prot"));
        assert!(refused(&["--shop-port", "http"]).contains("--shop-port http"));
        assert!(refused(&["--bank-port", "65536"]).contains("65535"));
        assert!(refused(&["--gateway-port"]).contains("--gateway-port needs a port"));
        assert!(refused(&["--codes", "both"]).contains("--codes both: it is hosted or in_place"));
        assert!(refused(&["dist"]).contains("dist"));
    }
}
