//! `pressmark serve`: index, then serve API and pages.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::archive::{ArchiveOpts, MaybeIndexOpts, WriteOpts};
use super::config::Config;
use super::limits::LimitOpts;
use super::print::{counted, note};
use super::signal::Termination;
use super::{CliError, Ending, follow};
use crate::backend::Backend;
use crate::http::{self, Listeners, Log, LogTo, Network, Proxies, PublicUrl, Serving};
use crate::index::{Index, Start};
use crate::ingest::{Options, Run};
use crate::limits::Limits;
use crate::metrics::Metrics;

/// Where the service listens where nobody says otherwise, and where the operator's part does.
const LISTEN: &str = "127.0.0.1:7700";
const METRICS: &str = "127.0.0.1:7701";

/// Index these archives (what has changed of them), then serve pages and API.
///
/// Ends on Ctrl-C or SIGTERM: `/readyz` says so at once, and what is under way is brought to its end; a second time ends
/// at once. SIGHUP opens the log anew.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark serve fixtures/archive\n  pressmark serve --index /srv/pressmark --listen 0.0.0.0:80\n  pressmark serve --config /etc/pressmark.toml --trusted-proxy 10.0.0.0/8"
)]
pub(super) struct Opts {
    /// Files and folders to read first; without any, what is in the index is served.
    #[arg(value_name = "ARCHIVE")]
    archives: Vec<PathBuf>,
    #[command(flatten)]
    index: MaybeIndexOpts,
    #[command(flatten)]
    archive: ArchiveOpts,
    #[command(flatten)]
    write: WriteOpts,
    /// Address and port [default: 127.0.0.1:7700].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Address and port for /metrics, /healthz and /readyz of the operator, or `off` [default: 127.0.0.1:7701, where that
    /// is free].
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
    /// Take the client's address from `X-Forwarded-For` where this proxy, or one of this network, is connected.
    #[arg(long = "trusted-proxy", value_name = "NETWORK")]
    trusted_proxies: Vec<Network>,
    /// Log requests at the end of this file instead of on standard error, as JSON lines; `off` for no log.
    #[arg(long, value_name = "FILE")]
    log: Option<String>,
    /// Log what was asked for, too.
    #[arg(long)]
    log_queries: bool,
    /// Take settings from this file: `index`, `listen`, `metrics`, `log`, `log-queries`, `trusted-proxies`, and under
    /// `[limits]` any of the limits below. Options stand above it.
    #[arg(long, value_name = "FILE", env = "PRESSMARK_CONFIG")]
    config: Option<PathBuf>,
    /// Where readers reach the service: what addresses in feeds, citations and the sitemap begin with [default: the host
    /// that a client asks].
    #[arg(long, value_name = "URL", env = "PRESSMARK_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
    #[command(flatten)]
    limits: LimitOpts,
}

/// Options and file together.
struct Settings {
    index: PathBuf,
    listen: SocketAddr,
    /// `None` for no listener; false behind the address where it is only our own suggestion.
    metrics: Option<(SocketAddr, bool)>,
    log: LogTo,
    log_queries: bool,
    proxies: Proxies,
    public_url: Option<PublicUrl>,
    limits: Limits,
}

impl Settings {
    fn of(opts: &Opts) -> Result<Self, CliError> {
        let mut limits = Limits::default();
        let config = match &opts.config {
            Some(path) => Config::read(path, &mut limits)?,
            None => Config::default(),
        };
        opts.limits.apply(&mut limits);
        let usage = |problem: String| CliError::Usage(problem);
        let metrics = match opts.metrics.as_ref().or(config.metrics.as_ref()).map(String::as_str) {
            Some("off") => None,
            Some(address) => {
                Some((address.parse().map_err(|_| usage(format!("`{address}` is no address with a port")))?, true))
            }
            None => METRICS.parse().ok().map(|address| (address, false)),
        };
        let log = match opts.log.as_ref().or(config.log.as_ref()).map(String::as_str) {
            None | Some("-") => LogTo::Stderr,
            Some("off") => LogTo::Nowhere,
            Some(path) => LogTo::File(path.into()),
        };
        let mut proxies = opts.trusted_proxies.clone();
        for network in &config.trusted_proxies {
            proxies.push(network.parse().map_err(|error: crate::http::NoNetwork| usage(error.to_string()))?);
        }
        let listen = opts.listen.or(config.listen).or_else(|| LISTEN.parse().ok());
        Ok(Self {
            index: opts.index.or(config.index),
            listen: listen.ok_or_else(|| usage("there is no address to listen at".to_owned()))?,
            metrics,
            log,
            log_queries: opts.log_queries || config.log_queries.unwrap_or(false),
            proxies: Proxies(proxies),
            public_url: opts.public_url.clone(),
            limits,
        })
    }
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let settings = Settings::of(&opts)?;
    if !opts.archives.is_empty() {
        let options = Options {
            jobs: opts.archive.jobs(),
            settings: opts.archive.settings()?,
            text_per_commit: opts.write.text_per_commit(),
            archives: opts.archives,
            index: settings.index.clone(),
            start: Start::Continue,
            prune: false,
            apart: Vec::new(),
            holds: opts.write.holds()?,
        };
        let Run { summary, commit, stopped } = super::index::index(&options, None)?;
        if stopped {
            return Err(CliError::Stopped(commit));
        }
        let failed = match summary.failed {
            0 => String::new(),
            failed => format!(", {} failed: `pressmark index --report FILE` tells why", counted(failed, "record")),
        };
        note(format_args!("indexed: {} new, {} in all{failed}", counted(summary.new, "release"), commit.releases));
    }
    let index = Arc::new(Index::open(&settings.index)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| CliError::Io { what: "the server cannot start".to_owned(), source })?;
    let served = runtime.block_on(serve(index, settings));
    // Whoever asked twice does not wait for a search.
    runtime.shutdown_background();
    served?;
    Ok(Ending::Done)
}

async fn serve(index: Arc<Index>, settings: Settings) -> Result<(), CliError> {
    let Settings { listen, metrics: operator, log, log_queries, proxies, public_url, limits, .. } = settings;
    let mut termination = Termination::listen();
    let (public, address) = listener(listen).await?;
    let operator = match operator {
        None => None,
        Some((address, true)) => Some(listener(address).await?),
        // Another service has it: this one is not less of one for that.
        Some((address, false)) => listener(address).await.ok(),
    };
    note(format_args!("{} at http://{address}", counted(index.state().releases, "release")));
    if let Some((_, address)) = &operator {
        note(format_args!("metrics at http://{address}/metrics"));
    }
    let metrics = Arc::new(Metrics::default());
    let opened = Log::open(log, log_queries, metrics.clone());
    let log = opened.map_err(|source| CliError::Io { what: "the log cannot be opened".to_owned(), source })?;
    let backend = Backend::within(index.clone(), &limits, metrics);
    tokio::spawn(follow::commits(index.clone(), backend.clone()));
    tokio::spawn(follow::embargoes(index.clone()));
    follow::verify(&index, &backend);
    tokio::spawn(super::signal::each_hangup({
        let log = log.clone();
        move || log.reopen()
    }));
    let listeners = Listeners { public, operator: operator.map(|(listener, _)| listener) };
    http::serve(listeners, backend, Serving { limits, proxies, public_url, log }, async || termination.asked().await)
        .await;
    Ok(())
}

async fn listener(address: SocketAddr) -> Result<(TcpListener, SocketAddr), CliError> {
    let failed = |source| CliError::Io { what: format!("cannot listen on {address}"), source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
