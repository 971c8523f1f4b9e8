//! `pressmark serve`: index, then serve API and pages.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::archive::{ArchiveOpts, IndexOpts, WriteOpts};
use super::print::{counted, note};
use super::{CliError, Ending};
use crate::backend::Backend;
use crate::http::{self, PublicUrl};
use crate::index::{Index, Start};
use crate::ingest::{Options, Run};

/// How often the server looks for a newer commit.
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// Index these archives (what has changed of them), then serve pages and API.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark serve fixtures/archive\n  pressmark serve --index /srv/pressmark --listen 0.0.0.0:80"
)]
pub(super) struct Opts {
    /// Files and folders to read first; without any, what is in the index is served.
    #[arg(value_name = "ARCHIVE")]
    archives: Vec<PathBuf>,
    #[command(flatten)]
    index: IndexOpts,
    #[command(flatten)]
    archive: ArchiveOpts,
    #[command(flatten)]
    write: WriteOpts,
    /// Address and port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7700")]
    listen: SocketAddr,
    /// Where readers reach the service: what addresses in feeds, citations and the sitemap begin with [default: the host
    /// that a client asks].
    #[arg(long, value_name = "URL", env = "PRESSMARK_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    if !opts.archives.is_empty() {
        let options = Options {
            jobs: opts.archive.jobs(),
            settings: opts.archive.settings()?,
            text_per_commit: opts.write.text_per_commit(),
            archives: opts.archives,
            index: opts.index.index.clone(),
            start: Start::Continue,
            prune: false,
            apart: Vec::new(),
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
    let index = Arc::new(Index::open(&opts.index.index)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| CliError::Io { what: "the server cannot start".to_owned(), source })?;
    runtime.block_on(serve(index, opts.listen, opts.public_url))?;
    Ok(Ending::Done)
}

async fn serve(index: Arc<Index>, address: SocketAddr, public_url: Option<PublicUrl>) -> Result<(), CliError> {
    let failed = |source| CliError::Io { what: format!("cannot listen on {address}"), source };
    let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    note(format_args!("{} at http://{address}", counted(index.state().releases, "release")));
    tokio::spawn(follow(index.clone()));
    http::serve(listener, Backend::embedded(index), public_url, super::signal::terminated()).await.map_err(failed)?;
    Ok(())
}

/// Takes up every new commit. One that cannot be read leaves the old one in place.
async fn follow(index: Arc<Index>) {
    let mut complained = false;
    loop {
        tokio::time::sleep(BETWEEN_LOOKS).await;
        let index = index.clone();
        match tokio::task::spawn_blocking(move || index.reload()).await {
            Ok(Ok(_)) => complained = false,
            Ok(Err(error)) if !complained => {
                note(format_args!("the newest commit cannot be read, the one before is served on: {error}"));
                complained = true;
            }
            _ => {}
        }
    }
}
