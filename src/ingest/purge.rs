//! Releases that are taken down, and let in again.

use std::collections::BTreeSet;
use std::path::Path;

use super::IngestError;
use super::manifest::Manifest;
use super::sink::PURGED;
use crate::index::{Commit, Purged, Writer};
use crate::release::ReleaseId;

/// Takes releases down, by any of their names: out of every byte of the index, and for good. Their files are read again
/// by the next run, whose account then says that they were purged.
///
/// # Errors
///
/// Where the index cannot be written. What was begun is finished by whoever writes next.
pub fn purge(index: &Path, names: &[String]) -> Result<(Purged, Commit), IngestError> {
    let failed = IngestError::before_any_commit;
    let mut writer = Writer::open_as_it_is(index).map_err(failed)?;
    let mut manifest = Manifest::open(writer.generation())?;
    let purged = writer.purge(names).map_err(failed)?;
    manifest.read_again(&purged.files);
    // What those files left over may name it.
    manifest.rewrite()?;
    let commit = writer.finish().map_err(failed)?;
    Ok((purged, commit))
}

/// Lets releases in again that were purged: the next run reads the files that hold them.
///
/// # Errors
///
/// Where the index cannot be written.
pub fn restore(index: &Path, ids: &BTreeSet<ReleaseId>) -> Result<(), IngestError> {
    let failed = IngestError::before_any_commit;
    let mut writer = Writer::open_as_it_is(index).map_err(failed)?;
    let mut manifest = Manifest::open(writer.generation())?;
    writer.restore(ids).map_err(failed)?;
    manifest.read_again_what_was(PURGED)?;
    manifest.save()?;
    writer.finish().map_err(failed)?;
    Ok(())
}
