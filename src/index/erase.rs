//! What was deleted, out of every byte.
//!
//! The engine only marks what is deleted: texts, words and columns stay in their segment until it is merged. So each
//! segment with a mark is written anew without it, and the files of the old one are removed. A file beside the
//! generations, `erasing`, remembers that this is to be done, so that whoever writes next does it where a process was
//! killed in between.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::index::{Index as Engine, SegmentMeta};

use super::error::IndexError;
use super::layout::{remove_unsorted_stores, sweep, sync_folder, write_whole};
use super::merge::merger;
use super::snapshot::{Opened, Payload};

fn mark(index: &Path) -> PathBuf {
    index.join("erasing")
}

/// Remembers that what was deleted is to be erased. Before anything is deleted for that reason.
pub(super) fn ask_for(index: &Path) -> Result<(), IndexError> {
    write_whole(&mark(index), b"what was deleted is to be erased from every segment\n")
}

/// Whether it was asked for and has not been done.
pub(super) fn is_asked_for(index: &Path) -> bool {
    mark(index).exists()
}

/// Erases, and gives what was committed a new number: whoever reads lets go of the old files when there is one. Only
/// for whoever holds the lock, after all other writers of the generation have ended.
pub(super) fn erase(opened: &Opened, committed: Payload) -> Result<Payload, IndexError> {
    let engines = opened.engines();
    let payload = Payload { commit: committed.commit + 1, ..committed };
    for (part, engine) in [("earlier", &engines.earlier), ("latest", &engines.latest)] {
        merge_marked(engine, &payload)?;
        let folder = opened.generation.path.join(part);
        sweep(&folder, engine)?;
        remove_unsorted_stores(&folder)?;
        sync_folder(&folder)?;
    }
    Ok(payload)
}

/// It is done.
pub(super) fn done(index: &Path) -> Result<(), IndexError> {
    let mark = mark(index);
    fs::remove_file(&mark).map_err(IndexError::io(&mark))?;
    sync_folder(index)
}

/// Writes every segment with deleted releases anew, without them.
fn merge_marked(engine: &Engine, payload: &Payload) -> Result<(), IndexError> {
    let mut writer = merger(engine)?;
    for marked in engine.searchable_segment_metas()?.into_iter().filter(SegmentMeta::has_deletes) {
        writer.merge(&[marked.id()]).wait()?;
    }
    payload.commit(&mut writer)?;
    writer.wait_merging_threads()?;
    Ok(())
}
