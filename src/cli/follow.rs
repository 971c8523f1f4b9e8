//! What a service does beside answering: it takes up new commits, lets in what was held back, and compares its index
//! with the seal.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::print::note;
use crate::backend::Backend;
use crate::health::Verification;
use crate::index::{self, Index, IndexError};
use crate::ingest::{self, IngestError};
use crate::metrics::Outcome;

/// How often the server looks for a newer commit.
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// How often it asks when the next release may be shown, where nothing else tells it.
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(5);

/// How long it waits where another process writes the index.
const WHILE_LOCKED: Duration = Duration::from_secs(1);

/// The same where the index cannot be written at all, as on a read-only mount.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Takes up every new commit. One that cannot be read leaves the old one in place.
pub(super) async fn commits(index: Arc<Index>, backend: Backend) {
    let mut complained = false;
    let mut wait = BETWEEN_LOOKS;
    loop {
        sleep(wait).await;
        let generation = || index.state().parts().0.to_owned();
        let (before, begun) = (generation(), Instant::now());
        let looked = {
            let index = index.clone();
            // What the engine does with damage that nobody foresaw is no reason to end.
            spawn_blocking(move || index.reload()).await
        };
        wait = BETWEEN_LOOKS;
        match looked {
            Ok(Ok(newer)) => {
                if newer {
                    backend.metrics().reloaded(Outcome::Success);
                }
                // Another generation was compared with its seal before it was taken up.
                if generation() != before {
                    backend.health().verified(Verification::Sound);
                }
                backend.health().reloaded(true);
                complained = false;
            }
            failed => {
                backend.health().reloaded(false);
                // A large generation takes its time to be found damaged.
                wait = wait.max(begun.elapsed() * 10);
                if !complained {
                    backend.metrics().reloaded(Outcome::Failure);
                    let why = match failed {
                        Ok(Err(error)) => error.to_string(),
                        _ => "the engine gave up on it".to_owned(),
                    };
                    note(format_args!("the newest commit cannot be read, the one before is served on: {why}"));
                    complained = true;
                }
            }
        }
    }
}

/// Lets in what was held back as soon as its time has come.
pub(super) async fn embargoes(index: Arc<Index>) {
    let mut complained = false;
    loop {
        let next = {
            let index = index.clone();
            spawn_blocking(move || index::next_release(index.folder())).await
        };
        let next = match next {
            Ok(Ok(Some(next))) => next,
            Ok(Ok(None)) | Err(_) => {
                sleep(BETWEEN_QUESTIONS).await;
                continue;
            }
            Ok(Err(error)) => {
                complain(&mut complained, &error);
                sleep(AFTER_FAILURE).await;
                continue;
            }
        };
        let wait = (next - Utc::now()).to_std().unwrap_or_default();
        // The list may change meanwhile.
        sleep(wait.min(BETWEEN_QUESTIONS)).await;
        if wait > BETWEEN_QUESTIONS {
            continue;
        }
        let folder = index.folder().to_owned();
        match spawn_blocking(move || ingest::publish_due(&folder)).await {
            Ok(Ok(_)) => complained = false,
            Ok(Err(IngestError::Index { source: IndexError::Locked { .. }, .. })) => sleep(WHILE_LOCKED).await,
            Ok(Err(error)) => {
                complain(&mut complained, &error);
                sleep(AFTER_FAILURE).await;
            }
            Err(_) => sleep(AFTER_FAILURE).await,
        }
    }
}

fn complain(complained: &mut bool, error: &dyn std::error::Error) {
    if !std::mem::replace(complained, true) {
        note(format_args!("what was held back cannot be let in by this process: {error}"));
    }
}

/// Compares the index with its seal, in a thread of its own: that reads all of it, and nobody waits for it.
pub(super) fn verify(index: &Arc<Index>, backend: &Backend) {
    let (index, backend) = (index.clone(), backend.clone());
    let compare = move || {
        let problems = index.verify();
        let sound = problems.is_empty();
        for problem in problems {
            note(format_args!("the index is damaged: {problem}; `pressmark check` tells more"));
        }
        backend.health().verified(if sound { Verification::Sound } else { Verification::Damaged });
    };
    // Without the thread the comparison stays pending, and says so.
    let _ = std::thread::Builder::new().name("verify".into()).spawn(compare);
}
