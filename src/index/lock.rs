//! Who may write: one at a time on a machine.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tantivy::directory::error::LockError;
use tantivy::index::Index as Engine;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{IndexWriter, TantivyError};

use super::durable;
use super::error::IndexError;

/// So long is waited for a lock that somebody holds.
const PATIENCE: Duration = Duration::from_secs(1);

/// The right to write, given up when dropped or when the process dies.
#[derive(Debug)]
pub(super) struct WriteLock {
    _file: File,
}

impl WriteLock {
    pub(super) fn take(index: &Path) -> Result<Self, IndexError> {
        durable::make_folder(index).map_err(IndexError::io(index))?;
        let path = index.join("lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(IndexError::io(&path))?;
        let taken = patiently(|| file.try_lock(), |error| matches!(error, TryLockError::WouldBlock));
        match taken {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked { path: index.to_owned() }),
            Err(TryLockError::Error(error)) => Err(IndexError::io(path)(error)),
        }
    }
}

/// A writer of an engine, for whoever holds the [`WriteLock`] and has let go of the writer before.
pub(super) fn engine_writer(engine: &Engine, options: &IndexWriterOptions) -> Result<IndexWriter, IndexError> {
    let open = || engine.writer_with_options(options.clone());
    Ok(patiently(open, |error| matches!(error, TantivyError::LockFailure(LockError::LockBusy, _)))?)
}

/// Takes a lock that may have been given up a moment ago. Where this process starts a program just then, as one that
/// embeds us may, the child holds all that is locked until it has become that program: flock(2), fork(2).
fn patiently<T, E>(mut take: impl FnMut() -> Result<T, E>, is_busy: impl Fn(&E) -> bool) -> Result<T, E> {
    let begun = Instant::now();
    loop {
        match take() {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => sleep(Duration::from_millis(5)),
            taken => return taken,
        }
    }
}
