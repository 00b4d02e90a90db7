use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use tillkit_sandbox::{Config, Sandbox};

use crate::fixture::{World, no_assets};

fn program(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tillkit-sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs")
}

/// Runs the program to its end: exit code, output and complaints.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = program(arguments).wait_with_output().expect("an end");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn the_shop_is_localhost_and_the_bank_another_site() {
    let world = World::start().await;
    assert!(world.sandbox.shop_url().starts_with("http://localhost:"));
    assert!(world.sandbox.gateway_url().starts_with("http://127.0.0.1:"));
    if cfg!(target_os = "linux") {
        assert!(world.sandbox.bank_url().starts_with("http://127.0.0.2:"));
    }
    assert_eq!(world.open(world.sandbox.bank_url()).await.status, 200);
    let port = world.sandbox.shop_url().rsplit(':').next().expect("a port");
    assert_eq!(world.open(&format!("http://127.0.0.1:{port}/api/config")).await.status, 200);
}

#[tokio::test]
async fn two_sandboxes_do_not_know_each_other() {
    let (one, two) = (World::start().await, World::start().await);
    let intent = one.plain_intent();
    assert_eq!(two.sandbox.ledger(&intent.id), None);
}

/// On an address of its own, where no other test can take the ports in between.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_stopped_sandbox_frees_its_ports() {
    let own = || "127.0.0.3:0".parse().expect("an address");
    let first = Config { gateway: own(), bank: own(), ..Config::free_ports(no_assets()) };
    let sandbox = Sandbox::start(first).await.expect("started");
    let address = |url: &str| url.trim_start_matches("http://").parse().expect("an address");
    let (gateway, bank) = (address(sandbox.gateway_url()), address(sandbox.bank_url()));
    sandbox.stop().await;
    let again = Config { gateway, bank, ..Config::free_ports(no_assets()) };
    let again = Sandbox::start(again).await.expect("started again");
    assert_eq!(again.gateway_url(), format!("http://{gateway}"));
}

#[tokio::test]
async fn a_port_in_use_is_an_error_that_names_the_flag() {
    let world = World::start().await;
    let address = |url: &str| url.trim_start_matches("http://").parse().expect("an address");
    let taken = Config { gateway: address(world.sandbox.gateway_url()), ..Config::free_ports(no_assets()) };
    let error = Sandbox::start(taken).await.expect_err("in use");
    assert_eq!(error.code(), "port_in_use");
    assert!(error.to_string().contains("--gateway-port"), "{error}");
}

#[tokio::test]
async fn another_program_on_the_same_port_of_the_other_localhost_is_noticed() {
    let Ok(other) = tokio::net::TcpListener::bind("[::1]:0").await else {
        // No IPv6 here, so nobody else can be `localhost` there either.
        return assert!(std::net::TcpListener::bind("[::1]:0").is_err());
    };
    let port = other.local_addr().expect("an address").port();
    let mut config = Config::free_ports(no_assets());
    config.shop.set_port(port);
    let error = Sandbox::start(config).await.expect_err("in use");
    assert!(error.code() == "port_in_use" && error.to_string().contains("--shop-port"), "{error}");
}

#[test]
fn help_and_mistakes_on_the_command_line() {
    let (code, output, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for flag in ["--shop-port", "--gateway-port", "--bank-port", "--assets"] {
        assert!(output.contains(flag), "{output}");
    }
    let (code, output, complaint) = run(&["--shop-port", "http"]);
    assert_eq!((code, output.as_str()), (Some(2), ""));
    assert!(complaint.contains("--shop-port"), "{complaint}");
}

#[test]
fn a_port_in_use_ends_the_program_with_an_explanation() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let port = other.local_addr().expect("an address").port().to_string();
    let (code, output, complaint) = run(&["--shop-port", "0", "--gateway-port", &port, "--bank-port", "0"]);
    assert_eq!((code, output.as_str()), (Some(1), ""));
    assert!(complaint.contains(&port) && complaint.contains("--gateway-port"), "{complaint}");
}

#[cfg(unix)]
#[test]
fn signals_end_it_cleanly() {
    for signal in ["-TERM", "-INT"] {
        let mut child = program(&["--shop-port", "0", "--gateway-port", "0", "--bank-port", "0"]);
        let mut output = BufReader::new(child.stdout.take().expect("output"));
        let mut said = String::new();
        while !said.contains("Ctrl-C") {
            assert_ne!(output.read_line(&mut said).expect("a line"), 0, "{said}");
        }
        for text in ["http://localhost:", "pk_test_sandbox", "sk_test_sandbox", "4111 1111 1111 1111"] {
            assert!(said.contains(text), "{said}");
        }
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        assert!(sent.success());
        assert_eq!(child.wait().expect("an end").code(), Some(0), "{signal}");
    }
}
