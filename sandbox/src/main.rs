//! The sandbox as a program: starts the three origins, says where they are, and ends at Ctrl-C or SIGTERM.

use std::process::ExitCode;

use tillkit_sandbox::{Arguments, Config, HELP, PUBLISHABLE_KEY, SECRET_KEY, Sandbox};

/// The exit code for a command line that can't be followed.
const BAD_USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let config = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Arguments::Run(config)) => config,
        Ok(Arguments::Help) => {
            say(HELP.trim_end());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            complain(&error.to_string());
            return ExitCode::from(BAD_USAGE);
        }
    };
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    // Before the ports are announced, so that whoever waits for them can end the program at once.
    let ending = Ending::listen()?;
    let assets = config.assets.clone();
    let sandbox = Sandbox::start(config).await?;
    say(&format!(
        "
  Shop      {shop}

  Gateway   {gateway}   (API under /v1, ledger under /_sandbox/ledger/<intent>)
  Bank      {bank}

  Keys      {PUBLISHABLE_KEY}   {SECRET_KEY}
  Cards     4111 1111 1111 1111   succeeds (3-D Secure only when asked for)
            4000 0000 0000 3220   a challenge by the bank, then succeeds
            4000 0000 0000 0002   declined
            any later expiry date, any security code; all cards: {gateway}/_sandbox/cards

  Methods   every payment method: choose them in the shop's developer panel
            the customer's phone, which scans codes and approves in apps: {bank}/phone

  Ctrl-C ends it.
",
        shop = sandbox.shop_url(),
        gateway = sandbox.gateway_url(),
        bank = sandbox.bank_url(),
    ));
    if !assets.join("v1").is_dir() {
        complain(&format!(
            "there are no built files in {}: run `npm run build`, and reload the page",
            assets.display()
        ));
    }
    ending.wait().await;
    sandbox.stop().await;
    Ok(())
}

/// The signals that end the program.
struct Ending {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Ending {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Without a handler Ctrl-C ends the program anyway.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program that tells where it listens")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a program's complaints belong on its error output")]
fn complain(text: &str) {
    eprintln!("tillkit-sandbox: {text}");
}
