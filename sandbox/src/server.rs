//! Listening, and connections that can be cut: a lost answer has to look like one to a browser, which means no
//! response at all, not a failing body.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::start_error::StartError;

const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
const FAREWELL: Duration = Duration::from_millis(500);
/// How often a free port is sought that is free on IPv6 too.
const PORT_TRIES: usize = 16;

/// The connection a request came on; requests carry it as an extension.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection {
    cut: CancellationToken,
    peer: Option<IpAddr>,
}

impl Connection {
    /// Whose it is.
    pub(crate) fn peer(&self) -> Option<IpAddr> {
        self.peer
    }

    /// Resets the connection: the request is never answered.
    pub(crate) async fn cut(&self) -> Response {
        self.cut.cancel();
        std::future::pending().await
    }
}

/// Binds `address`; `flag` is named when the port is taken.
pub(crate) async fn listen(address: SocketAddr, flag: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::listening(address, flag, &error))
}

/// Binds `address` and the same port of `[::1]`, as browsers may read `localhost` as either.
pub(crate) async fn listen_as_localhost(
    address: SocketAddr,
    flag: &'static str,
) -> Result<Vec<TcpListener>, StartError> {
    let mut tries_left = PORT_TRIES;
    loop {
        tries_left = tries_left.saturating_sub(1);
        let v4 = listen(address, flag).await?;
        let port = v4.local_addr().map_err(|error| StartError::listening(address, flag, &error))?.port();
        let v6_address = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port);
        match TcpListener::bind(v6_address).await {
            Ok(v6) => return Ok(vec![v4, v6]),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if address.port() != 0 || tries_left == 0 {
                    return Err(StartError::listening(v6_address, flag, &error));
                }
            }
            // A machine without IPv6: nothing can answer there in our place.
            Err(_) => return Ok(vec![v4]),
        }
    }
}

/// Answers connections until `stop`. Each change of `renew` closes the idle connections, so that what comes
/// next comes on new ones.
pub(crate) fn serve(
    listener: TcpListener,
    router: &Router,
    stop: &CancellationToken,
    renew: &watch::Receiver<u64>,
    tasks: &TaskTracker,
) {
    let (router, stop, renew, connections) = (router.clone(), stop.clone(), renew.clone(), tasks.clone());
    tasks.spawn(async move {
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, router.clone(), stop.clone(), renew.clone()));
                }
                // Out of file descriptors, or a peer that left at once.
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    });
}

async fn converse(
    stream: TcpStream,
    router: Router,
    stop: CancellationToken,
    mut renew: watch::Receiver<u64>,
) {
    let peer = stream.peer_addr().ok().map(|address| address.ip());
    let connection = Connection { peer, ..Connection::default() };
    let cut = connection.cut.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(connection.clone());
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    // Answers are small, and waiting for more to send would only delay them; losing the option costs nothing else.
    let _ = stream.set_nodelay(true);
    let mut http = Box::new(
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service),
    );
    renew.mark_unchanged();
    tokio::select! {
        _ = &mut *http => return,
        () = cut.cancelled() => return reset(&http.into_parts().io.into_inner()),
        () = renewed(&mut renew) => {}
        () = stop.cancelled() => {}
    }
    Pin::new(&mut *http).graceful_shutdown();
    tokio::select! {
        _ = &mut *http => {}
        () = cut.cancelled() => reset(&http.into_parts().io.into_inner()),
        () = async { stop.cancelled().await; tokio::time::sleep(FAREWELL).await } => {}
    }
}

async fn renewed(renew: &mut watch::Receiver<u64>) {
    if renew.changed().await.is_err() {
        // Nobody is left who could ask for it.
        std::future::pending::<()>().await;
    }
}

fn reset(stream: &TcpStream) {
    // Without lingering, closing sends a reset; were that refused, closing would still be no answer.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
